"""What a column holds (its kind), what it is suggested for (its role), and why, in words."""

from __future__ import annotations

import re

import numpy as np
import pyarrow.compute as pc

from core.dataset.spelled import Spelled
from core.dataset.table import Column

YES_NO = (
    {"yes", "no"},
    {"y", "n"},
    {"true", "false"},
    {"t", "f"},
    {"on", "off"},
    {"ja", "nein"},
    {"oui", "non"},
    {"si", "no"},
    {"sí", "no"},
    {"да", "нет"},
)
ENOUGH = 20
"""Rows from which "every value is different" says something."""

_ID = re.compile(r"(^|[\W_])(u?id|ids|uuid|guid|rownames?|row|index|instant)$", re.I)
_CAMEL = re.compile(r"[a-z](ID|Id)$")
_WHO = re.compile(
    r"(^|[\W_])(subject|patient|person|participant|customer|user|client|animal|household)s?$", re.I
)


def names_an_id(name: str) -> bool:
    """Whether a column name says that it holds an identifier."""
    return bool(_ID.search(name.strip()) or _CAMEL.search(name.strip()))


def judge_numbers(name: str, values: np.ndarray, alone: bool) -> Column:
    """The kind of a numeric column, (rows,) int64 or float64 with NaN for missing.

    `alone`: it is the only column, so it is kept as a feature whatever it counts.
    """
    present = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    if not len(present):
        return Column(name, "numeric", "ignore", "every cell is missing")
    low, high = present.min(), present.max()
    if low == high:
        return Column(name, "numeric", "ignore", f"constant: every value is {low:g}")
    if low == 0 and high == 1 and bool(((present == 0) | (present == 1)).all()):
        return Column(name, "boolean", "feature", "only 0 and 1")
    if values.dtype.kind == "f":
        whole = len(present) < len(values) and bool((present == np.floor(present)).all())
        return Column(name, "numeric", "feature", "whole numbers" if whole else "numbers")
    return _judge_integers(name, present, int(low), int(high), alone)


def _judge_integers(name: str, values: np.ndarray, low: int, high: int, alone: bool) -> Column:
    counts = len(values) >= 3 and low in (0, 1) and high - low == len(values) - 1
    if counts and not alone and bool((np.diff(values) == 1).all()):
        reason = f"counts the rows: {low}, {low + 1}, {low + 2} ..."
        return Column(name, "identifier", "ignore", reason)
    if names_an_id(name) or _WHO.search(name):
        distinct = len(np.unique(values))
        if distinct == len(values) and names_an_id(name):
            reason = "every value is different, and the name says identifier"
            return Column(name, "identifier", "ignore", reason)
        if _repeats(distinct, len(values)):
            return Column(name, "identifier", "group", _group_reason(distinct, len(values)))
    return Column(name, "numeric", "feature", "whole numbers")


def _repeats(distinct: int, rows: int) -> bool:
    return distinct >= 5 and rows >= 1.5 * distinct


def _group_reason(distinct: int, rows: int) -> str:
    each = rows / distinct
    return f"an identifier that repeats: {distinct:,} values, {each:.1f} rows each"


def judge_text(column: Spelled) -> Column:
    """The kind of a column of text, by its distinct values and how often each occurs."""
    name, distinct, present = column.name, len(column.values), column.present
    if not present:
        return Column(name, "categorical", "ignore", "every cell is missing")
    if distinct == 1:
        only = column.values[0].as_py()[:40]
        return Column(name, "categorical", "ignore", f"constant: every value is {only!r}")
    if distinct == 2 and {v.lower() for v in column.values.to_pylist()} in YES_NO:
        labels = " and ".join(sorted(column.values.to_pylist()))
        return Column(name, "boolean", "feature", f"two values, {labels}")
    words, length, spaced = _shape(column)
    if distinct > ENOUGH and (
        words >= 8 or length > 100 or (words >= 3 and distinct > present / 2)
    ):
        return Column(name, "text", "feature", f"{words:.0f} words a cell, {distinct:,} different")
    if spaced < 0.02 and distinct >= 0.98 * present and (present >= ENOUGH or names_an_id(name)):
        reason = "every value is different" if distinct == present else "nearly all values differ"
        return Column(name, "identifier", "ignore", f"{reason}, without spaces")
    if (names_an_id(name) or _WHO.search(name)) and _repeats(distinct, present):
        return Column(name, "identifier", "group", _group_reason(distinct, present))
    return Column(name, "categorical", "feature", f"{distinct:,} different values")


def _shape(column: Spelled) -> tuple[float, float, float]:
    """Words a cell, characters a cell, and the share of cells with a space in them."""
    counts = column.counts
    total = counts.sum()
    spaces = pc.count_substring(column.values, " ").to_numpy(zero_copy_only=False)
    length = pc.utf8_length(column.values).to_numpy(zero_copy_only=False)
    return (
        1 + float(spaces @ counts) / total,
        float(length @ counts) / total,
        float((spaces > 0) @ counts) / total,
    )
