"""Which rows are taken away: the holdout, and the inner rows that early stopping looks at."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from core.splits.split import Split
from core.splits.values import strata

FINEST, CLOSE = 20, 0.02
"""Groups are dealt into as few parts as come this close to the share, of which the holdout takes
some: the fewer the parts, the better each keeps the classes' shares."""


def seal(split: Split, y: np.ndarray, by: np.ndarray | None, task: str, share: float, seed: int):
    """A boolean array (n,): the rows taken away, about `share` of them; all False if none can be.

    Groups stay whole, time takes the latest rows, a stratified seal keeps the proportions.
    """
    from sklearn.model_selection import GroupShuffleSplit, ShuffleSplit

    away = np.zeros(len(y), dtype=bool)
    if share <= 0 or len(y) < 4:
        return away
    if split.kind == "time":
        times, rank = np.unique(by, return_inverse=True)
        first = len(times) - max(1, round(share * len(times)))
        return rank >= first if first > 0 else away
    if split.grouped and len(np.unique(by)) < 2:
        return away
    if split.kind == "stratified_group":
        return _groups_in_proportion(y, by, task, share, seed)
    if split.grouped:
        chosen = GroupShuffleSplit(1, test_size=share, random_state=seed).split(y, y, by)
    elif split.kind == "random":
        chosen = ShuffleSplit(1, test_size=share, random_state=seed).split(y)
    else:
        return _stratified_share(strata(y, task), share, seed)
    away[next(chosen)[1]] = True
    return away


def before_gap(split: Split, by: np.ndarray | None, away: np.ndarray) -> np.ndarray:
    """The rows (n,) that may train or test: outside the seal, and before the gap that precedes it.

    `by` (n,) are the times of a time split; every other split has no gap.
    """
    free = ~away
    if split.kind != "time" or not split.gap or not away.any():
        return free
    times = np.unique(by[free])
    return free & (by < times[-split.gap]) if len(times) > split.gap else np.zeros_like(free)


def _groups_in_proportion(y, by, task: str, share: float, seed: int) -> np.ndarray:
    """Whole groups, so that the classes keep their shares: m of k stratified group folds."""
    from core.splits.dealing import stratified_groups

    finest = min(FINEST, len(np.unique(by)))
    parts = [Fraction(max(1, round(share * k)), k) for k in range(2, finest + 1)]
    near = min(parts, key=lambda part: (max(abs(part - share), CLOSE), part.denominator))
    dealt = stratified_groups(y, by, task, near.denominator, seed)
    away = np.zeros(len(y), dtype=bool)
    for _, test in dealt[: near.numerator]:
        away[test] = True
    return away


def _stratified_share(layers: np.ndarray, share: float, seed: int) -> np.ndarray:
    """Rows taken in proportion from each layer; rounding errors are shared out, largest first."""
    rng = np.random.default_rng(seed)
    values, counts = np.unique(layers, return_counts=True)
    wanted = counts * share
    take = np.minimum(np.floor(wanted).astype(int), counts - 1)
    for i in np.argsort(take - wanted, kind="stable")[
        : max(0, round(share * len(layers)) - take.sum())
    ]:
        take[i] += take[i] + 1 < counts[i]
    away = np.zeros(len(layers), dtype=bool)
    for value, n in zip(values, take, strict=True):
        away[rng.permutation(np.flatnonzero(layers == value))[:n]] = True
    return away
