"""Thresholds: counts as scikit-learn has them, the best by payoff, and an honest assessment."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import confusion_matrix, f1_score, precision_score, recall_score

import core
from core.decision import assess, best_threshold, outcomes, payoff_per_row, scores_at
from tests.data import dataset

RNG = np.random.default_rng(0)
Y = (RNG.random(400) < 0.3).astype(int)
P = np.clip(0.3 * Y + 0.6 * RNG.random(400), 0, 1).round(2)


def noise(folder, seed, rows=60):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(rows, 3)), columns=list("abc"))
    frame["y"] = np.where(rng.random(rows) < 0.5, "yes", "no")
    return core.Experiment.of(dataset(frame, folder, f"noise{seed}"), "y", holdout=0)


def test_the_counts_agree_with_scikit_learn_at_every_threshold():
    for row in outcomes(Y, P).itertuples():
        called = ((row.threshold <= P) & ((row.threshold != 0.5) | (P != 0.5))).astype(int)
        (tn, fp), (fn, tp) = confusion_matrix(Y, called, labels=[0, 1])
        assert (tp, fp, fn, tn) == (row.TP, row.FP, row.FN, row.TN)
        assert row.precision == pytest.approx(precision_score(Y, called, zero_division=1))
        assert row.recall == pytest.approx(recall_score(Y, called))
        assert row.f1 == pytest.approx(f1_score(Y, called, zero_division=0))


def test_the_best_threshold_earns_the_most():
    payoff = {"TP": 10.0, "FP": -1.0, "FN": -5.0, "TN": 0.0}
    table = outcomes(Y, P)
    best = best_threshold(Y, P, "payoff", payoff)
    values = payoff_per_row(table, payoff)
    assert values[(table["threshold"] == best).to_numpy()] == values.max()
    assert best < best_threshold(Y, P, "payoff", payoff | {"FP": -10.0})
    assert best_threshold(Y, P, "f1") == pytest.approx(table["threshold"][table["f1"].argmax()])


def test_what_cannot_be_chosen_by_is_refused():
    with pytest.raises(ValueError, match="objective must be one of payoff, f1"):
        best_threshold(Y, P, "luck")
    with pytest.raises(ValueError, match="needs what a true and a false alarm are worth"):
        best_threshold(Y, P, "payoff")


def test_scores_at_a_chosen_threshold_are_marked_and_have_no_interval(tmp_path):
    run = core.train(noise(tmp_path, 0), "linear")
    found = scores_at(run, 0.4)
    assert {"f1", "accuracy", "precision"} <= set(found) and "roc_auc" not in found
    assert all(score.selected and score.low is None for score in found.values())
    at_half = scores_at(run, 0.5)
    for name, score in at_half.items():
        assert score.folds == run.scores[name].folds


def test_choosing_inside_the_training_rows_takes_the_flattery_away(tmp_path):
    """On coin flips the chosen threshold looks good where it was chosen, and not elsewhere."""
    chosen, nested = [], []
    for seed in range(600, 608):
        run = core.train(noise(tmp_path, seed), "linear")
        _, y, values = run.pooled()
        best = best_threshold(y, values[:, 1], "balanced_accuracy")
        chosen.append(scores_at(run, best)["balanced_accuracy"].mean)
        honest = assess(run, "balanced_accuracy")
        assert len(honest.thresholds) == run.experiment.n_folds
        score = honest.scores["balanced_accuracy"]
        assert not score.selected and score.low < score.mean < score.high
        nested.append(score.mean)
    assert np.mean(chosen) > 0.55
    assert abs(np.mean(nested) - 0.5) < 0.03


@pytest.mark.parametrize("kind", ["group", "stratified_group"])
def test_few_groups_and_a_late_class_still_leave_inner_folds(tmp_path, kind):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"a": rng.normal(size=90), "y": np.where(rng.random(90) < 0.5, "b", "c")})
    frame["person"] = np.repeat(["p", "q", "r"], 30)
    split = core.Split(kind, 3, by="person")
    asked = core.Experiment.of(dataset(frame, tmp_path, kind), "y", split=split, holdout=0)
    assert len(assess(core.train(asked, "linear"), "f1").thresholds) == 3
    frame = frame.assign(person=np.arange(90), y="no")
    frame.loc[[7, 20, 31, 40, 52, 61, 70, 80], "y"] = "yes"
    asked = core.Experiment.of(
        dataset(frame, tmp_path, "late"), "y", split=core.Split("time", by="person"), holdout=0
    )
    assert len(assess(core.train(asked, "linear"), "f1").thresholds) == 5


def test_a_run_of_numbers_has_no_threshold(tmp_path):
    frame = pd.DataFrame({"a": np.arange(50.0), "y": np.arange(50) * 1.5})
    asked = core.Experiment.of(dataset(frame, tmp_path), "y", holdout=0)
    with pytest.raises(ValueError, match="Only a run that tells two classes apart"):
        assess(core.train(asked, "linear"), "f1")
