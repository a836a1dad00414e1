"""The picture of a split, as a table: bands of rows, fold by fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.splits.split import TEST, UNUSED

if TYPE_CHECKING:
    import pandas as pd


def bands(experiment, bins: int = 200) -> pd.DataFrame:
    """DataFrame(fold, start, stop, part), rows in the order they are dealt.

    In time for a time split, else arranged by fold and then the holdout, thinned to `bins` cells;
    `part` is training, test, unused or holdout; `start`, `stop` count rows.
    """
    import pandas as pd

    folds, sealed = experiment.folds, experiment.sealed
    order = _order(experiment)
    edges = np.unique(np.linspace(0, len(order), min(bins, len(order)) + 1).astype(int))
    middle = order[(edges[:-1] + edges[1:]) // 2]
    words = np.array(["unused", "training", "test", "holdout"])
    table = []
    for fold in range(folds.shape[1]):
        part = np.where(sealed[middle], 3, folds[middle, fold])
        starts = np.flatnonzero(np.r_[True, part[1:] != part[:-1]])
        stops = np.r_[starts[1:], len(part)]
        table += [
            (fold, edges[a], edges[b], words[part[a]]) for a, b in zip(starts, stops, strict=True)
        ]
    return pd.DataFrame(table, columns=["fold", "start", "stop", "part"])


def _order(experiment) -> np.ndarray:
    """The rows in the order that they are drawn in. In time, those that no fold uses are drawn too:
    a gap before the holdout, or what is older than the first window."""
    folds, sealed = experiment.folds, experiment.sealed
    used = np.flatnonzero(sealed | (folds != UNUSED).any(axis=1))
    if experiment.split.kind != "time":
        first = np.where(sealed, folds.shape[1], (folds == TEST).argmax(axis=1))
        return used[np.argsort(first[used], kind="stable")]
    times = experiment.by_values()
    inside = (times >= times[used].min()) & (times <= times[used].max())
    inside = np.flatnonzero(inside & experiment.has_target)
    return inside[np.argsort(times[inside], kind="stable")]
