"""Explanations against what is known of the data and of simple models."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import core
from core import explanation
from core.explanation import importance
from tests.data import dataset, mixed_dataset

FOLDS = core.Split("random", folds=4)


def known(folder, rows=400, task="regression", name="known", extra=0, **asked):
    """A target made of x (slope 3) and of town; noise columns have nothing to do with it."""
    rng = np.random.default_rng(5)
    x, noise = rng.normal(size=(2, rows))
    town = rng.choice(["Bonn", "Köln", "Trier"], rows)
    y = 3 * x + 2.0 * (town == "Köln") + 0.5 * rng.normal(size=rows)
    frame = pd.DataFrame({"x": x, "noise": noise, "town": town})
    more = {f"n{i}": rng.normal(size=rows) for i in range(extra)}
    frame = pd.concat([frame, pd.DataFrame(more)], axis=1)
    frame["y"] = np.where(y > 0.5, "yes", "no") if task == "binary" else y
    asked = {"split": FOLDS, "holdout": 0.25, **asked}
    return core.Experiment.of(dataset(frame, folder, name), "y", **asked)


@pytest.mark.parametrize("task", ["regression", "binary"])
@pytest.mark.parametrize("model", ["linear", "tree"])
def test_a_used_feature_beats_noise_whose_interval_covers_nothing(tmp_path, task, model):
    run = core.train(known(tmp_path, task=task), model)
    found = explanation.summary(explanation.permutation(run)).set_index("feature")
    assert list(found.index[:2]) == ["x", "town"]
    assert found.loc["x", "low"] > 0
    assert found.loc["noise", "low"] <= 0 <= found.loc["noise", "high"]


def test_the_base_is_the_folds_own_score_and_a_drop_is_worse(tmp_path):
    run = core.train(known(tmp_path), "linear")
    table = explanation.permutation(run)
    base = table.groupby("fold")["base"].first()
    assert base.to_numpy() == pytest.approx(run.scores["root_mean_squared_error"].folds)
    assert (table.loc[table["feature"] == "x", "drop"] > 1).all()


def test_its_cost_is_told_by_the_runs_own_times(tmp_path):
    """Four fits, and three features whose shuffled rows count as a test fold a call."""
    run = core.train(known(tmp_path), "linear")
    facts = {**run.facts, "fit_seconds": 10.0, "predict_seconds_per_row": 0.5}
    rows = len(run.experiment.training_rows)
    assert explanation.seconds(replace(run, facts=facts)) == 4 * 10.0 + 3 * rows * 0.5


def test_importance_goes_on_at_the_fold_where_it_was_left(tmp_path):
    run, kept = core.train(known(tmp_path), "linear"), []
    whole = explanation.permutation(run, keep=kept.append)
    events = []
    again = explanation.permutation(run, finished=kept[1], report=events.append, keep=kept.append)
    assert [len(table) for table in kept] == [3, 6, 9, 12, 9, 12] and len(events) == 4
    pd.testing.assert_frame_equal(whole, again)


def test_of_very_many_features_the_used_ones_are_found(tmp_path, monkeypatch):
    monkeypatch.setattr(importance, "BLOCKS", 40)
    asked = known(tmp_path, rows=300, extra=85, split=core.Split("random", folds=2))
    run = core.train(asked, "linear", {"alpha": 1000.0})
    found = explanation.permutation(run)
    assert found["feature"].nunique() == explanation.MOST_FEATURES
    assert explanation.summary(found)["feature"].iloc[0] == "x"


@pytest.mark.parametrize("model", ["linear", "tree"])
def test_sealed_rows_change_nothing(tmp_path, model):
    experiment = known(tmp_path)
    run = core.train(experiment, model)
    frame = experiment.dataset.frame().copy()
    frame["town"] = frame["town"].astype(str)
    sealed = experiment.holdout_rows
    frame.loc[sealed, ["x", "noise", "y"]] = 1e6
    frame.loc[sealed, "town"] = "Bonn"
    other = dataset(frame, tmp_path, "changed")
    moved = replace(run, experiment=replace(experiment, dataset=other))
    inside = {"linear": explanation.coefficients, "tree": explanation.nodes}
    for one in (explanation.permutation, explanation.worst, inside[model]):
        before = one(run)
        assert len(before) and before.equals(one(moved))
    features = list(run.request.features)
    assert explanation.dependences(run, features) == explanation.dependences(moved, features)


def test_a_linear_models_dependence_is_a_line_with_its_slope(tmp_path):
    run = core.train(known(tmp_path), "linear", {"alpha": 1e-5})
    along = explanation.dependences(run, ["x", "town"])
    x, town = along["features"]
    slopes = np.diff(np.ravel(x["mean"])) / np.diff(x["grid"])
    assert slopes == pytest.approx(slopes[0]) and slopes[0] == pytest.approx(3, abs=0.1)
    lines = np.diff(np.array(x["ice"]), axis=1) / np.diff(x["grid"])
    assert lines == pytest.approx(slopes[0]) and sum(x["count"]) > 280
    said = dict(zip(town["grid"], np.ravel(town["mean"]), strict=True))
    assert said["Köln"] - said["Bonn"] == pytest.approx(2, abs=0.3)


@pytest.mark.parametrize("classes", [("no", "yes"), ("ash", "birch", "cedar"), None])
@pytest.mark.parametrize("model", ["linear", "tree", "lightgbm"])
def test_every_kind_of_column_and_task_can_be_explained(tmp_path, classes, model):
    data = mixed_dataset(tmp_path, rows=150, classes=classes)
    run = core.train(core.Experiment.of(data, "target", split=FOLDS), model)
    assert explanation.permutation(run)["feature"].nunique() == 6
    along = explanation.dependences(run, list(run.request.features))
    assert [one["name"] for one in along["features"]] == ["number", "other", "city", "day"]
    outputs = 3 if classes and len(classes) == 3 else 1
    for one in along["features"]:
        assert np.shape(one["mean"]) == (len(one["grid"]), outputs)
    assert (explanation.coefficients(run) is not None) == (model == "linear")
    assert (explanation.nodes(run) is not None) == (model == "tree")


def test_coefficients_give_the_models_own_answer_back(tmp_path):
    run = core.train(known(tmp_path, task="binary"), "linear")
    table = explanation.coefficients(run)
    assert set(table["class"]) == {"yes"} == {str(run.experiment.positive)}
    by_name = table.set_index("column")["weight"]
    assert set(by_name.index) == {"x", "noise", "town_Bonn", "town_Köln", "town_Trier"}
    part = run.experiment.dataset.frame(run.request.features).iloc[:5]
    names = [name.partition("__")[2] for name in run.model[:-1].get_feature_names_out()]
    matrix = np.asarray(run.model[:-1].transform(part).todense()) if hasattr(
        run.model[:-1].transform(part), "todense"
    ) else run.model[:-1].transform(part)  # fmt: skip
    logit = matrix @ by_name[names].to_numpy() + table.attrs["intercepts"]["yes"]
    assert 1 / (1 + np.exp(-logit)) == pytest.approx(run.predict_proba(part)["yes"].to_numpy())


def test_a_trees_questions_lead_rows_to_its_own_answers(tmp_path):
    run = core.train(known(tmp_path), "tree", {"max_depth": 3})
    table = explanation.nodes(run)
    root = table.iloc[0]
    assert root["parent"] == -1 and root["rows"] == len(run.experiment.training_rows)
    assert table.attrs["depth"] == 3 and table.loc[table["question"] == "", "node"].size == 8
    kind, _, rest = root["question"].partition(" ≤ ")
    assert kind == "x"
    x = run.experiment.dataset.frame(["x"])["x"].iloc[run.experiment.training_rows]
    yes = table[(table["parent"] == 0) & (table["side"] == "yes")].iloc[0]
    assert (x <= float(rest)).sum() == pytest.approx(yes["rows"], abs=1)


def test_a_trees_questions_name_labels_and_raw_numbers_where_the_model_sees_codes(tmp_path):
    asked = known(tmp_path)
    scaled = core.train(asked, "tree", {"max_depth": 1}, preparation={"scale": "standard"})
    plain = core.train(asked, "tree", {"max_depth": 1})
    cuts = [explanation.nodes(run).iloc[0]["question"] for run in (scaled, plain)]
    first, second = (float(cut.partition(" ≤ ")[2]) for cut in cuts)
    assert first == pytest.approx(second, abs=0.05)
    town = core.train(asked, "tree", {"max_depth": 1}, features=["town"])
    root, yes = explanation.nodes(town).iloc[:2].to_dict("records")
    verb, label = root["question"].removeprefix("town is ").rpartition(" ")[::2]
    towns = asked.dataset.frame(["town"])["town"].iloc[asked.training_rows]
    assert yes["rows"] == ((towns != label) if verb == "not" else (towns == label)).sum()


def test_worst_rows_are_those_with_the_largest_loss(tmp_path):
    run = core.train(known(tmp_path), "linear")
    table = explanation.worst(run, most=5)
    rows, actual, said = run.pooled()
    assert table["row"].iloc[0] - 1 == rows[np.abs(actual - said).argmax()]
    assert (table["error"] == table["actual"] - table["predicted"]).all()
    first = run.experiment.dataset.frame().iloc[table["row"].iloc[0] - 1]
    assert first["x"] == table["x"].iloc[0] and first["y"] == table["actual"].iloc[0]
    classes = explanation.worst(core.train(known(tmp_path, task="binary", name="b"), "linear"))
    assert classes["given"].is_monotonic_increasing
    assert (classes["actual"] != classes["predicted"]).iloc[0]
