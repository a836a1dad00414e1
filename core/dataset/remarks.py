"""What the finished table shows that its reader should know: said in notes, changing nothing."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from core.dataset.kinds import ENOUGH
from core.dataset.notes import Notes, listed, some
from core.dataset.summary import Summary
from core.dataset.table import Column

WIDE = 1000
LONG = 100
LABELS = 1000
"""Labels of a column above which spellings are not compared."""
_LATIN = str.maketrans("аевкмнорстухіјѕԁοαερτυνικ", "aebkmhopctyxijsdoaeptuvik")
"""Cyrillic and Greek letters by the Latin ones that look the same."""


def remark(
    columns: Sequence[Column], arrays: Sequence[pa.Array], summary: Summary, notes: Notes
) -> np.ndarray:
    """Add the notes on names, constants, identifiers, spellings and repeated rows.

    The positions of the rows that repeat an earlier one.
    """
    _names([column.name for column in columns], notes)
    for column, found, array in zip(columns, summary.columns, arrays, strict=True):
        if found.distinct == 1:
            notes.add("constant", column.name)
        if column.kind == "identifier":
            notes.add("groups" if column.role == "group" else "identifiers", column.name)
        elif column.kind == "categorical" and ENOUGH <= found.distinct == len(array):
            notes.add("all_different", column.name)
        elif pa.types.is_dictionary(array.type) and found.distinct <= LABELS:
            _spellings(column.name, array, notes)
    again = repeated_rows(arrays, [c.distinct for c in summary.columns])
    if len(again) and len(columns) > 1:
        detail = (
            f"{some(len(again), 'duplicate row')}, equal to an earlier one in every cell. Kept."
        )
        notes.add("duplicate_rows", rows=again, count=len(again), detail=detail)
    return again


def _names(names: list[str], notes: Notes) -> None:
    if len(names) > WIDE:
        notes.add("wide", detail=f"The table is wide: it has {len(names):,} columns.")
    for name in names:
        if len(name) > LONG:
            detail = f"The column name {name[:30]!r}... is {len(name):,} characters long. Kept."
            notes.add("long_name", name, detail=detail)
    alike = _groups(names)
    if alike:
        detail = f"Column names that look alike, but are not the same: {listed(alike, 6)}."
        notes.add("lookalike_names", detail=detail)


def _groups(texts: list[str]) -> list[str]:
    """The texts that look like another one: case, accents' form, spaces, letters of a twin."""
    looks = defaultdict(list)
    for text in texts:
        plain = unicodedata.normalize("NFKC", text).casefold().translate(_LATIN)
        looks["".join(plain.split())].append(text)
    return [text for group in looks.values() if len(group) > 1 for text in group]


def _spellings(name: str, array: pa.DictionaryArray, notes: Notes) -> None:
    alike = _groups(array.dictionary.to_pylist())
    if alike:
        notes.add("spellings", name, values=alike)


def repeated_rows(arrays: Sequence[pa.Array], distinct: Sequence[int]) -> np.ndarray:
    """Positions of the rows that are equal to an earlier one in every column.

    The columns with the most different values come first, texts last; after each, only the rows
    that are still like another one go on, so that a table without such rows costs one column.
    """
    rows = np.arange(len(arrays[0]) if arrays else 0)
    key = np.zeros(len(rows), np.uint64)
    order = sorted(range(len(arrays)), key=lambda i: (_is_text(arrays[i]), -distinct[i]))
    for i in order:
        if distinct[i] == len(arrays[i]):
            return rows[:0]
    for i in order:
        array = arrays[i] if len(rows) == len(arrays[i]) else arrays[i].take(pa.array(rows))
        key = _mix(key + _bits(array))
        like = pd.Series(key).duplicated(keep=False).to_numpy()
        rows, key = rows[like], key[like]
        if not len(rows):
            break
    return rows[pd.Series(key).duplicated().to_numpy()]


def _is_text(array: pa.Array) -> bool:
    return pa.types.is_string(array.type) or pa.types.is_large_string(array.type)


def _bits(array: pa.Array) -> np.ndarray:
    """Every value as 64 bits, equal where the values are."""
    if _is_text(array):
        array = array.dictionary_encode()
    if pa.types.is_dictionary(array.type):
        array = array.indices
    if pa.types.is_timestamp(array.type):
        array = array.view(pa.int64())
    null = array.is_null().to_numpy(zero_copy_only=False) if array.null_count else None
    values = array.to_numpy(zero_copy_only=False)
    if values.dtype.kind == "f":
        values = np.where(np.isnan(values), np.nan, values.astype(np.float64)) + 0.0
        return values.view(np.uint64)
    values = (array.fill_null(0) if null is not None else array).to_numpy(zero_copy_only=False)
    bits = values.astype(np.int64).view(np.uint64)
    return bits if null is None else np.where(null, np.uint64(0x9E3779B97F4A7C15), bits)


def _mix(key: np.ndarray) -> np.ndarray:
    """Spread 64 bits over all 64 (the finalizer of MurmurHash3, Appleby 2011)."""
    for factor in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
        key = (key ^ (key >> np.uint64(33))) * np.uint64(factor)
    return key ^ (key >> np.uint64(33))
