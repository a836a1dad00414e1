"""The split of a question: the holdout, the folds of what is left, and what had to give way."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import numpy as np

from core.dataset.table import Dataset, Note
from core.splits.dealing import cut
from core.splits.remarks import check_classes, check_groups, check_window, remarks
from core.splits.sealing import before_gap, seal
from core.splits.split import Split
from core.splits.values import codes, sealed_by_column

SMALL = 200
"""Below this many rows with a target, nothing is held out by default."""


def deal(dataset, question: dict[str, Any], y: np.ndarray, split, holdout, seed) -> dict[str, Any]:
    """The fields `split`, `holdout`, `seed`, `folds`, `sealed` and `notes` of an Experiment.

    `y` (rows,) is the target, NaN where it is missing. Adds reasons to the question's.
    ValueError, in a sentence, when the split cannot be dealt.
    """
    reasons, task, column = question["reasons"], question["task"], question["target"]
    if split is None:
        split = Split("random" if task == "regression" else "stratified")
        kind = "numbers" if task == "regression" else "classes, so each fold has its share of each"
        reasons["split"] = f"The default for {kind}."
    split = Split(split) if isinstance(split, str) else split
    by, absent = _by(dataset, split, column)
    there = ~np.isnan(y) if split.grouped else ~np.isnan(y) & ~absent
    known = np.flatnonzero(there)
    inner = None if by is None else by[known]
    sealed = np.zeros(dataset.rows, dtype=bool)
    if split.kind == "column":
        sealed[known] = sealed_by_column(inner)
        holdout = float(sealed[known].mean()) if len(known) else 0.0
        reasons["holdout"] = f"{split.by} says which rows are held out."
    else:
        holdout, reasons["holdout"] = share(holdout, len(known))
        # The seal must move neither with the seed nor when the file is read another way: it hangs
        # on the first reading of the file, on target and kind of split.
        fixed = int(digest([dataset.root, column, split.kind, split.by, holdout])[:8], 16)
        sealed[known] = seal(split, y[known], inner, task, holdout, fixed)
    rows = known[before_gap(split, inner, sealed[known])]
    by = None if by is None else by[rows]
    split, notes = _fewer_folds(split, y[rows], by, task, question["classes"])
    dealt = cut(split, y[rows], by, task, seed)
    folds = np.zeros((dataset.rows, dealt.shape[1]), dtype=np.uint8)
    folds[rows] = dealt
    check_window(split, folds)
    if task != "regression":
        notes += check_groups(split, y[rows], by, question["classes"])
        notes += check_classes(folds, y, question["classes"])
    notes += remarks(column, split, y, absent, folds, sealed)
    return {"split": split, "holdout": holdout, "seed": seed, "folds": folds, "sealed": sealed,
            "notes": tuple(notes)}  # fmt: skip


def _by(dataset: Dataset, split: Split, column: str) -> tuple[np.ndarray | None, np.ndarray]:
    """The split's own column (rows,), its values for a column split and codes otherwise; and
    which rows lack it."""
    if not split.by:
        return None, np.zeros(dataset.rows, dtype=bool)
    if split.by == column:
        raise ValueError(f"{column} is the target: the split cannot go by it.")
    dataset.column(split.by)
    values = dataset.frame([split.by])[split.by]
    if split.kind == "time" and values.dtype.kind not in "iufM":
        raise ValueError(
            f"{split.by} holds words, and their alphabet is no order in time. Choose a date or a "
            "number that grows with time."
        )
    absent = values.isna().to_numpy()
    if absent.all():
        raise ValueError(f"{split.by} is missing in every row: the split cannot go by it.")
    by = values.astype(object).to_numpy() if split.kind == "column" else codes(values)
    return by, absent


def share(holdout: float | None, rows: int) -> tuple[float, str]:
    """The share of the rows to hold out and why; ValueError if it is not from 0 to 0.5."""
    if holdout is None:
        if rows < SMALL:
            return 0.0, f"{rows} rows are fewer than {SMALL}: too few to seal some away."
        return 0.2, "A fifth of the rows is kept back for one last, honest look."
    if (
        isinstance(holdout, bool)
        or not isinstance(holdout, (int, float))
        or not 0 <= holdout <= 0.5
    ):
        raise ValueError(f"holdout must be a float in the range [0, 0.5]. Got {holdout!r} instead.")
    return float(holdout), "You chose it."


def _fewer_folds(split: Split, y, by, task: str, classes: tuple) -> tuple[Split, list[Note]]:
    """As many folds as rows, groups and the rarest class allow, at least 2; a note when fewer."""
    if split.grouped:
        groups = len(np.unique(by))
        most, why = groups, f"{split.by} has {groups} groups outside the holdout"
        if split.kind == "leave_one_group_out" and 2 <= groups <= 50:
            return replace(split, folds=groups), []
    elif split.kind in ("stratified", "random"):
        most, why = len(y) // 2, f"there are {len(y)} training rows"
    else:
        return split, []
    if task != "regression" and split.kind == "stratified":
        counts = np.bincount(y.astype(int), minlength=len(classes))
        rarest = int(counts.argmin())
        if counts[rarest] < 2 and task == "binary":
            raise ValueError(f"Only {counts[rarest]} training row has the class {classes[rarest]}.")
        if counts[rarest] < split.folds:
            most, why = int(counts[rarest]), f"{classes[rarest]} has {counts[rarest]} training rows"
    folds = max(2, min(split.folds, most))
    if folds == split.folds or (split.grouped and most < 2):
        return split, []
    message = f"{folds} folds instead of {split.folds}, because {why}."
    return replace(split, folds=folds), [Note("fewer_folds", message)]


def digest(parts: Any) -> str:
    """A hash of values of JSON types (others count by their text), in hexadecimal."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()
