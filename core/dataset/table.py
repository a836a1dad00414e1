"""A Dataset: an immutable, typed table on disk, with a reason for everything the reader assumed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    import pyarrow as pa
    import pyarrow.parquet as pq

KINDS = ("numeric", "categorical", "boolean", "datetime", "text", "identifier")
ROLES = ("feature", "target", "group", "time", "ignore", "sensitive")
_STEP, _BUFFER = 1_000, 1 << 16
"""Rows and bytes that `Dataset.slice` reads at a time."""
ROLE_SET = "role set by you"
"""How the reason of a role begins that somebody chose."""


@dataclass(frozen=True)
class Column:
    """One column: what it holds (`kind`), what it is suggested for (`role`), and why (`reason`)."""

    name: str
    kind: str
    role: str = "feature"
    reason: str = ""


@dataclass(frozen=True)
class Note:
    """Something the reader assumed or changed.

    `rows` are the first affected rows (0-based positions in the table), `count` how many in all.
    """

    code: str
    message: str
    columns: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    count: int = 0

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Note:
        """The reverse of `dataclasses.asdict` after JSON made lists of the tuples."""
        return cls(**{**record, "columns": tuple(record["columns"]), "rows": tuple(record["rows"])})


@dataclass(frozen=True)
class Dataset:
    """An immutable typed table. `path` is its Parquet file, `id` the hash of its content."""

    id: str
    name: str
    rows: int
    columns: tuple[Column, ...]
    path: Path
    notes: tuple[Note, ...] = ()
    reading: dict[str, Any] = field(default_factory=dict)
    """How the file was read: separator, decimal, encoding, header, ... as `options` takes them."""
    source: Path | None = None
    """The raw upload, kept as it came."""
    summary: Path | None = None
    """The file of its summary, where one is kept that is not beside the table."""

    def frame(self, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """The table, shape (rows, len(columns)), index 0..rows-1; only `columns` if given."""
        import pandas as pd

        frame = pd.read_parquet(self.path, columns=None if columns is None else list(columns))
        return frame.reset_index(drop=True)

    def slice(self, start: int, stop: int, columns: Sequence[str] | None = None) -> pa.Table:
        """Rows `start` to `stop` - 1 as an Arrow table, shape (up to stop - start, len(columns)).

        The file is read in small steps: it takes the memory of these rows, not of all.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        file = pq.ParquetFile(self.path, pre_buffer=False, buffer_size=_BUFFER)
        sizes = [file.metadata.row_group(i).num_rows for i in range(file.num_row_groups)]
        found = {}
        for name in self.names if columns is None else columns:  # a page of each would add up
            parts, first = [], 0
            for group, end in enumerate(accumulate(sizes)):
                if first < stop and start < end:
                    parts += _rows(file, group, name, start - first, stop - first)
                first = end
            found[name] = pa.chunked_array(parts, file.schema_arrow.field(name).type)
        return pa.table(found)

    def with_roles(self, roles: dict[str, str]) -> Dataset:
        """The same table with these roles for some columns, as somebody set them."""
        columns = []
        for column in self.columns:
            role = roles.get(column.name, column.role)
            if role != column.role:
                reason = f"{ROLE_SET} (it was {column.role}: {column.reason})"
                column = replace(column, role=role, reason=reason)
            columns.append(column)
        return replace(self, columns=tuple(columns))

    def column(self, name: str) -> Column:
        """The column of that name; ValueError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise ValueError(f"There is no column {name!r} in {self.name}.")

    @property
    def root(self) -> str:
        """The id of the first reading of the file, where this one was made from another."""
        return self.reading.get("root", self.id)

    @property
    def names(self) -> tuple[str, ...]:
        """The column names, in the file's order."""
        return tuple(column.name for column in self.columns)

    def to_json(self) -> dict[str, Any]:
        """Everything but the paths, as JSON types."""
        record = asdict(self)
        del record["path"], record["source"], record["summary"]
        return record

    @classmethod
    def from_json(
        cls,
        record: dict[str, Any],
        path: Path,
        source: Path | None = None,
        summary: Path | None = None,
    ) -> Dataset:
        """The reverse of `to_json`."""
        columns = tuple(Column(**c) for c in record["columns"])
        notes = tuple(Note.from_json(note) for note in record["notes"])
        return cls(
            **{**record, "columns": columns, "notes": notes},
            path=path,
            source=source,
            summary=summary,
        )


def _rows(file: pq.ParquetFile, group: int, name: str, start: int, stop: int) -> Iterator[pa.Array]:
    """Rows `start` to `stop` - 1 of a column in a group of rows, as the file's pages are read."""
    at, step = 0, max(stop - start, _STEP)
    for batch in file.iter_batches(step, row_groups=[group], columns=[name], use_threads=False):
        if start < at + len(batch):
            skip = max(start - at, 0)
            yield batch.column(0).slice(skip, stop - at - skip)
        at += len(batch)
        if at >= stop:
            return
