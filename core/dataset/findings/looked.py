"""What the rules look at: the columns' summaries, their values one at a time, a sample of rows."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import pyarrow as pa

    from core.dataset.summary import ColumnSummary, Summary
    from core.dataset.table import Column, Note

ROWS = 20_000
"""Rules that need more than a pass over one column look at so many rows."""
FIRST = 20
"""So many row positions are kept with a finding."""


class Looked:
    """A table with its summary. `array(name)` gives a column (rows,) as the reader types it."""

    def __init__(
        self,
        columns: Sequence[Column],
        array: Callable[[str], pa.Array],
        summary: Summary,
        notes: Sequence[Note] = (),
        repeated: np.ndarray | None = None,
    ):
        self.columns = tuple(columns)
        self.array = array
        self.summary = summary
        self.notes = tuple(notes)
        self._repeated = repeated

    @property
    def rows(self) -> int:
        """How many rows the table has."""
        return self.summary.rows

    def pairs(self, *kinds: str) -> Iterator[tuple[Column, ColumnSummary]]:
        """The columns of these kinds (of all, if none is named), each with its summary."""
        for column, found in zip(self.columns, self.summary.columns, strict=True):
            if not kinds or column.kind in kinds:
                yield column, found

    def present(self, found: ColumnSummary) -> int:
        """How many cells of the column hold something."""
        return self.rows - found.missing

    def numbers(self, name: str) -> np.ndarray:
        """A numeric column as float64 or int64 (rows,), NaN where a cell is missing."""
        return self.array(name).to_numpy(zero_copy_only=False)

    @cached_property
    def sampled(self) -> np.ndarray:
        """Positions of the rows that costly rules look at, drawn once and for all."""
        if self.rows <= ROWS:
            return np.arange(self.rows)
        return np.sort(np.random.default_rng(0).choice(self.rows, ROWS, replace=False))

    @property
    def said(self) -> str:
        """What `sampled` is, in words."""
        rows = f"{self.rows:,} rows"
        return f"all {rows}" if self.rows <= ROWS else f"a sample of {ROWS:,} of {rows}"

    @cached_property
    def repeated(self) -> np.ndarray:
        """Positions of the rows that are equal to an earlier one."""
        if self._repeated is not None:
            return self._repeated
        from core.dataset.remarks import repeated_rows

        arrays = [self.array(column.name) for column in self.columns]
        return repeated_rows(arrays, [found.distinct for found in self.summary.columns])


def first(mask: np.ndarray) -> tuple[int, ...]:
    """The first positions of a mask (rows,)."""
    return tuple(np.flatnonzero(mask)[:FIRST].tolist())
