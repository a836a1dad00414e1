"""A classifier of training against sealed rows, and of early against late ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.leaks.alone import auc, bins, score
from core.leaks.looked import sample
from core.leaks.order import clock
from core.leaks.rule import Rule, Seen
from core.splits import codes

if TYPE_CHECKING:
    import pandas as pd

    from core.leaks.looked import Looked

MOST, FEWEST, WIDEST = 4_000, 40, 100
HELD, LATE, CLOCK, ERRORS = 0.65, 0.75, 0.98, 4
"""AUCs of the two classifiers; a column that tells early from late so well is itself a time."""


def held_out(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Sealed rows that a classifier can tell from training rows by their features."""
    experiment = looked.experiment
    rows = _two_sides(experiment.training_rows, experiment.holdout_rows)
    if rows is None or experiment.split.kind == "time":
        return
    frame, side = looked.whole.iloc[rows[0]], rows[1]
    groups = experiment.by_values()[rows[0]] if experiment.split.grouped else None
    value = told_apart(frame, side, groups)
    if value < max(HELD, 0.5 + ERRORS * _error(side)):
        return
    said = f"A classifier tells sealed from training rows with AUC {value:.2f}"
    yield Seen("warning", tuple(_telling(frame, side)), f"{said}; by chance it is 0.5.")


def early_late(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Late rows that a classifier can tell from early ones by features that are no time."""
    name = clock(looked)
    if name is None:
        return
    times = codes(looked.series(name))
    present = np.flatnonzero(looked.series(name).notna().to_numpy())
    late = times > np.median(times[present]) if len(present) else np.zeros(0, bool)
    rows = _two_sides(present[~late[present]], present[late[present]])
    if rows is None:
        return
    frame, side = looked.frame.iloc[rows[0]], rows[1]
    rank = times[rows[0]]
    frame = frame[[c for c in frame if c not in {name} | named and not _timed(frame[c], rank)]]
    if not frame.shape[1]:
        return
    value = told_apart(frame, side)
    if value < max(LATE, 0.5 + ERRORS * _error(side)):
        return
    said = f"A classifier tells the later half by {name} from the earlier with AUC {value:.2f}"
    split = looked.experiment.split.kind == "time"
    remedy = "The split tests on what comes after: its score shows what the change costs."
    yield Seen("note" if split else "warning", tuple(_telling(frame, side)),
               f"{said}; by chance it is 0.5.", remedy=remedy if split else "")  # fmt: skip


def _timed(values: pd.Series, times: np.ndarray) -> bool:
    """Whether a column follows the time (n,), or splits into before and after."""
    from scipy.stats import spearmanr

    late = (times > np.median(times)).astype(float)
    if score(bins(values), late, "binary") >= CLOCK:
        return True
    x = _number(values)
    if values.dtype.kind not in "iufM" or np.isnan(x).any() or x.min() == x.max():
        return False
    return abs(spearmanr(x, times).statistic) >= CLOCK


def _two_sides(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray] | None:
    """Rows of both sides, at most so many of each, and which are of the second."""
    if min(len(one), len(other)) < FEWEST:
        return None
    one, other = sample(one, MOST), sample(other, MOST)
    return np.r_[one, other], np.r_[np.zeros(len(one), bool), np.ones(len(other), bool)]


def _error(side: np.ndarray) -> float:
    """The standard error of the AUC of two sides that are alike (Mann-Whitney)."""
    a, b = side.sum(), (~side).sum()
    return float(np.sqrt((a + b + 1) / (12 * a * b)))


def told_apart(frame: pd.DataFrame, side: np.ndarray, groups: np.ndarray | None = None) -> float:
    """The out-of-fold AUC of a boosted classifier of two sides (n,) by the frame's columns."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold, cross_val_predict
    from threadpoolctl import threadpool_limits

    frame = frame.iloc[:, :: -(-frame.shape[1] // WIDEST)]
    x = np.column_stack([_number(values) for _, values in frame.items()])
    model = HistGradientBoostingClassifier(max_iter=30, max_leaf_nodes=15, early_stopping=False,
                                           random_state=0)  # fmt: skip
    if groups is not None and min(len(np.unique(groups[side])), len(np.unique(groups[~side]))) < 3:
        return 0.5
    kind = StratifiedKFold if groups is None else StratifiedGroupKFold
    folds = kind(3, shuffle=True, random_state=0)
    with threadpool_limits(1):
        values = cross_val_predict(model, x, side, cv=folds, groups=groups, method="predict_proba")[
            :, 1
        ]
    return auc(values, side)


def _number(values: pd.Series) -> np.ndarray:
    if values.dtype.kind in "iuf":
        return values.to_numpy(dtype=float, na_value=np.nan)
    # Sorted: codes in order of appearance would tell which side came first.
    return codes(values).astype(float)


def _telling(frame: pd.DataFrame, side: np.ndarray) -> list[str]:
    """The three columns that tell the sides apart best by themselves, the best first."""
    found = {c: score(bins(frame[c]), side.astype(float), "binary") for c in frame}
    return sorted((c for c in found if found[c] > 0.55), key=found.get, reverse=True)[:3]


RULES = (
    Rule("holdout_differs", "The sealed rows are of another kind",
         f"a classifier of training against sealed rows with AUC at least {HELD}, and {ERRORS} "
         "standard errors above 0.5",
         "The last look at the seal would judge the model on rows unlike those it was built on.",
         "Look at the named columns; split by what sets the rows apart.", held_out),
    Rule("early_late", "Early and late rows are of another kind",
         f"a classifier of the earlier against the later half with AUC at least {LATE}, without "
         "columns that are a time themselves",
         "What holds in a mix of both may not hold for the rows to come.",
         "Split by time, so that the score shows it.", early_late),
)  # fmt: skip
