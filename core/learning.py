"""The learning curve: how the score grows with the training rows, on the run's own folds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.metrics import METRICS, score_all
from core.prediction import predicted_values
from core.training import fit

if TYPE_CHECKING:
    import pandas as pd

    from core.run import Run

SIZES = (0.1, 0.3, 0.6, 1.0)
MOST_FOLDS = 5


def learning_curve(run: Run, *, sizes=SIZES, report=None, threads: int = 1) -> pd.DataFrame:
    """DataFrame(size, fold, part, score): `size` training rows, `part` training or test.

    Each fold's training rows are taken in one random order (the latest ones for a time split), so
    that a larger part holds the smaller ones; the fold's test rows stay the same throughout. The
    score is the experiment's primary metric; points where it is undefined are left out.
    """
    import pandas as pd

    experiment, request = run.experiment, run.request
    frame = experiment.dataset.frame(request.features)
    folds = range(min(MOST_FOLDS, experiment.n_folds))
    table = []
    for number, share in enumerate(sizes):
        for k in folds:
            if report is not None:
                done = number * len(folds) + k
                report({"kind": "stage", "stage": "learning", "fold": done,
                        "of": len(sizes) * len(folds)})  # fmt: skip
            part, test = _part(experiment, k, share, request.seed)
            scores = _scores(experiment, request, frame, part, test, threads)
            table += [(len(part), k, name, value) for name, value in scores if value is not None]
    return pd.DataFrame(table, columns=["size", "fold", "part", "score"])


def _part(experiment, k: int, share: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """The first `share` of the fold's training rows in their order, and its test rows."""
    training, test = experiment.fold(k)
    if experiment.split.kind == "time":
        order = np.argsort(-experiment.by_values()[training], kind="stable")
    else:
        order = np.random.default_rng([seed, k]).permutation(len(training))
        if experiment.task != "regression":
            order = _interleaved(experiment.y(training[order]), order)
    few = max(2 * max(1, len(experiment.classes)), round(share * len(training)))
    return np.sort(training[order[: min(few, len(training))]]), test


def _interleaved(y: np.ndarray, order: np.ndarray) -> np.ndarray:
    """The same order with each class spread evenly, so that small parts hold every class."""
    place = np.empty(len(y))
    for code in np.unique(y):
        of_class = np.flatnonzero(y == code)
        place[of_class] = (np.arange(len(of_class)) + 0.5) / len(of_class)
    return order[np.argsort(place, kind="stable")]


def _scores(experiment, request, frame, part, test, threads):
    """The primary metric on the part itself and on the test rows; nothing if a class is alone."""
    task, classes, metric = experiment.task, len(experiment.classes), experiment.metric
    y = experiment.y(part)
    if task != "regression" and len(np.unique(y)) < 2:
        return []
    pipeline, _ = fit(experiment, request, frame, part, threads)
    found = []
    for name, rows in (("training", part), ("test", test)):
        values = predicted_values(pipeline, frame.iloc[rows], task, classes)
        found.append((name, score_all(experiment.y(rows), values, task)[METRICS[metric].name]))
    return found
