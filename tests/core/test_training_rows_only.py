"""Nothing is learned outside the training rows: one planted leak a step, each drowned if it were.

Each test plants something that would lift (or change) the result if the step saw the rows that
judge it, and fails when the step is fitted on them.
"""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.metrics import roc_auc_score

import core
from core import procedure
from core.experiment import Experiment
from core.prediction import predicted_values
from core.training import ask, fit, train
from tests.data import dataset


def coin(rows, seed=0):
    """A coin-flip target with exactly half of each."""
    return np.random.default_rng(seed).permutation(np.arange(rows) % 2)


def experiment_of(frame, folder, **asked):
    asked = {"holdout": 0, "metric": "roc_auc", **asked}
    return Experiment.of(dataset(frame, folder), "y", **asked)


def fitted(experiment, frame, rows, model="linear", params=None, **preparation):
    """The Pipeline that these rows of `frame` give."""
    request = ask(experiment, model, params, None, preparation)
    return fit(experiment, request, frame, rows)[0]


def matrices(folder, column, spoil, **preparation):
    """The prepared training rows of a fold, as they are and with its test rows spoiled."""
    frame = pd.DataFrame({"x": column, "z": np.arange(len(column)) * 1.0, "y": coin(len(column))})
    experiment = experiment_of(frame, folder)
    training, test = experiment.fold(0)
    table = experiment.dataset.frame(experiment.features)
    other = table.copy()
    other["x"] = other["x"].astype(object) if other["x"].dtype != float else other["x"]
    other.loc[test, "x"] = spoil
    return [
        np.asarray(fitted(experiment, one, training, **preparation)[0].transform(table))
        for one in (table, other)
    ]


@pytest.mark.parametrize("impute", ["median", "mean", "most_frequent"])
def test_what_fills_a_gap_is_known_without_the_test_rows(tmp_path, impute):
    column = np.random.default_rng(0).normal(size=100).round(1)
    column[::7] = np.nan
    one, other = matrices(tmp_path, column, 1e6, impute=impute, scale="none")
    assert np.array_equal(one, other)


@pytest.mark.parametrize("scale", ["standard", "robust", "minmax", "quantile"])
def test_a_scale_is_known_without_the_test_rows(tmp_path, scale):
    column = np.random.default_rng(0).normal(size=100)
    one, other = matrices(tmp_path, column, 1e6, scale=scale)
    assert np.array_equal(one, other)


@pytest.mark.parametrize("encode", ["onehot", "ordinal", "frequency"])
def test_the_categories_are_those_of_the_training_rows(tmp_path, encode):
    column = np.random.default_rng(0).choice(["a", "b", "c"], size=100)
    one, other = matrices(tmp_path, column, "aa only tested", encode=encode, min_frequency=1)
    assert np.array_equal(one, other)


def test_the_target_encoding_of_a_random_name_tells_nothing(tmp_path):
    """Rows in pairs of one name: seen with its own target, a name would tell it half away."""
    names = np.repeat([f"name {i}" for i in range(300)], 2)
    shuffled = np.random.default_rng(1).permutation(names)
    frame = pd.DataFrame({"name": shuffled, "y": coin(600)})
    experiment = experiment_of(frame, tmp_path)
    for model, params in (("linear", {}), ("tree", {})):
        run = train(experiment, model, params, preparation={"encode": "target"})
        assert abs(run.scores["roc_auc"].mean - 0.5) < 0.06, model


def test_the_model_learns_from_cross_fitted_encodings_only(tmp_path):
    """On names of two rows the encoding that a model learns from must not hold the own target."""
    names = np.repeat([f"name {i}" for i in range(300)], 2)
    frame = pd.DataFrame({"name": np.random.default_rng(2).permutation(names), "y": coin(600)})
    experiment = experiment_of(frame, tmp_path)
    training, _ = experiment.fold(0)
    table, y = experiment.dataset.frame(experiment.features), experiment.y(training)
    pipeline = fitted(experiment, table, training, "tree", encode="target")
    rows = table.iloc[training]
    crossed = clone(pipeline[0]).fit_transform(rows, y)
    assert roc_auc_score(y, pipeline[0].transform(rows)[:, 0]) > 0.8, "own targets are in these"
    assert roc_auc_score(y, crossed[:, 0]) < 0.6, "and not in those"
    by_hand = clone(pipeline[-1]).fit(crossed, y)
    assert np.array_equal(
        by_hand.predict_proba(crossed), pipeline[-1].predict_proba(crossed)
    )  # fmt: skip


@pytest.mark.parametrize("kind", ["group", "time"])
def test_target_encoding_keeps_groups_whole_and_times_in_blocks(tmp_path, kind):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.normal(size=400), "by": rng.integers(0, 40, 400)})
    frame["y"] = coin(400)
    split = core.Split(kind, by="by")
    experiment = experiment_of(frame, tmp_path, split=split)
    training, _ = experiment.fold(4)
    part = procedure.cross_fitting(experiment, training, experiment.y(training), 0)
    table = pd.DataFrame({"by": frame["by"].to_numpy()[training], "part": part})
    assert set(part) == set(range(5)) and (table.groupby("by")["part"].nunique() == 1).all()
    if kind == "time":
        assert table.sort_values("by")["part"].is_monotonic_increasing


@pytest.mark.parametrize("select", ["univariate", "model"])
def test_selection_finds_nothing_in_noise(tmp_path, select):
    """The best 5 of 600 noise columns, chosen with the test rows in sight, give an AUC of 0.7."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(200, 600))).add_prefix("c").assign(y=coin(200))
    experiment = experiment_of(frame, tmp_path)
    run = train(experiment, "linear", preparation={"select": select, "keep": 5 / 600})
    assert abs(run.scores["roc_auc"].mean - 0.5) < 0.1
    assert len(run.model[-1].coef_[0]) == 5


def test_reduction_and_terms_are_known_without_the_test_rows(tmp_path):
    column = np.random.default_rng(0).normal(size=100)
    for choices in ({"reduce": "pca"}, {"polynomial": 3}, {"select": "variance"}):
        one, other = matrices(tmp_path, column, 1e6, **choices)
        assert np.array_equal(one, other), choices


@pytest.mark.parametrize("resample", ["oversample", "undersample"])
def test_a_repeated_row_never_stands_on_both_sides(tmp_path, resample):
    """Noise with one in ten: rows repeated before the split would be known by heart in the test."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(400, 3)), columns=list("abc"))
    frame["y"] = (np.arange(400) % 10 == 0).astype(int)
    experiment = experiment_of(frame, tmp_path)
    run = train(experiment, "forest", {"n_estimators": 30}, preparation={"resample": resample})
    assert abs(run.scores["roc_auc"].mean - 0.5) < 0.12
    assert sorted(run.oof["row"]) == list(range(400)), "each row is judged once, as it is"


def test_balancing_takes_rows_of_its_own_and_teaches_the_model_only(tmp_path):
    y = np.repeat([0, 1, 2], [50, 30, 5])
    kinds = ("oversample", "undersample")
    over, under = (np.bincount(y[procedure.balanced(y, how, 0)]) for how in kinds)
    assert over.tolist() == [50, 50, 50] and under.tolist() == [5, 5, 5]
    assert set(procedure.balanced(y, "oversample", 0)) == set(range(85)), "none is lost"
    frame = pd.DataFrame({"x": np.arange(85) ** 2.0, "y": y})
    experiment = experiment_of(frame, tmp_path, metric="roc_auc")
    table, rows = experiment.dataset.frame(experiment.features), np.arange(85)
    pipeline = fitted(experiment, table, rows, "tree", resample="oversample", scale="standard")
    scaler = pipeline[0].named_transformers_["numeric"][-1]
    assert scaler.mean_[0] == pytest.approx(frame["x"].mean()), "each row counts once"
    assert pipeline[-1].tree_.n_node_samples[0] == 150


@pytest.mark.parametrize("model", ["lightgbm", "mlp"])
def test_the_rows_that_stop_a_model_take_no_part_in_the_fit(tmp_path, model):
    """They are not balanced either, and no group stands on both sides."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.normal(size=300), "z": rng.normal(size=300)})
    frame = frame.assign(who=rng.integers(0, 60, 300), y=coin(300))
    split = core.Split("group", by="who")
    experiment = experiment_of(frame, tmp_path, split=split, features=["x", "z"])
    training, _ = experiment.fold(0)
    learning, watched = procedure._apart(experiment, training, procedure.INNER, 0)
    who = frame["who"].to_numpy()
    assert len(watched) and not set(who[watched]) & set(who[learning])
    table = experiment.dataset.frame(experiment.features)
    spoiled = table.copy()
    spoiled.loc[watched, "x"] = 1e6
    size = {"n_estimators": 5} if model == "lightgbm" else {"max_epochs": 2}
    choices = {"scale": "standard", "resample": "oversample", "encode": "target"}
    one, other = (
        fitted(experiment, t, training, model, size, **choices)[0].transform(table)
        for t in (table, spoiled)
    )
    assert np.array_equal(one, other)


@pytest.mark.parametrize("gap", [0, 7])
def test_the_rows_that_stop_a_model_come_after_the_gap_in_time(tmp_path, gap):
    """Else it would stop by rows that stand nearer to what it learned than those to predict."""
    day = pd.Series(np.arange(300) // 2)
    frame = pd.DataFrame({"x": np.random.default_rng(0).normal(size=300), "y": coin(300)})
    frame = frame.assign(day=pd.Timestamp("2024-01-01") + pd.to_timedelta(day, "D"))
    split = core.Split("time", by="day", gap=gap)
    experiment = experiment_of(frame, tmp_path, split=split, features=["x"])
    training, _ = experiment.fold(4)
    learning, watched = procedure._apart(experiment, training, procedure.INNER, 0)
    assert day[watched].min() - day[learning].max() == gap + 1
    assert set(learning) | set(watched) <= set(training)


def test_calibration_looks_at_rows_that_taught_nothing(tmp_path):
    """A tree that knows its rows by heart says 0 or 1 of noise; rows of their own make it half."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(1000, 3)), columns=list("abc")).assign(y=coin(1000))
    experiment = experiment_of(frame, tmp_path)
    deep = {"max_depth": None, "min_samples_leaf": 1}
    for method in ("sigmoid", "isotonic"):
        run = train(experiment, "tree", deep, preparation={"calibrate": method})
        assert run.scores["log_loss"].mean < 0.8, method
    training, _ = experiment.fold(0)
    learning, kept = procedure._apart(experiment, training, procedure.CALIBRATION, 0)
    table = experiment.dataset.frame(experiment.features)
    spoiled = table.copy()
    spoiled.loc[kept, :] = 1e6
    one, other = (
        fitted(experiment, t, training, calibrate="sigmoid", scale="standard", select="univariate")
        for t in (table, spoiled)
    )
    assert np.array_equal(one[0].transform(table), other[0].transform(table))
    assert np.array_equal(procedure.bare(one).coef_, procedure.bare(other).coef_)
    assert len(kept) == 160 and len(learning) == 640


def test_calibration_sets_balanced_probabilities_back_to_the_real_shares(tmp_path):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(1000, 3)), columns=list("abc"))
    frame["y"] = (np.arange(1000) % 10 == 0).astype(int)
    experiment = experiment_of(frame, tmp_path)
    means = [
        train(experiment, "linear", preparation=choices).oof["probability_1"].mean()
        for choices in (
            {"resample": "oversample"},
            {"resample": "oversample", "calibrate": "sigmoid"},
        )
    ]
    assert means[0] == pytest.approx(0.5, abs=0.03) and means[1] == pytest.approx(0.1, abs=0.02)


EVERYTHING = {
    "encode": "target", "polynomial": 2, "select": "model", "scale": "quantile",
    "resample": "oversample", "calibrate": "isotonic", "columns": {"x": {"scale": "robust"}},
}  # fmt: skip


@pytest.mark.parametrize("model", ["linear", "lightgbm", "mlp"])
def test_other_test_rows_change_nothing_of_a_fold(tmp_path, model):
    """Values and targets of the test rows made absurd, with every step switched on."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.normal(size=300), "z": rng.exponential(size=300)})
    frame["city"] = rng.choice(["Köln", "Lima", "東京"], 300)
    frame["part"], frame["y"] = np.tile(["1", "2", "3"], 100), coin(300)
    frame.loc[::11, "x"] = np.nan
    other, tested = frame.copy(), (frame["part"] == "1").to_numpy()
    other.loc[tested, ["x", "z"]] = 1e9
    other.loc[tested, "city"] = "nowhere"
    other.loc[tested, "y"] = 1 - other.loc[tested, "y"]
    size = {"lightgbm": {"n_estimators": 10}, "mlp": {"max_epochs": 3}}.get(model)
    said = []
    for name, table in (("one", frame), ("other", other)):
        data = dataset(table, tmp_path, name)
        asked = {"split": core.Split("column", by="part"), "features": ["x", "z", "city"]}
        experiment = Experiment.of(data, "y", holdout=0, **asked)
        rows, test = experiment.fold(0)
        assert tested[test].all()
        values = data.frame(experiment.features)
        pipeline = fitted(experiment, values, rows, model, size, **EVERYTHING)
        said.append(predicted_values(pipeline, frame[["x", "z", "city"]], "binary", 2))
    assert np.array_equal(*said)
