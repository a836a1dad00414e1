"""A column of text, seen through its distinct values: everything is decided on those."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.dataset.notes import FIRST

BLANKS = " \t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000"
BLANKS += "".join(map(chr, range(0x2000, 0x200B)))
BLANKS += "\u00ad\u200b\u200e\u200f\u2060\ufeff"  # seen by nobody
"""Characters that are taken off both ends of a text."""


@dataclass(frozen=True)
class Spelled:
    """Text cells as `codes` (rows,) into `values` (distinct texts, trimmed); -1 is missing."""

    name: str
    codes: np.ndarray
    values: pa.Array

    @property
    def counts(self) -> np.ndarray:
        """How many rows hold each value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.values))

    @property
    def present(self) -> int:
        """How many rows are not missing."""
        return int(np.count_nonzero(self.codes >= 0))

    def rows(self, mask: np.ndarray) -> tuple[np.ndarray, int]:
        """The first rows that hold one of the masked values, and how many there are."""
        hit = np.append(mask, False)[self.codes]
        return np.flatnonzero(hit)[:FIRST], int(np.count_nonzero(hit))

    def some(self, mask: np.ndarray) -> list[str]:
        """The first of the masked values, as examples."""
        return self.values.filter(pa.array(mask))[:5].to_pylist()

    def without(self, mask: np.ndarray) -> Spelled:
        """The same with the masked values missing."""
        new = np.where(mask, -1, np.cumsum(~mask) - 1)
        keep = self.values.filter(pa.array(~mask))
        return Spelled(self.name, np.append(new, -1)[self.codes], keep)

    def take(self, values: np.ndarray, missing) -> np.ndarray:
        """One of `values` (one a distinct text) for every row, `missing` where there is none."""
        return np.append(values, missing)[self.codes]

    def matches(self, pattern: str) -> np.ndarray:
        """Which distinct values match the pattern as a whole (RE2: linear in the text)."""
        return as_mask(pc.match_substring_regex(self.values, f"^(?:{pattern})$"))

    def strings(self) -> pa.Array:
        """The cells as an Arrow array of text."""
        indices = pa.array(self.codes, mask=self.codes < 0)
        return self.values.take(indices)

    def categories(self) -> pa.DictionaryArray:
        """The cells as categories, in the order of their labels."""
        order = pc.sort_indices(self.values).to_numpy()
        rank = np.empty(len(order) + 1, np.int32)
        rank[order] = np.arange(len(order))
        rank[-1] = -1
        codes = rank[self.codes]
        indices = pa.array(codes, mask=codes < 0)
        return pa.DictionaryArray.from_arrays(indices, self.values.take(pa.array(order)))


def as_mask(array: pa.Array) -> np.ndarray:
    """An Arrow array of booleans as NumPy; null is False."""
    return pc.fill_null(array, False).to_numpy(zero_copy_only=False)


def spell(name: str, array: pa.Array) -> tuple[Spelled, np.ndarray]:
    """The column by its distinct values, trimmed; and which rows had blanks around them.

    `array` (rows,) is text; null is missing.
    """
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    encoded = array.dictionary_encode()
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False)
    values = encoded.dictionary.cast(pa.string())
    trimmed = pc.utf8_trim(values, characters=BLANKS)
    changed = as_mask(pc.not_equal(trimmed, values))
    if not changed.any():
        return Spelled(name, codes, values), np.zeros(0, np.int64)
    filled = changed & as_mask(pc.greater(pc.utf8_length(trimmed), 0))
    padded = np.flatnonzero(np.append(filled, False)[codes])
    merged = trimmed.dictionary_encode()
    again = np.append(merged.indices.to_numpy(zero_copy_only=False), -1)
    return Spelled(name, again[codes], merged.dictionary), padded
