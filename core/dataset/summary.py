"""What is in every column, as small tables: computed once, one column and one sort at a time."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.dataset.periods import by_period

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from core.dataset.table import Column, Dataset

BINS = 50
TOP = 20


@dataclass(frozen=True)
class Histogram:
    """Counts between edges: len(edges) == len(counts) + 1. The last edge belongs to its bin.

    Edges are numbers, or ISO texts for dates (then `period` names what one bin is).
    """

    edges: tuple[Any, ...]
    counts: tuple[int, ...]
    period: str | None = None


@dataclass(frozen=True)
class ColumnSummary:
    """One column: numbers have `stats` and a histogram, categories `top`, texts their lengths."""

    name: str
    kind: str
    missing: int
    distinct: int
    stats: dict[str, float] | None = None
    """mean, std, min, q1, median, q3, max of the present values (of the characters, for text)."""
    histogram: Histogram | None = None
    top: tuple[tuple[str, int], ...] = ()
    """The most frequent labels with their counts, at most 20."""


@dataclass(frozen=True)
class Summary:
    """All columns of a dataset, in its order."""

    rows: int
    columns: tuple[ColumnSummary, ...]

    def column(self, name: str) -> ColumnSummary:
        """The summary of the column of that name; ValueError if there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise ValueError(f"There is no column {name!r} in the summary.")

    def to_json(self) -> dict[str, Any]:
        """The summary as JSON types."""
        return {"rows": self.rows, "columns": [_record_of(column) for column in self.columns]}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Summary:
        """The reverse of `to_json`."""
        return cls(record["rows"], tuple(_column_from(c) for c in record["columns"]))


def _record_of(column: ColumnSummary) -> dict[str, Any]:
    """The fields one by one: `dataclasses.asdict` copies every number, slow for 10,000 columns."""
    histogram = column.histogram and dict(vars(column.histogram))
    return {**vars(column), "histogram": histogram}


def _column_from(record: dict[str, Any]) -> ColumnSummary:
    histogram = record["histogram"]
    if histogram is not None:
        histogram = Histogram(
            tuple(histogram["edges"]), tuple(histogram["counts"]), histogram["period"]
        )
    top = tuple((label, count) for label, count in record["top"])
    return ColumnSummary(**{**record, "histogram": histogram, "top": top})


def kept(dataset: Dataset) -> Path:
    """Where the summary made at reading is, if there is one."""
    return dataset.summary or dataset.path.with_suffix(".summary.json")


def summarize(dataset: Dataset) -> Summary:
    """The summary of every column: the one that was stored at reading, or computed now."""
    if (stored := kept(dataset)).exists():
        return Summary.from_json(json.loads(stored.read_text()))
    import pyarrow.parquet as pq

    file = pq.ParquetFile(dataset.path)
    arrays = (file.read([name]).column(0).combine_chunks() for name in dataset.names)
    return summarize_arrays(dataset.rows, dataset.columns, arrays)


def summarize_arrays(rows: int, columns: Iterable[Column], arrays: Iterable[pa.Array]) -> Summary:
    """The summary of Arrow arrays (rows,), typed as the reader types them."""
    pairs = zip(columns, arrays, strict=True)
    return Summary(rows, tuple(_summarize(column, array) for column, array in pairs))


def _summarize(column: Column, array: pa.Array) -> ColumnSummary:
    import pyarrow as pa

    if pa.types.is_dictionary(array.type):
        return _categories(column, array)
    if pa.types.is_timestamp(array.type):
        return _dates(column, array)
    if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
        return _texts(column, array)
    return _numbers(column, array)


def _numbers(column: Column, array: pa.Array) -> ColumnSummary:
    present = array.drop_null() if array.null_count else array
    values = present.to_numpy(zero_copy_only=False)
    ordered = np.sort(values)
    if ordered.dtype.kind == "f":
        ordered = ordered[: np.searchsorted(ordered, np.nan)]  # NaN sorts last
    missing = len(array) - len(ordered)
    distinct = _distinct(ordered)
    stats, histogram = describe(ordered), histogram_of(ordered)
    return ColumnSummary(column.name, column.kind, missing, distinct, stats, histogram)


def _distinct(ordered: np.ndarray) -> int:
    return int(np.count_nonzero(ordered[1:] != ordered[:-1])) + (len(ordered) > 0)


def describe(ordered: np.ndarray) -> dict[str, float] | None:
    """Mean, standard deviation (n - 1), extremes and quartiles of sorted values without NaN.

    Quartiles interpolate linearly, as NumPy and pandas do (Hyndman and Fan 1996, type 7).
    """
    if not len(ordered):
        return None
    at = np.array([0, 0.25, 0.5, 0.75, 1]) * (len(ordered) - 1)
    below = np.floor(at).astype(int)
    above = np.minimum(below + 1, len(ordered) - 1)
    low, high = ordered[below].astype(float), ordered[above].astype(float)
    quartiles = low + (at - below) * (high - low)
    # squares of values beyond 1e150 overflow: those are scaled first
    top = max(abs(float(ordered[0])), abs(float(ordered[-1])))
    scale = top if top > 1e150 else 1.0
    scaled = ordered / scale if scale > 1 else ordered
    std = float(scaled.std(ddof=1)) * scale if len(ordered) > 1 else 0.0
    names = ("min", "q1", "median", "q3", "max")
    stats = {"mean": float(scaled.mean()) * scale, "std": std}
    return stats | dict(zip(names, map(float, quartiles)))


def edges_of(low: float, high: float, whole: bool, bins: int = BINS) -> np.ndarray:
    """Edges of at most `bins` equal bins; for whole numbers each holds equally many of them.

    Otherwise a column of 0 to 72 in 50 bins shows a comb that is not in the data.
    """
    if whole and max(-low, high) < 2**52:
        step = math.ceil((high - low + 1) / bins)
        return low - 0.5 + step * np.arange(math.ceil((high - low + 1) / step) + 1)
    if low == high:
        return np.array([low - 0.5, high + 0.5])
    return np.linspace(low, high, bins + 1)


def histogram_of(ordered: np.ndarray) -> Histogram | None:
    """The histogram of sorted values without NaN: two searches an edge, no second pass."""
    if not len(ordered):
        return None
    low, high = float(ordered[0]), float(ordered[-1])
    whole = ordered.dtype.kind == "i" or bool((ordered == np.floor(ordered)).all())
    edges = edges_of(low, high, whole)
    if not np.isfinite(edges).all():  # the range itself overflows
        return None
    at = np.searchsorted(ordered, edges)
    at[-1] = len(ordered)
    return Histogram(tuple(edges.tolist()), tuple(np.diff(at).tolist()))


def _categories(column: Column, array: pa.DictionaryArray) -> ColumnSummary:
    labels = array.dictionary.to_pylist() if len(array.dictionary) else []
    codes = array.indices.drop_null().to_numpy(zero_copy_only=False)
    counts = np.bincount(codes, minlength=len(labels))
    distinct, missing = int(np.count_nonzero(counts)), len(array) - len(codes)
    first = np.argsort(-counts, kind="stable")[:TOP]
    top = tuple((labels[i], int(counts[i])) for i in first if counts[i])
    return ColumnSummary(column.name, column.kind, missing, distinct, top=top)


def _texts(column: Column, array: pa.Array) -> ColumnSummary:
    import pyarrow.compute as pc

    present = array.drop_null()
    distinct = len(present.unique())
    lengths = np.sort(pc.utf8_length(present).to_numpy(zero_copy_only=False)).astype(np.int64)
    missing = len(array) - len(present)
    stats, histogram = describe(lengths), histogram_of(lengths)
    return ColumnSummary(column.name, column.kind, missing, distinct, stats, histogram)


def _dates(column: Column, array: pa.Array) -> ColumnSummary:
    times = np.sort(array.to_numpy(zero_copy_only=False))
    times = times[~np.isnat(times)]
    edges, counts, period = by_period(times)
    histogram = Histogram(tuple(map(str, edges)), tuple(counts.tolist()), period)
    return ColumnSummary(
        column.name,
        column.kind,
        len(array) - len(times),
        _distinct(times),
        histogram=histogram if len(times) else None,
    )
