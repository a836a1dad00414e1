"""Scores, intervals and pooled predictions of a run."""

import dataclasses
import json

import numpy as np
import pandas as pd
import pytest
from scipy import stats

import core
from core.experiment import Experiment
from core.run import Run, Score
from tests.data import dataset as make
from tests.data import mixed, mixed_dataset


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    data = mixed_dataset(tmp_path_factory.mktemp("run"), rows=240)
    experiment = Experiment.of(data, "target", split=core.Split(repeats=2))
    return core.train(experiment, "tree")


def test_the_interval_is_nadeau_and_bengios():
    x = np.array([0.80, 0.84, 0.78, 0.86, 0.82])
    score = Score.over(x.tolist(), np.full(5, 80), np.full(5, 20))
    error = np.sqrt((1 / 5 + 20 / 80) * x.var(ddof=1))
    assert (score.low, score.high) == pytest.approx(stats.t.interval(0.95, 4, x.mean(), error))
    assert score.high - score.low > np.ptp(stats.t.interval(0.95, 4, x.mean(), stats.sem(x)))


def test_the_mean_is_weighted_by_test_rows_and_the_interval_ends_at_the_bounds():
    score = Score.over([1.0, 0.7], np.array([10, 10]), np.array([30, 10]), (0.0, 1.0))
    assert score.mean == pytest.approx(0.925)
    assert (score.low, score.high) == (0.0, 1.0)


@pytest.mark.parametrize(
    ("values", "selected"), [([0.5], False), ([None, 0.5], False), ([0.5, 0.6], True)]
)
def test_no_interval_where_there_is_none(values, selected):
    sizes = np.full(len(values), 10)
    score = Score.over(values, sizes, sizes, selected=selected)
    assert score.low is None and score.high is None and score.mean is not None
    assert Score.from_json(json.loads(json.dumps(score.to_json()))) == score


def test_repeats_are_averaged_a_row(run):
    rows, y, values = run.pooled()
    assert rows.tolist() == run.experiment.training_rows.tolist()
    expected = run.oof.groupby("row")[run.columns].mean()
    assert values == pytest.approx(expected.to_numpy())
    assert np.array_equal(y, run.experiment.y(rows))


def test_predictions_follow_the_threshold(run):
    frame = run.experiment.dataset.frame()
    probability = run.predict_proba(frame)
    assert list(probability.columns) == ["no", "yes"]
    strict = dataclasses.replace(run, threshold=0.9)
    assert ((probability["yes"] > 0.5) == (run.predict(frame) == "yes")).all()
    assert ((probability["yes"] >= 0.9) == (strict.predict(frame) == "yes")).all()


def test_opening_the_seal_fits_nothing_and_scores_the_final_model(run):
    from sklearn.metrics import accuracy_score, roc_auc_score

    rows = run.experiment.holdout_rows
    frame = run.experiment.dataset.frame().iloc[rows]
    before = run.model[-1].tree_.threshold.copy()
    opened = run.open_holdout()
    assert np.array_equal(before, run.model[-1].tree_.threshold)
    actual = frame["target"].astype(str)
    assert opened["accuracy"].mean == accuracy_score(actual, run.predict(frame))
    assert opened["roc_auc"].mean == roc_auc_score(actual == "yes", run.predict_proba(frame)["yes"])


def test_there_is_no_seal_to_open_on_a_small_table(tmp_path):
    experiment = Experiment.of(make(mixed(60), tmp_path), "target")
    with pytest.raises(ValueError, match="Nothing was held out"):
        core.train(experiment, "dummy").open_holdout()


def test_a_run_survives_json(run):
    record = json.loads(json.dumps(run.to_json()))
    again = Run.from_json(record, run.experiment, run.parts)
    assert again.to_json() == record and again.request == run.request
    pd.testing.assert_frame_equal(again.oof, run.oof)


def test_regression_has_no_probabilities(tmp_path):
    experiment = Experiment.of(make(mixed(60, classes=None), tmp_path), "target")
    run = core.train(experiment, "tree")
    assert run.predict(experiment.dataset.frame()).dtype == float
    with pytest.raises(ValueError, match="predicts numbers"):
        run.predict_proba(experiment.dataset.frame())
