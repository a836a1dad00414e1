"""Which rows train, which test, which stay sealed: the split an experiment stores once.

A split is two things: `seal` takes the holdout away, `cut` deals the rest into folds. Both end as
plain arrays a row at a time, so what was picked is what is used. `seal` also cuts the inner split
of early stopping, so that groups and time are respected there in the same way.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

KINDS = ("stratified", "random", "group", "time", "column")
UNUSED, TRAINING, TEST = 0, 1, 2
_TITLES = {
    "stratified": "stratified folds",
    "random": "random folds",
    "group": "group folds",
    "time": "folds in time",
    "column": "folds given",
}


@dataclass(frozen=True)
class Split:
    """How rows are dealt into folds.

    `by` names the column of a group, time or column split; `gap` is the number of distinct times
    left out between training and test; `repeats` deals the rows anew that many times.
    """

    kind: str = "stratified"
    folds: int = 5
    by: str | None = None
    gap: int = 0
    repeats: int = 1

    def __post_init__(self):
        if self.kind not in KINDS:
            raise ValueError(f"split must be one of {', '.join(KINDS)}. Got {self.kind!r} instead.")
        for name, low, high in (("folds", 2, 50), ("gap", 0, 10**9), ("repeats", 1, 100)):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
                raise ValueError(
                    f"{name} must be an int in the range [{low}, {high}]. Got {value!r} instead."
                )
        if self.kind in ("group", "time", "column") and not self.by:
            raise ValueError(f"A {self.kind} split needs the column that it goes by.")
        if self.kind in ("time", "column") and self.repeats > 1:
            raise ValueError(f"A {self.kind} split has one way to be dealt: repeats must be 1.")

    @property
    def title(self) -> str:
        """In words, without the number of folds: "stratified folds", "group folds by Ticket"."""
        return _TITLES[self.kind] + (f" by {self.by}" if self.by else "")

    def to_json(self) -> dict[str, Any]:
        """As JSON types."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Split:
        """The reverse of `to_json`."""
        return cls(**record)


def strata(y: np.ndarray, task: str) -> np.ndarray:
    """What a stratified split keeps in proportion, (n,): the class, or the target's decile."""
    if task != "regression":
        return y.astype(np.int64)
    edges = np.unique(np.quantile(y, np.linspace(0, 1, 11)[1:-1]))
    return np.searchsorted(edges, y)


def codes(values) -> np.ndarray:
    """Any column as int64 codes (n,) that sort as its values do; missing is one value, the last."""
    import pandas as pd

    code, unique = pd.factorize(values, sort=True)
    return np.where(code < 0, len(unique), code).astype(np.int64)


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
    if split.kind == "group":
        if len(np.unique(by)) < 2:
            return away
        chosen = GroupShuffleSplit(1, test_size=share, random_state=seed).split(y, y, by)
    elif split.kind == "random":
        chosen = ShuffleSplit(1, test_size=share, random_state=seed).split(y)
    else:
        return _stratified_share(strata(y, task), share, seed)
    away[next(chosen)[1]] = True
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


def cut(split: Split, y: np.ndarray, by: np.ndarray | None, task: str, seed: int) -> np.ndarray:
    """The folds of the rows outside the seal: uint8 (n, folds x repeats).

    0 is unused, 1 training, 2 test.
    ValueError if there are too few rows, groups or times for the folds asked.
    """
    if split.kind == "column":
        return _from_column(split, y, by, task, seed)
    if split.kind == "time":
        return _in_time(split, by)
    columns = []
    for repeat in range(split.repeats):
        for training, test in _splitter(split, y, by, task, seed + repeat):
            column = np.zeros(len(y), dtype=np.uint8)
            column[training], column[test] = TRAINING, TEST
            columns.append(column)
    return np.stack(columns, axis=1)


def _splitter(split: Split, y: np.ndarray, by: np.ndarray | None, task: str, seed: int):
    from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold

    if split.kind == "group":
        groups = len(np.unique(by))
        if groups < split.folds:
            raise ValueError(
                f"{split.by} has {groups} {'group' if groups == 1 else 'groups'} outside the "
                f"holdout: too few for {split.folds} folds. Choose fewer folds or no holdout."
            )
        again = {"shuffle": True, "random_state": seed} if split.repeats > 1 else {}
        return GroupKFold(split.folds, **again).split(y, y, by)
    if len(y) < split.folds:
        raise ValueError(f"{len(y)} training rows cannot make {split.folds} folds.")
    if split.kind == "random":
        return KFold(split.folds, shuffle=True, random_state=seed).split(y)
    folds = StratifiedKFold(split.folds, shuffle=True, random_state=seed)
    return folds.split(y, strata(y, task))


def _in_time(split: Split, by: np.ndarray) -> np.ndarray:
    """Expanding windows over the distinct times, so that equal times never stand on both sides."""
    from sklearn.model_selection import TimeSeriesSplit

    times, rank = np.unique(by, return_inverse=True)
    if len(times) // (split.folds + 1) <= split.gap or len(times) <= split.folds:
        raise ValueError(
            f"{split.by} has {len(times)} distinct times among the training rows: too few for "
            f"{split.folds} folds with a gap of {split.gap}. Choose fewer folds or a smaller gap."
        )
    columns = []
    for training, test in TimeSeriesSplit(split.folds, gap=split.gap).split(times):
        part = np.zeros(len(times), dtype=np.uint8)
        part[training], part[test] = TRAINING, TEST
        columns.append(part[rank])
    return np.stack(columns, axis=1)


def sealed_by_column(by: np.ndarray) -> np.ndarray:
    """The rows that a user's column calls "holdout" (or "test"), shape (n,)."""
    return np.array([str(value).strip().lower() in ("holdout", "test") for value in by])


def _from_column(split: Split, y: np.ndarray, by: np.ndarray, task: str, seed: int) -> np.ndarray:
    """Folds numbered by the user; where the column only says "train", stratified ones inside it."""
    names = np.array([str(value).strip().lower() for value in by])
    values = np.unique(names)
    if len(values) == 1:
        kind = "random" if task == "regression" else "stratified"
        inner = replace(split, kind=kind, by=None)
        return cut(inner, y, None, task, seed)
    if len(values) > 50:
        raise ValueError(f"{split.by} has {len(values)} values: a fold column has at most 50.")
    tests = np.stack([names == value for value in values], axis=1)
    return np.where(tests, TEST, TRAINING).astype(np.uint8)


def bands(experiment, bins: int = 200) -> pd.DataFrame:
    """The picture of a split: DataFrame(fold, start, stop, part), rows in the order they are dealt.

    In time for a time split, else arranged by fold and then the holdout, thinned to `bins` cells;
    `part` is training, test, unused or holdout; `start`, `stop` count rows.
    """
    import pandas as pd

    folds, sealed = experiment.folds, experiment.sealed
    used = np.flatnonzero(sealed | (folds != UNUSED).any(axis=1))
    if experiment.split.kind == "time":
        order = used[np.argsort(experiment.by_values()[used], kind="stable")]
    else:
        first = np.where(sealed, folds.shape[1], (folds == TEST).argmax(axis=1))
        order = used[np.argsort(first[used], kind="stable")]
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
