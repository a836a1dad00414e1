"""What a dealt split must satisfy, and what its owner should know: refusals and notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.dataset.table import Note
from core.splits.split import TEST, TRAINING, UNUSED, Split

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 5
"""A window that leaves a fold fewer training rows than this is refused."""


def check_window(split: Split, folds: np.ndarray) -> None:
    """ValueError if the window holds too few rows to learn from."""
    if not split.window:
        return
    counts = (folds == TRAINING).sum(axis=0)
    fold = int(counts.argmin())
    if counts[fold] < FEWEST:
        rows = "1 training row" if counts[fold] == 1 else f"{counts[fold]} training rows"
        raise ValueError(
            f"A window of {split.window:,} leaves fold {fold + 1} {rows}: at least {FEWEST} are "
            "needed. Choose a longer window, or 0 for all that came before."
        )


def check_classes(folds: np.ndarray, y: np.ndarray, classes: Sequence) -> list[Note]:
    """ValueError if a fold's training rows are all of one class: nothing could be told apart.

    A note for the classes that a fold tests without a model having seen them.
    """
    unseen: dict[int, int] = {}
    for k in range(folds.shape[1]):
        seen = np.unique(y[folds[:, k] == TRAINING])
        if len(seen) < 2:
            only = classes[int(seen[0])] if len(seen) else "no class at all"
            raise ValueError(
                f"The training rows of fold {k + 1} are only rows of the class {only}. "
                "Choose another split, or fewer folds."
            )
        for code in np.setdiff1d(y[folds[:, k] == TEST], seen):
            unseen.setdefault(int(code), k + 1)
    if not unseen:
        return []
    named = ", ".join(f"{classes[c]} (fold {k})" for c, k in list(unseen.items())[:3])
    rest = f" and {len(unseen) - 3} more" if len(unseen) > 3 else ""
    message = f"Tested in a fold whose training rows do not have the class: {named}{rest}."
    return [Note("unseen_class", message, count=len(unseen))]


def check_groups(split: Split, y: np.ndarray, by, classes: Sequence) -> list[Note]:
    """Notes on classes that live in one group only; of two classes that is a ValueError.

    `y` (rows,) are the class codes, `by` (rows,) the groups.
    """
    if not split.grouped:
        return []
    alone = [c for c in range(len(classes)) if len(np.unique(by[y == c])) == 1]
    if not alone:
        return []
    named = ", ".join(str(classes[c]) for c in alone[:3])
    said = f"{named} {'is' if len(alone) == 1 else 'are each'} found in one group of {split.by}"
    if len(classes) == 2:
        raise ValueError(
            f"{said} only: when that group is tested, no such row is left to learn from. "
            "Choose another column or another kind of split."
        )
    return [Note("class_in_one_group", f"{said} only: never learned where it is tested.")]


def remarks(column: str, split: Split, y, absent, folds, sealed) -> list[Note]:
    """Notes on rows that are left out, kept together, never used or never tested."""
    notes = []
    if count := int(np.isnan(y).sum()):
        notes.append(_note("target_missing", f"{_rows(count)} no {column} and", column, count))
    if count := int((absent & ~np.isnan(y)).sum()):
        if split.grouped:
            message = f"{_rows(count)} no {split.by}: they are kept together as one group."
            notes.append(Note("by_missing", message, (split.by,), count=count))
        else:
            notes.append(_note("by_missing", f"{_rows(count)} no {split.by} and", split.by, count))
    if split.kind != "time":
        return notes
    used, tested = (folds != UNUSED).any(axis=1), (folds == TEST).any(axis=1)
    idle = int((~np.isnan(y) & ~absent & ~used & ~sealed).sum())
    if idle:
        message = f"{idle:,} rows are in no fold: older than the first window, or in the gap."
        notes.append(Note("unused", message, (split.by,), count=idle))
    if early := int((used & ~tested).sum()):
        message = f"{early:,} rows come before the first test: they train and are never tested."
        notes.append(Note("never_tested", message, (split.by,), count=early))
    return notes


def _rows(count: int) -> str:
    return "1 row has" if count == 1 else f"{count:,} rows have"


def _note(code: str, said: str, column: str, count: int) -> Note:
    verb = "is" if count == 1 else "are"
    return Note(code, f"{said} {verb} left out.", (column,), count=count)
