"""From which probability on a run says the positive class: what each threshold costs and earns.

A threshold that was chosen on out-of-fold rows makes the scores at it `selected`: they flatter.
`assess` chooses anew inside each fold's training rows, and its scores may be believed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from core import splits
from core.metrics import METRICS, least, metrics_for
from core.prediction import predicted_values
from core.run import Score
from core.training import fit

if TYPE_CHECKING:
    import pandas as pd

    from core.run import Run

INNER_FOLDS = 3


@dataclass(frozen=True)
class Cell:
    """What can become of a row: its title, a sentence, and what it is worth unless one says."""

    title: str
    text: str
    worth: float


@dataclass(frozen=True)
class Objective:
    """What a threshold may be chosen by: "Best ...", and "the threshold with ..."."""

    title: str
    text: str


CELLS = {
    "TP": Cell("True positive", "A positive row that is called positive.", 1.0),
    "FP": Cell("False positive", "A false alarm: a negative row that is called positive.", -1.0),
    "FN": Cell("False negative", "A miss: a positive row that is called negative.", -1.0),
    "TN": Cell("True negative", "A negative row that is called negative.", 1.0),
}
OBJECTIVES = {
    "payoff": Objective("payoff", "the highest payoff a row"),
    "f1": Objective("F1", "the highest F1 of the positive class"),
    "balanced_accuracy": Objective("balanced accuracy", "the highest balanced accuracy"),
}
"""By the column of `outcomes` that is to be highest; "payoff" is computed from its cells."""


@dataclass(frozen=True)
class Assessment:
    """What choosing by `objective` is worth: each fold's own threshold, and the scores there."""

    objective: str
    thresholds: tuple[float, ...]
    scores: dict[str, Score]


def outcomes(y: np.ndarray, p: np.ndarray, thresholds=None) -> pd.DataFrame:
    """Counts at each threshold: DataFrame(threshold, TP, FP, FN, TN, precision, recall, f1).

    `y` (n,) is 1 for the positive class, `p` (n,) its probability; a row is called positive from
    the threshold on. Without `thresholds`, hundredths from 0 to 1. Precision is 1 where no row is
    called positive.
    """
    import pandas as pd

    cut = np.linspace(0, 1, 101) if thresholds is None else np.asarray(thresholds, dtype=float)
    ordered = np.sort(p[y == 1]), np.sort(p[y != 1])
    found, alarms = (len(part) - np.searchsorted(part, least(cut), side="left") for part in ordered)
    positives, negatives = map(len, ordered)
    called = found + alarms
    precision = np.divide(found, called, out=np.ones(len(cut)), where=called > 0)
    recall = found / max(positives, 1)
    return pd.DataFrame({
        "threshold": cut, "TP": found, "FP": alarms, "FN": positives - found,
        "TN": negatives - alarms, "precision": precision, "recall": recall,
        "f1": 2 * found / np.maximum(positives + called, 1),
        "balanced_accuracy": (recall + 1 - alarms / max(negatives, 1)) / 2,
    })  # fmt: skip


def payoff_per_row(table: pd.DataFrame, payoff: dict[str, float]) -> np.ndarray:
    """The mean value of a row at each line of `outcomes`, in the payoff's unit."""
    total = table[list(CELLS)].sum(axis=1)
    return (sum(table[cell] * payoff[cell] for cell in CELLS) / total).to_numpy(dtype=float)


def best_threshold(y: np.ndarray, p: np.ndarray, objective: str, payoff=None) -> float:
    """The threshold with the best objective on these rows; of several, the middle one."""
    if objective not in OBJECTIVES:
        raise ValueError(f"objective must be one of {', '.join(OBJECTIVES)}. Got {objective!r}.")
    if objective == "payoff" and payoff is None:
        raise ValueError("Choosing by payoff needs what a true and a false alarm are worth.")
    table = outcomes(y, p)
    values = payoff_per_row(table, payoff) if objective == "payoff" else table[objective]
    best = np.flatnonzero(np.isclose(values, np.max(values), rtol=0, atol=1e-12))
    return float(table["threshold"].iloc[best[len(best) // 2]])


def scores_at(run: Run, threshold: float) -> dict[str, Score]:
    """The scores that depend on the threshold, at this one, `selected`: chosen on these rows.

    ValueError unless the run tells two classes apart.
    """
    _must_be_binary(run)
    return _scores(run, [threshold] * run.experiment.n_folds, selected=True)


def assess(run: Run, objective: str, payoff=None, *, report=None, threads=1) -> Assessment:
    """The scores when each fold's threshold is chosen inside its training rows only.

    For every fold the procedure is fitted on `INNER_FOLDS` folds of the training rows, cut as the
    experiment's split cuts; their out-of-fold rows choose the threshold, the fold's test rows
    judge it. ValueError unless the run tells two classes apart.
    """
    _must_be_binary(run)
    experiment = run.experiment
    frame = experiment.dataset.frame(run.request.features)
    chosen = []
    for k in range(experiment.n_folds):
        if report is not None:
            report({"kind": "stage", "stage": "nested", "fold": k, "of": experiment.n_folds})
        y, p = _inner(run, frame, experiment.fold(k)[0], threads)
        chosen.append(best_threshold(y, p, objective, payoff))
    return Assessment(objective, tuple(chosen), _scores(run, chosen, selected=False))


def _must_be_binary(run: Run) -> None:
    if run.experiment.task != "binary":
        raise ValueError("Only a run that tells two classes apart has a threshold.")


def _inner(run: Run, frame, rows: np.ndarray, threads: int) -> tuple[np.ndarray, np.ndarray]:
    """Targets and out-of-fold probabilities of a fold's training rows."""
    experiment = run.experiment
    by = experiment.by_values()
    by = None if by is None else by[rows]
    folds = min(INNER_FOLDS, len(np.unique(by))) if experiment.split.grouped else INNER_FOLDS
    if folds < 2:
        raise ValueError(
            "A fold's training rows are all of one group: no threshold can be chosen inside them. "
            "Choose a split of more groups."
        )
    y, split = experiment.y(rows), replace(experiment.split, folds=folds, repeats=1)
    inner = splits.cut(split, y, by, "binary", run.request.seed)
    tested, found = [], []
    for column in inner.T:
        test = np.flatnonzero(column == splits.TEST)
        if len(np.unique(y[column == splits.TRAINING])) < 2:
            continue  # nothing could be told apart there
        model, _ = fit(experiment, run.request, frame, rows[column == splits.TRAINING], threads)
        values = predicted_values(model, frame.iloc[rows[test]], "binary", 2)
        tested.append(y[test])
        found.append(values[:, 1])
    if not tested:
        raise ValueError(
            "The first training rows are all of one class: no threshold can be chosen inside them."
        )
    return np.concatenate(tested), np.concatenate(found)


def _scores(run: Run, thresholds, selected: bool) -> dict[str, Score]:
    experiment = run.experiment
    dependent = [metric.name for metric in metrics_for("binary") if metric.needs == "labels"]
    values: dict[str, list[float | None]] = {name: [] for name in dependent}
    oof = run.oof
    for k, threshold in enumerate(thresholds):
        own = oof[oof["fold"] == k]
        y = experiment.y(own["row"].to_numpy())
        called = (own[run.columns[1]].to_numpy() >= least(threshold)).astype(np.int64)
        for name in dependent:
            values[name].append(METRICS[name].score(y, called, "binary"))
    sizes = [experiment.fold(k) for k in range(len(thresholds))]
    training, test = (np.array([len(part[i]) for part in sizes]) for i in (0, 1))
    return {
        name: Score.over(found, training, test, METRICS[name].bounds, selected)
        for name, found in values.items()
    }
