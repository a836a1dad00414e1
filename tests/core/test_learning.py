"""The learning curve grows on the run's own folds and ends at the run's own score."""

import numpy as np
import pytest

import core
from core.experiment import Experiment
from core.learning import _part, learning_curve
from tests.data import dataset, mixed, mixed_dataset


@pytest.mark.parametrize("classes", [("no", "yes"), ("a", "b", "c"), None])
@pytest.mark.parametrize("model", ["tree", "lightgbm"])
def test_it_ends_at_the_runs_score_and_has_both_parts(tmp_path, classes, model):
    experiment = Experiment.of(mixed_dataset(tmp_path, classes=classes, rows=200), "target")
    run = core.train(experiment, model)
    events = []
    curve = learning_curve(run, sizes=(0.3, 1.0), report=events.append)
    last = curve[curve["size"] == curve.groupby("fold")["size"].transform("max")]
    test = last[last["part"] == "test"].sort_values("fold")["score"].to_numpy()
    assert test == pytest.approx(np.array(run.scores[experiment.metric].folds))
    assert set(curve["part"]) == {"training", "test"}
    assert len(curve) == 2 * 2 * 5 == 2 * len(events)


def test_larger_parts_hold_the_smaller_ones_and_no_test_row(tmp_path):
    experiment = Experiment.of(mixed_dataset(tmp_path, rows=300), "target")
    small, test = _part(experiment, 1, 0.1, 0)
    large, _ = _part(experiment, 1, 0.5, 0)
    assert set(small) < set(large) and not set(large) & set(test)
    share = experiment.y(small).mean()
    assert share == pytest.approx(experiment.y(experiment.training_rows).mean(), abs=0.05)


def test_in_time_the_latest_rows_are_taken(tmp_path):
    data = dataset(mixed(300).assign(when=range(300)), tmp_path, comment="text")
    split = core.Split("time", folds=3, by="when")
    experiment = Experiment.of(data, "target", split=split)
    training, _ = experiment.fold(2)
    part, _ = _part(experiment, 2, 0.2, 0)
    assert part.tolist() == training[-len(part) :].tolist()
