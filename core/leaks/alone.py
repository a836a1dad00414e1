"""One column as a model of its own: a table of bins and what the target was in each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

DISTINCT, BINS, FULL, PARTS, CLASSES = 256, 128, 16, 3, 10
"""Numbers of at most 256 values, each frequent, have a bin a value; others have up to 128 of equal
size, with 16 rows or more; folds; classes."""


def bins(series: pd.Series) -> np.ndarray:
    """The bin of every row (n,), int64: labels and few numbers as they are, others by quantile.

    Missing cells are a bin of their own, the last.
    """
    import pandas as pd

    codes, found = pd.factorize(series, sort=series.dtype.kind in "iufM")
    present = codes >= 0
    most = min(BINS, max(8, int(present.sum()) // FULL))
    if series.dtype.kind in "iufM" and len(found) > min(DISTINCT, most):
        edges = np.unique(np.quantile(codes[present], np.linspace(0, 1, most + 1)[1:-1]))
        codes = np.where(present, np.searchsorted(edges, codes, "right"), -1)
    return np.where(codes < 0, codes.max(initial=-1) + 1, codes).astype(np.int64)


def score(codes: np.ndarray, y: np.ndarray, task: str) -> float:
    """How well bins (n,) tell the target (n,) out of three folds.

    The AUC of each class against the rest, weighted by its rows, for classes; R2 for numbers. A
    bin that the other folds do not have predicts as all rows do.
    """
    part = np.random.default_rng(0).integers(0, PARTS, len(y))
    if task == "regression":
        spread = float(((y - y.mean()) ** 2).sum())
        error = float(((y - looked_up(codes, y, part)) ** 2).sum())
        return 1 - error / spread if spread > 0 else 0.0
    counts = np.bincount(y.astype(int))
    # In a binary task the positive class alone says it all.
    common = [1] if len(counts) == 2 else np.argsort(-counts, kind="stable")[:CLASSES]
    found = [(auc(looked_up(codes, y == c, part), y == c), counts[c]) for c in common if counts[c]]
    values, weights = np.array(found, dtype=float).T
    return float(np.average(values, weights=weights))


def straight(x: np.ndarray, y: np.ndarray, task: str) -> float:
    """How well a number (n,) tells the target as it stands, which needs no fold: the AUC of its
    order, or the squared correlation; rows without it count as its median."""
    x = np.where(np.isfinite(x), x, np.median(x[np.isfinite(x)]) if np.isfinite(x).any() else 0)
    if task == "multiclass" or x.min() == x.max() or y.min() == y.max():
        return 0.0
    if task == "regression":
        return float(np.corrcoef(x, y)[0, 1] ** 2)
    found = auc(x, y == 1)
    return max(found, 1 - found)


def looked_up(codes: np.ndarray, y: np.ndarray, part: np.ndarray) -> np.ndarray:
    """Out-of-fold means (n,) of `y` in each row's bin, drawn a little towards the mean of all."""
    size, y = int(codes.max()) + 1, np.asarray(y, dtype=float)
    counts = np.array([np.bincount(codes[part == k], minlength=size) for k in range(PARTS)])
    sums = np.array([np.bincount(codes[part == k], y[part == k], size) for k in range(PARTS)])
    counts, sums = counts.sum(axis=0) - counts, sums.sum(axis=0) - sums
    mean = sums.sum(axis=1) / np.maximum(counts.sum(axis=1), 1)
    table = (sums + mean[:, None]) / (counts + 1)
    return table[part, codes]


def auc(values: np.ndarray, positive: np.ndarray) -> float:
    """The area under the ROC curve of values (n,) for a boolean (n,): the Mann-Whitney count."""
    from scipy.stats import rankdata

    wins = int(positive.sum())
    losses = len(positive) - wins
    if not wins or not losses:
        return 0.5
    return float((rankdata(values)[positive].sum() - wins * (wins + 1) / 2) / (wins * losses))
