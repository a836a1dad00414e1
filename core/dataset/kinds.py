"""What a column holds (its kind), what it is suggested for (its role), and why, in words."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.dataset.notes import Notes
from core.dataset.spelled import Spelled
from core.dataset.table import Column

_PAIRS = (
    "yes no|y n|true false|t f|on off|ja nein|j n|wahr falsch|oui non|vrai faux|si no|sí no|sì no"
    "|verdadero falso|sim não|sim nao|verdadeiro falso|vero falso|tak nie|prawda fałsz|ano ne"
    "|áno nie|igen nem|nee ja|waar onwaar|ja nej|ja nei|kyllä ei|da nu|evet hayir"
    "|doğru yanliş|да нет|истина ложь|так ні|ναι όχι|はい いいえ|是 否|真 假|예 아니요|예 아니오"
)
YES_NO = tuple(frozenset(pair.split()) for pair in _PAIRS.split("|"))
"""The two words of a yes and a no, in small letters; the Turkish i has its dot."""
ENOUGH = 20
"""Rows from which "every value is different" says something."""

CASES = 16
"""Spellings above which values are not compared as a yes and a no."""

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
    if distinct == 2 and _folded(column.values.to_pylist()) in YES_NO:
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


def one_case(column: Spelled, notes: Notes) -> Spelled:
    """The column with one spelling for yes and one for no, where theirs differ in case only.

    Each takes its most frequent spelling.
    """
    texts = column.values.to_pylist()
    if not 2 < len(texts) <= CASES or _folded(texts) not in YES_NO:
        return column
    usual: dict[str, str] = {}
    for i in np.argsort(-column.counts, kind="stable"):
        usual.setdefault(_fold(texts[i]), texts[i])
    values = [usual[_fold(text)] for text in texts]
    kept = list(dict.fromkeys(values))
    codes = np.array([*map(kept.index, values), -1])[column.codes]
    changed = np.array([old != new for old, new in zip(texts, values, strict=True)])
    notes.add("one_case", column.name, *column.rows(changed), column.some(changed))
    return Spelled(column.name, codes, pa.array(kept, pa.string()))


def _folded(texts: list[str]) -> set[str]:
    return {_fold(text) for text in texts}


def _fold(text: str) -> str:
    return text.lower().replace("ı", "i")  # one letter to a computer that does not know Turkish


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
