"""Real runs of each task, small: trained once a session."""

from dataclasses import replace

import numpy as np
import pytest

import core
from tests.data import mixed_dataset

TASKS = {
    "binary": ("no", "yes"),
    "multiclass": ("ash", "birch", "cedar", "dogwood"),
    "regression": None,
}
MODELS = (
    ("dummy", {}, "Baseline"),
    ("linear", {}, "Linear"),
    ("lightgbm", {"n_estimators": 20}, "LightGBM"),
)


def trained(folder, task: str) -> list:
    """Three finished runs with learning curves, none of which needs a store."""
    dataset = mixed_dataset(folder, name=task, rows=240, classes=TASKS[task])
    experiment = core.Experiment.of(dataset, "target", split=core.Split("random", folds=3))
    runs = []
    for model, params, title in MODELS:
        run = core.train(experiment, model, params, id=f"{task}-{model}", title=title)
        table = core.learning_curve(run, sizes=(0.3, 0.6, 1.0))
        runs.append(replace(run, parts={**run.parts, "learning": lambda table=table: table}))
    return runs


@pytest.fixture(scope="session")
def all_runs(tmp_path_factory):
    """{task: its three runs}."""
    folder = tmp_path_factory.mktemp("plots")
    return {task: trained(folder, task) for task in TASKS}


@pytest.fixture(params=TASKS)
def runs(request, all_runs):
    """The runs of one task."""
    return all_runs[request.param]


@pytest.fixture
def binary(all_runs):
    return all_runs["binary"]


@pytest.fixture
def multiclass(all_runs):
    return all_runs["multiclass"]


@pytest.fixture
def regression(all_runs):
    return all_runs["regression"]


def strings(value) -> list[str]:
    """Every text in a figure's dict."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for part in value.values() for text in strings(part)]
    if isinstance(value, (list, tuple, np.ndarray)):
        return [text for part in value for text in strings(part)]
    return []
