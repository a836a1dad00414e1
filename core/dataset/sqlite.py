"""An SQLite file: one table or view of it, opened read-only, under a limit on time."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from core.dataset.gather import CHUNK, gather
from core.dataset.limits import Limits, Refused
from core.dataset.notes import Notes, listed

SHARE = 0.5
"""Of the time of a reading, what the database may take."""
MOST = 200
"""Tables whose rows are counted."""
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}
_ALLOWED |= {getattr(sqlite3, "SQLITE_RECURSIVE", 33)}
_FORBIDDEN = {"load_extension", "readfile", "writefile", "edit", "fts3_tokenizer"}


def read_sqlite(
    path: Path, wanted: str | None, limits: Limits, notes: Notes
) -> tuple[list[str], list[pa.Array], dict[str, Any]]:
    """Names, columns and how it was read; `wanted` is the table, by default the largest."""
    try:
        with closing(_open(path, limits)) as database:
            table, tables = _choose(database, wanted, notes)
            _tell_log(path, notes)
            cursor = database.execute(f"SELECT * FROM {_quoted(table)}")
            names = [column[0] for column in cursor.description]
            columns = gather(len(names), _blocks(cursor), limits)
    except sqlite3.Error as error:
        raise _refusal(error, limits) from None
    return names, columns, {"table": table, "tables": tables}


def _open(path: Path, limits: Limits) -> sqlite3.Connection:
    """Read-only and immutable: no lock, no journal and no other file is opened or written."""
    address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
    database = sqlite3.connect(address, uri=True)
    database.execute("PRAGMA trusted_schema=OFF")
    database.execute("PRAGMA cell_size_check=ON")
    database.execute("PRAGMA mmap_size=0")
    database.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 100_000_000)
    database.text_factory = lambda data: data.decode("utf-8", "replace")
    database.set_authorizer(authorize)
    ends = time.monotonic() + SHARE * limits.seconds
    database.set_progress_handler(lambda: time.monotonic() > ends, 10_000)
    return database


def authorize(action, first, second, *_) -> int:
    """Leave for what a statement does: reading, and no function that opens files."""
    if action not in _ALLOWED or (action == sqlite3.SQLITE_FUNCTION and second in _FORBIDDEN):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _choose(database: sqlite3.Connection, wanted: str | None, notes: Notes):
    """The table to read, and the names of all tables and views."""
    found = database.execute(
        "SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view') "
        "AND substr(name, 1, 7) <> 'sqlite_' "
        "AND coalesce(sql, '') NOT LIKE 'create virtual%' ORDER BY rowid"
    ).fetchall()
    names = [name for name, _ in found]
    if wanted is not None:
        if wanted not in names:
            has = f"It has {listed(names, 8)}." if names else "It has none."
            raise Refused(f"There is no table {wanted[:60]!r} in this SQLite file. {has}")
        return wanted, names
    tables = [name for name, kind in found if kind == "table"] or names
    if not tables:
        raise Refused("There is no table in this SQLite file.")
    if len(tables) == 1:
        table = tables[0]
    else:
        counts = {name: _count(database, name) for name in tables[:MOST]}
        table = max(counts, key=counts.get)
    others = [name for name in names if name != table]
    rest = f" Others: {listed(others, 6)}: any of them can be read instead." if others else ""
    detail = f"The table {table[:40]!r} of an SQLite file was read.{rest}"
    notes.add("tables", detail=detail)
    return table, names


def _count(database: sqlite3.Connection, table: str) -> int:
    return database.execute(f"SELECT count(*) FROM {_quoted(table)}").fetchone()[0]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _blocks(cursor: sqlite3.Cursor) -> Iterator[list[tuple]]:
    while block := cursor.fetchmany(CHUNK):
        yield block


def _tell_log(path: Path, notes: Notes) -> None:
    """A database that keeps a log beside it may have rows there, which were not given."""
    with open(path, "rb") as file:
        head = file.read(20)
    if head[18:20] == b"\x02\x02":
        detail = (
            "The database keeps a log (-wal) in a file beside it: rows that stand only there "
            "are not in this file."
        )
        notes.add("log", detail=detail)


def _refusal(error: sqlite3.Error, limits: Limits) -> Refused:
    said = str(error)
    if "interrupted" in said:
        limit = SHARE * limits.seconds
        return Refused(f"The database took longer than {limit:g} s to answer: too large a table.")
    if "not authorized" in said or "prohibited" in said or "unsafe" in said:
        return Refused("This view of the SQLite file does more than read rows: it is not run.")
    if "encrypted" in said or "malformed" in said or "not a database" in said:
        return Refused("This SQLite file is damaged, cut off or encrypted. Write it again.")
    return Refused("This SQLite file cannot be read. Export the table as CSV and try again.")
