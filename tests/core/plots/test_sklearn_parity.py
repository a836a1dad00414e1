"""Reports, matrices and curves are scikit-learn's on the same rows, to the digit.

Also with a class that is never predicted, and with names in other scripts.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from sklearn import metrics as sk
from sklearn.preprocessing import label_binarize

import core
from core.plots import PLOTS
from tests.data import dataset

CLASSES = {
    "binary": ("нет", "да 🌧"),
    "multiclass": ("кот", "🐕 dog", "naïve", "never said"),
}


def judged(folder, task: str):
    """A run whose out-of-fold probabilities are made up: coarse, one class never wins."""
    names, rng = CLASSES[task], np.random.default_rng(5)
    rows = 300
    codes = rng.choice(len(names), rows, p=[0.6, 0.4] if task == "binary" else [0.4, 0.3, 0.2, 0.1])
    frame = pd.DataFrame({"x": rng.normal(size=rows), "y": np.array(names)[codes]})
    asked = core.Experiment.of(dataset(frame, folder), "y", holdout=0.0)
    run = core.train(asked, "dummy", title="Σ made up")
    p = (
        rng.dirichlet(np.ones(len(names)), rows)
        + 0.5 * np.eye(len(names))[asked.y(np.arange(rows))]
    )
    if task == "multiclass":
        p[:, [str(c) for c in asked.classes].index("never said")] *= 0.01
    p = np.round(p / p.sum(axis=1, keepdims=True), 2)
    p[:, -1] = 1 - p[:, :-1].sum(axis=1)
    order = run.oof["row"].to_numpy()
    oof = run.oof.assign(**{name: p[order, i] for i, name in enumerate(run.columns)})
    return replace(run, parts={**run.parts, "oof": lambda: oof}), asked.y(np.arange(rows)), p


@pytest.fixture(scope="module", params=CLASSES)
def made(request, tmp_path_factory):
    """(run, actual codes, probabilities, predicted codes) of each task."""
    run, y, p = judged(tmp_path_factory.mktemp("parity"), request.param)
    said = (p[:, 1] > 0.5).astype(int) if request.param == "binary" else p.argmax(axis=1)
    return run, y, p, said


def test_there_is_a_class_that_is_never_predicted(made):
    run, _, p, said = made
    missing = set(range(p.shape[1])) - set(said)
    assert missing or run.experiment.task == "binary"


@pytest.mark.parametrize(("ours", "theirs"), [("actual", "true"), ("predicted", "pred")])
def test_matrices(made, ours, theirs):
    run, y, p, said = made
    k = p.shape[1]
    table = PLOTS["confusion_matrix"].table([run], normalize=ours)
    labels = range(k)
    assert np.array_equal(
        table["count"].to_numpy().reshape(k, k), sk.confusion_matrix(y, said, labels=labels)
    )
    shares = sk.confusion_matrix(y, said, labels=labels, normalize=theirs)
    assert np.array_equal(table["share"].fillna(0).to_numpy().reshape(k, k), shares)
    assert list(table["actual"].unique()) == [str(c) for c in run.experiment.classes]


def test_report_by_class(made):
    run, y, p, said = made
    found = sk.precision_recall_fscore_support(y, said, labels=range(p.shape[1]), zero_division=0)
    table = PLOTS["class_report"].table([run]).set_index("class")
    names = [str(c) for c in run.experiment.classes]
    for column, values in zip(("precision", "recall", "f1", "support"), found, strict=True):
        assert table.loc[names, column].tolist() == values.tolist()
    for average in ("macro", "weighted"):
        mean = sk.precision_recall_fscore_support(y, said, average=average, zero_division=0)
        row = table.loc[f"{average} average", ["precision", "recall", "f1"]]
        assert row.tolist() == pytest.approx(list(mean[:3]), abs=1e-15)
    assert table.loc["accuracy", "f1"] == sk.accuracy_score(y, said)


def test_curves(made):
    run, y, p, _ = made
    roc, pr = PLOTS["roc"].table([run]), PLOTS["precision_recall"].table([run])
    if p.shape[1] == 2:
        fpr, tpr, _ = sk.roc_curve(y, p[:, 1])
        assert np.array_equal(roc["false_positive_rate"], fpr)
        assert np.array_equal(roc["true_positive_rate"], tpr)
        precision, recall, _ = sk.precision_recall_curve(y, p[:, 1], drop_intermediate=True)
        assert np.array_equal(pr["recall"], recall[:-1])
        assert np.array_equal(pr["precision"], precision[:-1])
        area, precise = sk.roc_auc_score(y, p[:, 1]), sk.average_precision_score(y, p[:, 1])
    else:
        area = sk.roc_auc_score(y, p, multi_class="ovr", average="macro")
        hot = label_binarize(y, classes=range(p.shape[1]))
        precise = sk.average_precision_score(hot, p, average="macro")
    assert roc["auc"].iloc[0] == pytest.approx(area, abs=1e-15)
    assert pr["average_precision"].iloc[0] == pytest.approx(precise, abs=1e-15)


def test_scores_by_fold(made):
    """What a fold's scores say is scikit-learn's on that fold's rows."""
    from core.metrics import score_all

    run, y, p, said = made
    for fold in run.oof["fold"].unique():
        rows = run.oof.loc[run.oof["fold"] == fold, "row"].to_numpy()
        found = score_all(y[rows], p[rows], run.experiment.task)
        assert found["accuracy"] == sk.accuracy_score(y[rows], said[rows])
        assert found["f1_macro"] == sk.f1_score(
            y[rows], said[rows], average="macro", zero_division=0
        )
