"""Rows that belong together, and numbers that only name a row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.dataset.kinds import names_an_id
from core.leaks.rule import Rule, Seen
from core.leaks.sides import Crossed, crossed, sharing

if TYPE_CHECKING:
    from core.leaks.looked import Looked

AUC, R2 = 0.6, 0.1
SURE_AUC, SURE_R2 = 0.8, 0.5
LEAST, PURE, CHANCE = 20, 0.99, 0.9


def overlap(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Columns that name whom a row belongs to, where the same one is trained on and tested."""
    experiment = looked.experiment
    for name, column in looked.columns.items():
        if name in (experiment.target, experiment.split.by) or name in named:
            continue
        if column.kind in ("datetime", "text", "boolean"):
            continue
        is_id = column.role == "group"
        if not is_id and (column.role == "ignore" or not _entity(looked, name)):
            continue
        worst = _shared(looked, name)
        value = looked.score(name)
        if worst.share < 0.05:
            continue
        fits = looked.above(value, AUC, R2)
        sure = looked.above(value, SURE_AUC, SURE_R2)
        severity = ("serious" if sure and is_id else "warning") if fits else "note"
        said = (
            f"{worst.said}: {worst.share:.0%} of {len(worst.rows):,} rows share their {name} with "
            f"training rows; knowing it alone gives {looked.spoken(value)}."
        )
        yield Seen(severity, (name,), said, fix="group")


def _shared(looked: Looked, name: str) -> Crossed:
    """The side with the largest share of rows whose value of the column its training rows have."""
    import pandas as pd

    values = looked.experiment.dataset.frame([name])[name]
    found = crossed(looked.experiment, sharing(pd.factorize(values)[0]))
    return max(found, key=lambda one: one.share)


def _entity(looked: Looked, name: str) -> bool:
    """Whether a label repeats and its rows nearly always have one target, beyond chance."""
    series = looked.series(name)
    distinct, rows = series.nunique(), int(series.notna().sum())
    if series.dtype.kind == "f" or distinct < LEAST or rows < 2 * distinct:
        return False
    codes, y = looked.bins(name), looked.y
    if len(np.unique(codes)) < distinct:
        return False  # a number with so many values that it was binned
    counts = np.bincount(codes)
    if looked.task == "regression":
        spread = np.bincount(codes, y**2) / np.maximum(counts, 1)
        spread -= (np.bincount(codes, y) / np.maximum(counts, 1)) ** 2
        return bool((spread * counts).sum() / max(y.var() * len(y), 1e-300) < 1 - PURE)
    table = np.array([np.bincount(codes, y == c, len(counts)) for c in np.unique(y)])
    pure = table.max(axis=0).sum() / len(y)
    shares = np.array([(y == c).mean() for c in np.unique(y)])
    chance = sum((shares ** max(n, 1)).sum() * n for n in counts) / len(y)
    return bool(pure >= PURE and chance <= CHANCE)


def identifiers(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Features that name a row and say nothing about it."""
    for name in looked.frame.columns:
        series = looked.frame[name]
        if name in named or series.dtype.kind in "fM":
            continue
        unique = series.nunique() >= 0.98 * series.notna().sum() > LEAST
        if looked.columns[name].kind != "identifier" and not (unique and _named(looked, name)):
            continue
        said = f"{name} has {series.nunique():,} values in {len(series):,} rows."
        yield Seen("note", (name,), said, fix="drop")


def _named(looked: Looked, name: str) -> bool:
    return names_an_id(name) or looked.frame[name].dtype.kind not in "iub"


RULES = (
    Rule("group_overlap", "The same ones are trained on and tested",
         f"an id that repeats; a warning from AUC {AUC} or R2 {R2} by the id alone, serious from "
         f"{SURE_AUC} or {SURE_R2}; for other labels, {PURE:.0%} of rows agree with their label's "
         "most frequent target",
         "A model may learn who it is instead of what it is, and then fails on new ones.",
         "Split by this group, if new ones are to be predicted.", overlap),
    Rule("identifier", "A feature only names the row",
         "98 % of its values differ, and its kind or name says identifier",
         "There is nothing to learn from a number that was given out, but much to remember.",
         "Leave it out.", identifiers),
)  # fmt: skip
