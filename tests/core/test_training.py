"""Training is what a careful person would do by hand with scikit-learn, fold by fold."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import confusion_matrix, roc_auc_score
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import core
from core.experiment import Experiment
from core.training import FoldResult, train
from tests.data import dataset, mixed, mixed_dataset


@pytest.fixture(scope="module")
def experiment(tmp_path_factory):
    data = mixed_dataset(tmp_path_factory.mktemp("training"))
    return Experiment.of(data, "target", holdout=0.2)


def test_scores_are_those_of_the_same_pipeline_by_hand(tmp_path):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 4))
    y = (X[:, 0] + rng.normal(size=300) > 0).astype(int)
    frame = pd.DataFrame(X, columns=list("abcd")).assign(y=y)
    experiment = Experiment.of(dataset(frame, tmp_path), "y")
    run = train(experiment, "linear", {"C": 0.5})
    for k, found in enumerate(run.scores["roc_auc"].folds):
        training, test = experiment.fold(k)
        model = make_pipeline(StandardScaler(), LogisticRegression(C=0.5, max_iter=1000))
        probability = model.fit(X[training], y[training]).predict_proba(X[test])[:, 1]
        assert found == roc_auc_score(y[test], probability)
        stored = run.oof.loc[run.oof["fold"] == k, "probability_1"].to_numpy()
        assert np.array_equal(stored, probability)


def test_the_worked_example_of_the_field_holds_to_the_digit(tmp_path):
    np.random.seed(42)
    X = np.random.randn(1000, 3)
    y = (X[:, 0] + 0.5 * X[:, 1] > 0).astype(int)
    _, test = train_test_split(np.arange(1000), test_size=0.2, random_state=42)
    frame = pd.DataFrame(X, columns=["x0", "x1", "x2"]).assign(y=y, part="train")
    frame.loc[test, "part"] = "holdout"
    split = core.Split("column", by="part")
    experiment = Experiment.of(dataset(frame, tmp_path), "y", split=split, seed=42)
    expected = {
        "linear": ({}, 1.000, [[98, 0], [0, 102]]),
        "tree": ({"max_depth": 5, "min_samples_leaf": 1}, 0.965, [[92, 6], [1, 101]]),
        "forest": ({"n_estimators": 100, "min_samples_leaf": 1}, 0.970, [[92, 6], [0, 102]]),
    }
    for model, (params, accuracy, matrix) in expected.items():
        run = train(experiment, model, params, preparation={"scale": "standard"})
        assert run.open_holdout()["accuracy"].mean == accuracy
        rows = experiment.holdout_rows
        predicted = run.predict(experiment.dataset.frame().iloc[rows])
        assert confusion_matrix(experiment.y(rows), predicted).tolist() == matrix


def test_eight_rows_with_gaps_train_with_fewer_folds_and_say_why(tmp_path):
    frame = pd.DataFrame(
        {
            "age": [22, 38, None, 35, 35, None, 54, 2],
            "fare": [7.2, 71.3, 7.9, 53.1, 8.0, 8.5, 51.9, 21.1],
            "alive": ["no", "yes", "yes", "yes", "no", "no", "no", "yes"],
        }
    )
    experiment = Experiment.of(dataset(frame, tmp_path), "alive")
    assert experiment.notes[0].message == "4 folds instead of 5, because no has 4 training rows."
    for model in ("dummy", "linear", "tree", "forest", "lightgbm", "mlp"):
        run = train(experiment, model)
        assert len(run.scores["accuracy"].folds) == 4 and run.scores["accuracy"].mean is not None


def test_nothing_is_learned_from_the_test_rows(experiment):
    """Test rows made absurd change no fold's fitted preparation and no model."""
    from core.preparation import check
    from core.run import Request
    from core.training import fit

    frame = experiment.dataset.frame(experiment.features)
    spoiled = frame.copy()
    training, test = experiment.fold(0)
    spoiled.loc[test, ["number", "other"]] = 1e9
    spoiled["city"] = spoiled["city"].astype(object)
    spoiled.loc[test, "city"] = "nowhere"
    for model in ("linear", "lightgbm", "mlp"):
        params = core.MODELS[model].check({}, "binary")
        request = Request(model, params, experiment.features, check(None), 0)
        one, _ = fit(experiment, request, frame, training)
        other, _ = fit(experiment, request, spoiled, training)
        rows = frame.iloc[training]
        assert np.array_equal(one.predict_proba(rows), other.predict_proba(rows)), model


def test_early_stopping_never_looks_at_the_test_rows(tmp_path):
    """The inner validation rows come from the fold's training rows: other targets change none."""
    frame = mixed().assign(part=["1", "2"] * 80)
    other = frame.copy()
    tested = other["part"] == "1"
    other.loc[tested, "target"] = other.loc[tested, "target"].to_numpy()[::-1]
    curves = []
    for name, table in (("one", frame), ("other", other)):
        data = dataset(table, tmp_path, name, comment="text")
        experiment = Experiment.of(data, "target", split=core.Split("column", by="part"))
        run = train(experiment, "lightgbm", {"patience": 5})
        assert run.facts["stopped_at"][0] < len(run.curves[run.curves["fold"] == 0]) / 2
        curves.append(run.curves[run.curves["fold"] == 0]["value"].to_numpy())
    assert np.array_equal(*curves)


def test_the_final_model_learns_from_all_rows_that_are_not_sealed(experiment):
    run = train(experiment, "tree", {"max_depth": 3})
    nodes = run.model[-1].tree_.n_node_samples
    assert nodes[0] == len(experiment.training_rows)
    assert set(run.oof["row"]) == set(experiment.training_rows)


def test_finished_folds_are_not_fitted_again_and_survive_json(experiment):
    first, events = [], []
    train(experiment, "forest", {"n_estimators": 5}, report=first.append)
    results = [event["result"] for event in first if event["kind"] == "fold"]
    kept = [FoldResult.from_json(json.loads(json.dumps(r.to_json()))) for r in results[:3]]
    spoiled = [FoldResult(**{**r.__dict__, "values": np.full_like(r.values, 0.5)}) for r in kept]
    again = train(experiment, "forest", {"n_estimators": 5}, finished=spoiled, report=events.append)
    first, rest = again.oof[again.oof["fold"] < 3], again.oof[again.oof["fold"] >= 3]
    assert (first["probability_yes"] == 0.5).all() and (rest["probability_yes"] != 0.5).any()
    assert [e["fold"] for e in events if e["kind"] == "fold"] == [0, 1, 2, 3, 4]


def test_events_tell_each_step_and_fold(experiment):
    events = []
    train(experiment, "lightgbm", {"n_estimators": 10, "patience": 100}, report=events.append)
    steps = [e for e in events if e["kind"] == "step" and e["fold"] == 2]
    assert [e["step"] for e in steps] == list(range(1, 11))
    assert all({"training", "validation"} <= set(e) for e in steps)
    assert events[-1] == {"kind": "stage", "stage": "final", "fold": 5, "of": 5}


def by_part(tmp_path, y, part):
    frame = pd.DataFrame({"x": np.arange(len(y)), "y": y, "part": part})
    return Experiment.of(dataset(frame, tmp_path), "y", split=core.Split("column", by="part"))


def test_an_undefined_fold_is_named_and_left_out(tmp_path):
    experiment = by_part(
        tmp_path, ["a"] * 10 + ["a", "b"] * 20, ["1"] * 10 + ["2"] * 20 + ["3"] * 20
    )
    run = train(experiment, "tree")
    score = run.scores["roc_auc"]
    assert score.folds[0] is None and score.mean == pytest.approx(np.mean(score.folds[1:]))
    assert run.notes[0] == "ROC AUC is undefined on fold 1: left out of its mean."


def test_a_fold_that_cannot_learn_is_refused(tmp_path):
    with pytest.raises(ValueError, match="training rows of fold 1 are only rows of the class a"):
        by_part(tmp_path, ["a"] * 20 + ["a", "b"] * 10, ["2"] * 20 + ["1"] * 20)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"model": "oracle"}, "no model 'oracle'"),
        ({"model": "tree", "params": {"max_depth": 0}}, "max_depth must be an int in the range"),
        ({"model": "tree", "features": ["target"]}, "is the target"),
        ({"model": "tree", "features": ["nope"]}, "no column 'nope'"),
        ({"model": "tree", "features": []}, "at least one feature"),
        ({"model": "tree", "preparation": {"scale": "huge"}}, "scale must be one of"),
    ],
)
def test_bad_requests_are_refused_in_a_sentence(experiment, arguments, words):
    with pytest.raises(ValueError) as refused:
        train(experiment, **arguments)
    assert words in str(refused.value)
