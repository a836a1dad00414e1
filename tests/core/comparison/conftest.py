"""Real runs of one binary question, and the same runs with fold values of one's choice."""

import dataclasses

import pytest

import core
from core.experiment import Experiment
from core.run import Score
from tests.data import mixed_dataset


@pytest.fixture(scope="package")
def runs(tmp_path_factory):
    """Baseline, linear, tree on five folds of 64 rows."""
    data = mixed_dataset(tmp_path_factory.mktemp("comparison"), rows=400)
    experiment = Experiment.of(data, "target")
    return [core.train(experiment, name) for name in ("dummy", "linear", "tree")]


def with_folds(run, values, id, metric="roc_auc", **changes):
    """`run` under another name, its `metric` with these fold values."""
    training, test = run.experiment.fold_sizes
    score = Score.over(values, training, test, **changes)
    return dataclasses.replace(run, id=id, title=id, scores={**run.scores, metric: score})
