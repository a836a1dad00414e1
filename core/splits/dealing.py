"""How the rows outside the seal become folds; scikit-learn's splitters deal them."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np

from core.splits.split import MOST_FOLDS, TEST, TRAINING, UNUSED, Split
from core.splits.values import labels, strata


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
            column = np.full(len(y), UNUSED, dtype=np.uint8)
            column[training], column[test] = TRAINING, TEST
            columns.append(column)
    return np.stack(columns, axis=1)


def _splitter(split: Split, y: np.ndarray, by: np.ndarray | None, task: str, seed: int):
    from sklearn.model_selection import GroupKFold, KFold, LeaveOneGroupOut, StratifiedKFold

    if split.grouped:
        _check_groups(split, len(np.unique(by)))
    if split.kind == "leave_one_group_out":
        return LeaveOneGroupOut().split(y, y, by)
    if split.kind == "stratified_group":
        return stratified_groups(y, by, task, split.folds, seed)
    if split.kind == "group":
        again = {"shuffle": True, "random_state": seed} if split.repeats > 1 else {}
        return GroupKFold(split.folds, **again).split(y, y, by)
    if len(y) < split.folds:
        raise ValueError(f"{len(y)} training rows cannot make {split.folds} folds.")
    if split.kind == "random":
        return KFold(split.folds, shuffle=True, random_state=seed).split(y)
    folds = StratifiedKFold(split.folds, shuffle=True, random_state=seed)
    return folds.split(y, strata(y, task, split.folds))


def _check_groups(split: Split, groups: int) -> None:
    if groups < 2 or (split.kind != "leave_one_group_out" and groups < split.folds):
        raise ValueError(
            f"{split.by} has {groups} {'group' if groups == 1 else 'groups'} outside the "
            f"holdout: too few for {max(2, split.folds)} folds. Choose fewer folds, no holdout or "
            "another column."
        )
    if split.kind == "leave_one_group_out" and groups > MOST_FOLDS:
        raise ValueError(
            f"{split.by} has {groups:,} groups outside the holdout: leaving out one at a time "
            f"would train {groups:,} models, and {MOST_FOLDS} are the most. Choose group folds."
        )


def stratified_groups(y: np.ndarray, by: np.ndarray, task: str, folds: int, seed: int) -> list:
    """Pairs (training, test) of whole groups, in each about as much of every class as in all.

    A number counts by its tenth of the target. scikit-learn refuses when no class has a row for
    each fold: then the groups are dealt by size alone.
    """
    from sklearn.model_selection import GroupKFold, StratifiedGroupKFold

    layers = strata(y, task, folds)
    if np.bincount(layers).max() < folds:
        return list(GroupKFold(folds, shuffle=True, random_state=seed).split(y, y, by))
    with warnings.catch_warnings():
        # A class with fewer rows than folds is said in a note of the experiment.
        warnings.simplefilter("ignore", UserWarning)
        dealt = StratifiedGroupKFold(folds, shuffle=True, random_state=seed)
        return list(dealt.split(y, layers, by))


def _in_time(split: Split, by: np.ndarray) -> np.ndarray:
    """Windows over the distinct times, so that equal times never stand on both sides.

    They grow from the first time on, or hold the latest `window` times before the gap.
    """
    from sklearn.model_selection import TimeSeriesSplit

    times, rank = np.unique(by, return_inverse=True)
    _check_times(split, len(times))
    columns = []
    dealt = TimeSeriesSplit(split.folds, gap=split.gap, max_train_size=split.window or None)
    for training, test in dealt.split(times):
        part = np.full(len(times), UNUSED, dtype=np.uint8)
        part[training], part[test] = TRAINING, TEST
        columns.append(part[rank])
    return np.stack(columns, axis=1)


def _check_times(split: Split, times: int) -> None:
    if times < 2:
        raise ValueError(
            f"{split.by} has {'one time' if times else 'no time'} among the training rows: nothing "
            "comes after anything. Choose another column or another kind of split."
        )
    if times <= split.folds or times // (split.folds + 1) <= split.gap:
        gap = f" with a gap of {split.gap:,}" if split.gap else ""
        remedy = "Choose fewer folds" + (" or a smaller gap." if split.gap else ".")
        raise ValueError(
            f"{split.by} has {times:,} distinct times among the training rows: too few for "
            f"{split.folds} folds{gap}. {remedy}"
        )


def _from_column(split: Split, y: np.ndarray, by: np.ndarray, task: str, seed: int) -> np.ndarray:
    """Folds numbered by the user; where the column only says "train", stratified ones inside it."""
    names = labels(by)
    values = np.unique(names)
    if len(values) == 0:
        raise ValueError(f"{split.by} leaves no row outside the holdout: nothing can be trained.")
    if len(values) == 1:
        kind = "random" if task == "regression" else "stratified"
        inner = replace(split, kind=kind, by=None)
        return cut(inner, y, None, task, seed)
    if len(values) > MOST_FOLDS:
        raise ValueError(
            f"{split.by} has {len(values):,} values: a fold column has at most {MOST_FOLDS}."
        )
    tests = np.stack([names == value for value in values], axis=1)
    return np.where(tests, TEST, TRAINING).astype(np.uint8)
