"""The null test: the same procedure on a shuffled target says what chance alone would score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.metrics import METRICS
from core.plots.labels import number
from core.run import Score
from core.training import fit_fold

if TYPE_CHECKING:
    import pandas as pd

    from core.experiment import Experiment
    from core.run import Run

REPEATS = 20
TRIES = 100
"""Shuffles drawn for one that leaves each fold two classes to learn, as the real target does."""


def null_test(run: Run, repeats: int = REPEATS, *, first=0, report=None, threads=1) -> pd.DataFrame:
    """DataFrame(repeat, score): the primary metric's mean over the run's own folds, a row a
    shuffle of the target; repeats are numbered from `first`, and a number always shuffles alike.

    The shuffle keeps the structure the split protects: time is turned round as a ring, groups
    change their targets as wholes (see `shuffle`), other rows are shuffled freely. Sealed rows
    take no part. After
    Ojala and Garriga, "Permutation Tests for Studying Classifier Performance", Journal of Machine
    Learning Research 11 (2010).
    """
    import pandas as pd

    experiment, request = run.experiment, run.request
    if isinstance(repeats, bool) or not isinstance(repeats, int) or not 1 <= repeats <= 1000:
        raise ValueError(f"repeats must be an int in the range [1, 1000]. Got {repeats!r} instead.")
    frame = experiment.dataset.frame(request.features)
    rows = []
    for repeat in range(first, first + repeats):
        if report is not None:
            done = {"fold": repeat - first, "of": repeats}
            report({"kind": "stage", "stage": "null", **done})
        rows.append((repeat, _shuffled_score(experiment, request, frame, repeat, threads)))
    return pd.DataFrame(rows, columns=["repeat", "score"])


def _shuffled_score(experiment, request, frame, repeat: int, threads: int) -> float:
    shuffled = experiment.with_target(shuffle(experiment, repeat))
    of = range(experiment.n_folds)
    found = [fit_fold(shuffled, request, frame, k, threads, lambda event: None) for k in of]
    sizes = [experiment.fold(k) for k in of]
    training, test = (np.array([len(part[i]) for part in sizes]) for i in (0, 1))
    score = Score.over([result.scores[experiment.metric] for result in found], training, test)
    return np.nan if score.mean is None else score.mean


def shuffle(experiment: Experiment, repeat: int) -> np.ndarray:
    """The target float64 (rows,), its values on other training rows; sealed ones stay.

    With groups, the groups' sequences of targets are permuted among the groups: a target that is
    one value in each group remains so. A group of another size takes part of the sequence, from a
    random row on, or repeats it: the values' counts then change.
    ValueError when every one that was tried leaves a fold a single class to learn from.
    """
    rng = np.random.default_rng([experiment.seed, repeat, 0x6E756C6C])
    for _ in range(TRIES):
        values = _dealt(experiment, rng)
        if experiment.task == "regression" or _told_apart(experiment, values):
            return values
    raise ValueError(
        f"Shuffled, {experiment.target} leaves a fold's training rows with a single class: this "
        "split allows no null test. Choose fewer folds or another split."
    )


def _told_apart(experiment: Experiment, values: np.ndarray) -> bool:
    """Whether the training rows of each fold have two classes or more."""
    trained = (experiment.fold(k)[0] for k in range(experiment.n_folds))
    return all(len(np.unique(values[rows])) > 1 for rows in trained)


def _dealt(experiment: Experiment, rng: np.random.Generator) -> np.ndarray:
    rows, by = experiment.training_rows, experiment.by_values()
    values = np.full(experiment.dataset.rows, np.nan)
    values[experiment.holdout_rows] = experiment.y(experiment.holdout_rows)
    if experiment.split.kind == "time":
        order = rows[np.argsort(by[rows], kind="stable")]
        turned = np.roll(experiment.y(order), rng.integers(1, len(order)))
        values[order] = turned
        return values
    if by is None or experiment.split.kind == "column":
        values[rows] = rng.permutation(experiment.y(rows))
        return values
    order = rows[np.argsort(by[rows], kind="stable")]
    groups = np.split(order, np.flatnonzero(np.diff(by[order])) + 1)
    for group, giver in zip(groups, rng.permutation(len(groups)), strict=True):
        given = experiment.y(groups[giver])
        start = rng.integers(max(1, len(given) - len(group) + 1))
        values[group] = np.resize(given[start:], len(group))
    return values


def real_score(run: Run) -> float | None:
    """The run's mean score as the shuffled ones are judged: before any threshold was chosen."""
    from core.decision import scores_at

    name = run.experiment.metric
    if run.threshold == type(run).threshold or METRICS[name].needs != "labels":
        return run.scores[name].mean
    return scores_at(run, type(run).threshold)[name].mean


def p_value(run: Run, table: pd.DataFrame) -> float:
    """The share of shuffles, the real target counted in, that score at least as well as the run."""
    metric = METRICS[run.experiment.metric]
    scores, real = table["score"].dropna().to_numpy(), real_score(run)
    as_good = scores >= real if metric.greater_is_better else scores <= real
    return float((1 + as_good.sum()) / (1 + len(scores)))


def sentence(run: Run, table: pd.DataFrame) -> str:
    """The test in a line: "ROC AUC: real 0.87, shuffled 0.50 ± 0.03 (20 shuffles, p = 0.05)."."""
    experiment = run.experiment
    metric = METRICS[experiment.metric]
    scores = table["score"].dropna()
    real = real_score(run)
    if real is None or not len(scores):
        return "The score is undefined, so there is nothing to compare with chance."
    spread = number(float(scores.std())) if len(scores) > 1 else "?"
    return (
        f"{metric.caption(experiment)}: real {number(real)}, shuffled {number(scores.mean())} ± "
        f"{spread} ({len(scores)} shuffles, p = {number(p_value(run, table))})."
    )
