"""A Parquet file: its columns have types already; they are brought to the reader's few."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from core.dataset.limits import MB, Limits, Refused
from core.dataset.names import name_columns, rename
from core.dataset.notes import Notes
from core.dataset.typed import Asked, Typed, type_numbers, type_text, type_times

_DAMAGED = "This Parquet file is damaged or cut off. Write it again."


def read_parquet(
    path: Path,
    given: list[str] | None,
    asked: Callable[[str, int], Asked],
    limits: Limits,
    notes: Notes,
) -> list[Typed]:
    """Every column in its type, named as `given` if that is not None; Refused above the limits."""
    try:
        file = pq.ParquetFile(path)
        _check(file.metadata, limits)
        table = file.read()
    except (Refused, MemoryError):
        raise
    except (pa.ArrowException, OSError, ValueError):
        raise Refused(_DAMAGED) from None
    columns = [table.column(i).combine_chunks() for i in range(table.num_columns)]
    return type_columns(table.column_names, columns, given, asked, notes)


def type_columns(
    written: list[str],
    columns: list[pa.Array],
    given: list[str] | None,
    asked: Callable[[str, int], Asked],
    notes: Notes,
) -> list[Typed]:
    """Arrow columns in the reader's types, their names made unique (or as `given`)."""
    width = len(columns)
    names = name_columns(list(written), width, notes)
    names = names if given is None else rename(names, given)
    typed = []
    for i, name in enumerate(names):
        column, columns[i] = columns[i], None  # freed as soon as it is typed
        typed.append(_typed(name, column, asked(name, width), notes))
    return typed


def _check(metadata: pq.FileMetaData, limits: Limits) -> None:
    if not metadata.num_rows or not metadata.num_columns:
        raise Refused("There is no data in this Parquet file: it has no rows.")
    if metadata.num_rows > limits.rows:
        raise Refused(f"The file has {metadata.num_rows:,} rows; the limit is {limits.rows:,}.")
    if metadata.num_columns > limits.columns:
        count = f"{metadata.num_columns:,} columns"
        raise Refused(f"The table has {count}; the limit is {limits.columns:,}.")
    if metadata.num_rows * metadata.num_columns * 8 > limits.memory:
        raise Refused(f"The table needs more than {limits.memory / MB:,.0f} MB: it is too large.")


def _typed(name: str, array: pa.Array, asked: Asked, notes: Notes) -> Typed:
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    kind = array.type
    if asked.kind in (None, "numeric", "boolean", "identifier"):
        numbers = _numbers(array)
        if numbers is not None:
            return type_numbers(name, numbers, asked, notes)
    if pa.types.is_temporal(kind) and not (pa.types.is_time(kind) or pa.types.is_duration(kind)):
        if pa.types.is_timestamp(kind) and kind.tz:
            notes.add("time_zone", name)
        times = pc.cast(array, pa.timestamp("us", getattr(kind, "tz", None)), safe=False)
        return type_times(name, times.to_numpy(zero_copy_only=False).astype("M8[us]"))
    return type_text(name, _text(array), asked, notes)


def _numbers(array: pa.Array) -> np.ndarray | None:
    """Numbers as int64 or float64, NaN for missing; None where a digit would be lost."""
    kind = array.type
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind) or pa.types.is_null(kind):
        return array.cast(pa.float64()).to_numpy(zero_copy_only=False)
    if not pa.types.is_integer(kind):
        return None
    try:
        whole = array.cast(pa.int64())
        return (whole.cast(pa.float64()) if whole.null_count else whole).to_numpy(
            zero_copy_only=False
        )
    except pa.ArrowInvalid:
        return None


def _text(array: pa.Array) -> pa.Array:
    if pa.types.is_nested(array.type):
        values = (None if v is None else json.dumps(v, default=str) for v in array.to_pylist())
        return pa.array(values, pa.large_string())
    try:
        return array.cast(pa.large_string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        values = (None if v is None else str(v) for v in array.to_pylist())
        return pa.array(values, pa.large_string())
