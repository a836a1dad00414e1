"""JSON: a list of objects, an object a line, or one object of columns; objects inside get dots."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from core.dataset.gather import CHUNK, check_size, join, to_array
from core.dataset.limits import Limits, Refused
from core.dataset.notes import Notes, listed

WRAPS = ("data", "records", "rows", "items", "results", "result", "values", "response")
"""Keys that say "here is the table" where an object holds several lists."""
DIGITS = 4000
"""Python refuses to read longer whole numbers, for the time that it takes."""
_DEEP = "This JSON file is nested too deeply to be a table. Save the table as CSV and try again."
_BROKEN = "This looks like JSON, but it is damaged or cut off at line {}. Write the file again."
_NO_TABLE = (
    "There is no table in this JSON file. Fitboard reads a list of objects, an object a line, "
    "and an object of columns of one length."
)


def read_records(
    path: Path, wanted: str | None, limits: Limits, notes: Notes
) -> tuple[list[str], list[pa.Array], dict[str, Any]]:
    """Names, columns and how it was read, of a UTF-8 file; `wanted` is the key of the table."""
    try:
        return _read(path, wanted, limits, notes)
    except RecursionError:
        raise Refused(_DEEP) from None


def _read(path, wanted, limits, notes):
    decode = _decoder(notes)
    with open(path, encoding="utf-8", errors="replace") as file:
        lines = _lines(file, decode)
        head = list(itertools.islice(lines, 2))
        if head and not any(isinstance(value, Broken) for value in head) and _is_lines(head):
            notes.add("json", detail="JSON lines: each line is a row, each key a column.")
            rows = _checked(itertools.chain(head, lines))
            return (*_of_rows(rows, limits, notes), {"form": "json lines"})
        file.seek(0)
        text = file.read()
    try:
        document = decode(text)
    except json.JSONDecodeError as error:
        raise Refused(_BROKEN.format(error.lineno)) from None
    table, key, keys = _table(document, wanted, notes)
    if isinstance(table, dict):
        notes.add("json", detail="A JSON object of columns: each key is a column.")
        names, columns = _of_columns(table, limits, notes)
    else:
        notes.add("json", detail="A JSON list: each object is a row, each key a column.")
        names, columns = _of_rows(iter(table), limits, notes)
    choice = {"table": key, "tables": keys} if key else {}
    return names, columns, {"form": "json"} | choice


def _decoder(notes: Notes):
    """A function from text to values; keys that come twice in an object are told once."""
    twice: set[str] = set()

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) != len(found):
            keys = [key for key, _ in found]
            new = {key for key in made if keys.count(key) > 1} - twice
            twice.update(new)
            for key in sorted(new)[:20]:
                detail = f"The key {key[:40]!r} comes twice in an object: the last value was kept."
                notes.add("duplicate_keys", detail=detail)
        return made

    def whole(digits: str) -> int | str:
        return int(digits) if len(digits) < DIGITS else digits

    return json.JSONDecoder(object_pairs_hook=pairs, parse_int=whole, strict=False).decode


class Broken:
    """A line that is no JSON, with its number."""

    def __init__(self, number: int):
        self.number = number


def _lines(file, decode) -> Iterator[Any]:
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                yield decode(line.strip())
            except json.JSONDecodeError:
                yield Broken(number)


def _is_lines(head: list[Any]) -> bool:
    """Whether the first lines are rows of their own (one line alone may be a whole document)."""
    if len(head) == 1:
        return isinstance(head[0], dict) and not any(
            isinstance(value, (list, dict)) for value in head[0].values()
        )
    return all(isinstance(value, dict) for value in head) or all(
        isinstance(value, list) for value in head
    )


def _checked(rows: Iterator[Any]) -> Iterator[Any]:
    for row in rows:
        if isinstance(row, Broken):
            raise Refused(_BROKEN.format(row.number))
        yield row


def _table(document: Any, wanted: str | None, notes: Notes):
    """The part of the document that is a table, its key, and the keys that hold one."""
    if isinstance(document, list):
        if wanted is not None:
            raise Refused("The option table names a key, but this JSON file is one list.")
        return document, None, []
    if not isinstance(document, dict):
        raise Refused(_NO_TABLE)
    tables = {key: value for key, value in document.items() if _is_rows(value)}
    if wanted is not None:
        if wanted not in tables:
            raise Refused(f"There is no table {wanted[:60]!r} in this JSON file. {_has(tables)}")
        return tables[wanted], wanted, list(tables)
    columns = _is_columns(document)
    if not tables and columns:
        return document, None, []
    likely = [key for key in WRAPS if key in tables] or list(tables)
    if len(likely) > 1:
        likely = [max(likely, key=lambda key: len(tables[key]))]
    if not likely:
        inner = [key for key in WRAPS if isinstance(document.get(key), dict)]
        if inner:
            return _table(document[inner[0]], None, notes)
        raise Refused(_NO_TABLE)
    (key,) = likely
    others = [name for name in tables if name != key]
    rest = f" Other tables: {listed(others)}: any of them can be read instead." if others else ""
    notes.add("tables", detail=f"The table was read from the key {key[:40]!r}.{rest}")
    return tables[key], key, list(tables)


def _has(tables: dict[str, Any]) -> str:
    return f"It has {listed(tables, 8)}." if tables else "It has none."


def _is_rows(value: Any) -> bool:
    """Whether a value is a list of objects, or of lists."""
    return isinstance(value, list) and bool(value) and (
        all(isinstance(row, dict) for row in value[:100])
        or all(isinstance(row, list) for row in value[:100])
    )  # fmt: skip


def _is_columns(document: dict[str, Any]) -> bool:
    """Whether every key holds a list (or an object by row label) of one length."""
    values = list(document.values())
    for kind in (list, dict):
        if values and all(isinstance(value, kind) for value in values):
            return len({len(value) for value in values}) == 1
    return False


def _of_columns(table: dict[str, Any], limits: Limits, notes: Notes):
    values = list(table.values())
    if isinstance(values[0], dict):
        labels = list(dict.fromkeys(label for value in values for label in value))
        values = [[value.get(label) for label in labels] for value in values]
    names = list(table)
    rows = (dict(zip(names, row, strict=True)) for row in zip(*values, strict=True))
    return _of_rows(rows, limits, notes)


def _of_rows(rows: Iterator[Any], limits: Limits, notes: Notes):
    """Names and columns: the union of the keys in the order that they come."""
    positions: dict[str, int] = {}
    chunks: list[list[pa.Array]] = []
    flat, total = False, 0
    while block := list(itertools.islice(rows, CHUNK)):
        plain = [_flattened(row) for row in block]
        flat = flat or any(made for _, made in plain)
        for row, _ in plain:
            for key in row:
                positions.setdefault(key, len(positions))
        total += len(block)
        check_size(total, len(positions), limits)
        chunks.append([to_array([row.get(key) for row, _ in plain]) for key in positions])
    if not total or not positions:
        raise Refused("There is no data in this JSON file: it has no rows.")
    if flat:
        detail = "Objects inside a row became columns of their own, named with a dot."
        notes.add("flattened", detail=detail)
    return list(positions), _stacked(chunks, len(positions))


def _stacked(chunks: list[list[pa.Array]], width: int) -> list[pa.Array]:
    """The chunks below each other; a column that came late is missing above."""
    return [
        join([arrays[i] if i < len(arrays) else pa.nulls(len(arrays[0])) for arrays in chunks])
        for i in range(width)
    ]


def _flattened(row: Any) -> tuple[dict[str, Any], bool]:
    """A row with the objects in it opened, one level; whether there were any."""
    if isinstance(row, list):
        return {f"column {i + 1}": value for i, value in enumerate(row)}, False
    if not isinstance(row, dict):
        return {"value": row}, False
    if not any(isinstance(value, dict) and value for value in row.values()):
        return row, False
    made: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, dict) and value:
            for inner, one in value.items():
                name = f"{key}.{inner}"
                made[f"{name} (2)" if name in row or name in made else name] = one
        else:
            made[key] = value
    return made, True
