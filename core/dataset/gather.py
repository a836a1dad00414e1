"""Rows of Python values, gathered into Arrow columns: numbers stay exact, mixed types are text."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import pyarrow as pa

from core.dataset.limits import Limits, Refused

CHUNK = 20_000
EXACT = 2**53


def check_size(rows: int, columns: int, limits: Limits) -> None:
    """Refused above the limits."""
    if rows > limits.rows:
        raise Refused(f"The table has more than {limits.rows:,} rows, the limit.")
    if columns > limits.columns:
        raise Refused(f"The table has {columns:,} columns; the limit is {limits.columns:,}.")


def gather(width: int, blocks: Iterable[Sequence[Sequence[Any]]], limits: Limits) -> list[pa.Array]:
    """`width` columns from blocks of rows, as they come; Refused above the limits."""
    check_size(0, width, limits)
    chunks: list[list[pa.Array]] = [[] for _ in range(width)]
    rows = 0
    for block in blocks:
        rows += len(block)
        check_size(rows, width, limits)
        for column, values in zip(chunks, zip(*block, strict=True), strict=True):
            column.append(to_array(values))
    if not rows:
        raise Refused("There is no data in this table: it has no rows.")
    return [join(column) for column in chunks]


def to_array(values: Sequence[Any]) -> pa.Array:
    """One column: int64, float64, times or text; None is missing.

    Numbers that would lose a digit beside the others become text, as do mixed types.
    """
    kinds = {type(value) for value in values} - {type(None)}
    if not kinds:
        return pa.nulls(len(values))
    try:
        if kinds == {int}:
            return pa.array(values, pa.int64())
        if kinds <= {int, float} and all(_fits(v) for v in values):
            return pa.array(values, pa.float64(), from_pandas=True)
        if kinds <= {datetime.datetime, datetime.date}:
            times = [_time(value) for value in values]
            return pa.array(times, pa.timestamp("us"))
    except (OverflowError, ValueError, TypeError, pa.ArrowException):
        pass
    return pa.array([spelled(value) for value in values], pa.large_string())


def _fits(value: Any) -> bool:
    return type(value) is not int or -EXACT <= value <= EXACT


def _time(value: Any) -> datetime.datetime | None:
    if value is None or isinstance(value, datetime.datetime):
        if value is not None and value.tzinfo is not None:
            return value.astimezone(datetime.UTC).replace(tzinfo=None)
        return value
    return datetime.datetime(value.year, value.month, value.day)


def spelled(value: Any) -> str | None:
    """A value as the text that the reader's rules understand; None stays."""
    if value is None or isinstance(value, str):
        return None if value is None else _clean(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float, Decimal)):
        return str(value) if isinstance(value, Decimal) else repr(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value).hex()
    if isinstance(value, datetime.datetime):
        short = value.tzinfo is None and value.time() == datetime.time()
        return value.date().isoformat() if short else value.isoformat(" ")
    if isinstance(value, (dict, list, tuple)):
        return _clean(json.dumps(value, ensure_ascii=False, default=str))
    return str(value)


def _clean(text: str) -> str:
    """Text that UTF-8 can hold: half a surrogate pair is replaced."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def join(chunks: list[pa.Array]) -> pa.Array:
    """The chunks of a column below each other, in one type that loses nothing."""
    kinds = {chunk.type for chunk in chunks if not pa.types.is_null(chunk.type)}
    if not kinds:
        return pa.nulls(sum(map(len, chunks)))
    kind = kinds.pop() if len(kinds) == 1 else _common(chunks, kinds)
    return pa.concat_arrays([chunk.cast(kind) for chunk in chunks])


def _common(chunks: list[pa.Array], kinds: set[pa.DataType]) -> pa.DataType:
    if kinds == {pa.int64(), pa.float64()}:
        try:
            for chunk in chunks:
                chunk.cast(pa.float64())
            return pa.float64()
        except pa.ArrowInvalid:
            pass
    return pa.large_string()
