"""The tables of the database, and how it is opened: SQLite, many threads and processes at once."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from filelock import FileLock
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.exc import DatabaseError, OperationalError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Engine

VERSION = 1
"""Raised by one with every change of the tables; an older Fitboard refuses what it cannot read."""

tables = MetaData()

meta = Table(
    "meta",
    tables,
    Column("name", String, primary_key=True),
    Column("value", Integer, nullable=False),
)
facts = Table("facts", tables, Column("name", String, primary_key=True), Column("value", JSON))

datasets = Table(
    "datasets",
    tables,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("rows", Integer, nullable=False),
    Column("columns", Integer, nullable=False),
    Column("created", Float, nullable=False),
    Column("record", JSON, nullable=False),
)
experiments = Table(
    "experiments",
    tables,
    Column("id", String, primary_key=True),
    Column("dataset_id", ForeignKey("datasets.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("target", String, nullable=False),
    Column("task", String, nullable=False),
    Column("created", Float, nullable=False),
    Column("record", JSON, nullable=False),
)
runs = Table(
    "runs",
    tables,
    Column("id", String, primary_key=True),
    Column(
        "experiment_id",
        ForeignKey("experiments.id", ondelete="CASCADE"),
        nullable=False,
        index=True,
    ),
    Column("number", Integer, nullable=False),
    Column("title", String, nullable=False),
    Column("created", Float, nullable=False),
    Column("finished", Float),
    Column("request", JSON, nullable=False),
    # Empty (SQL NULL) until the run has succeeded: then everything of it is on the disk.
    Column("record", JSON(none_as_null=True)),
    UniqueConstraint("experiment_id", "number"),
)
parts = Table(
    "parts",
    tables,
    Column("kind", String, primary_key=True),
    Column("owner", String, primary_key=True),
    Column("part", String, primary_key=True),
    Column("file", String, nullable=False, index=True),
)
marks = Table(
    "marks",
    tables,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("star", Boolean, nullable=False),
    Column("tags", JSON, nullable=False),
    Column("note", String, nullable=False),
)
decisions = Table(
    "decisions",
    tables,
    Column("run_id", ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    Column("threshold", Float, nullable=False),
    Column("payoff", JSON(none_as_null=True)),
    Column("objective", String, nullable=False, default=""),
    Column("scores", JSON, nullable=False, default=dict),
)
openings = Table(
    "openings",
    tables,
    Column("seq", Integer, primary_key=True),
    # Of the dataset alone: an opening outlives its run and its experiment.
    Column("dataset_id", ForeignKey("datasets.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("target", String, nullable=False),
    Column("experiment_key", String, nullable=False),
    Column("experiment_id", String, nullable=False),
    Column("run_id", String, nullable=False, unique=True),
    Column("title", String, nullable=False),
    Column("who", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("threshold", Float, nullable=False),
    Column("scores", JSON, nullable=False),
    sqlite_autoincrement=True,
)
jobs = Table(
    "jobs",
    tables,
    Column("id", Integer, primary_key=True),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False, index=True),
    Column("priority", Integer, nullable=False, default=0),
    Column("request", JSON, nullable=False),
    Column("limits", JSON, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("reason", String, nullable=False, default=""),
    Column("progress", JSON, nullable=False, default=dict),
    Column("worker", JSON(none_as_null=True)),
    Column("created", Float, nullable=False),
    Column("started", Float),
    Column("finished", Float),
    sqlite_autoincrement=True,
)
events = Table(
    "events",
    tables,
    Column("seq", Integer, primary_key=True),
    Column("job_id", ForeignKey("jobs.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("subject", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("kind", String, nullable=False),
    Column("payload", JSON, nullable=False),
    Index("events_by_subject", "subject", "seq"),
    sqlite_autoincrement=True,
)


def open_database(path: Path) -> Engine:
    """The engine over `path`, its tables made when missing; ValueError if it is a newer layout."""
    engine = create_engine(f"sqlite:///{path}", json_deserializer=_readable)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    # One at a time: the switch to WAL wants the file for itself, and two must not make the tables.
    with FileLock(path.with_suffix(".lock"), timeout=60), plain(path):
        with engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA journal_mode=WAL")
        with writing(engine) as connection:
            tables.create_all(connection)
            found = connection.scalar(select(meta.c.value).where(meta.c.name == "version"))
            if found is None:
                connection.execute(insert(meta).values(name="version", value=VERSION))
    if found is not None and found > VERSION:
        engine.dispose()
        raise ValueError(
            f"{path} was made by a newer Fitboard (layout {found}; this one reads {VERSION}). "
            "Start the newer Fitboard, or choose another folder with FITBOARD_HOME."
        )
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that is the only writer from its start: what it read stays true to its end."""
    with engine.connect().execution_options(write=True) as connection, connection.begin():
        yield connection


@contextmanager
def plain(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the disk into a ValueError that a user can act on."""
    try:
        yield
    except OperationalError as error:
        said = str(error.orig)
        if "full" in said or "I/O" in said or "readonly" in said or "unable to open" in said:
            raise ValueError(disk_sentence(path.parent)) from error
        if "locked" in said or "busy" in said:
            raise ValueError("The store is busy: another process is writing. Try again.") from error
        raise
    except DatabaseError as error:
        if "malformed" in str(error.orig) or "not a database" in str(error.orig):
            raise ValueError(f"The database {path} is damaged; restore it from a copy.") from error
        if "FOREIGN KEY" in str(error.orig):
            raise ValueError(
                "What this stands on was deleted meanwhile: nothing was kept."
            ) from error
        raise


class Damaged(dict):
    """Stands for a cell that is no JSON any more: the row is named, the others are read."""


def _readable(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return Damaged()


def disk_sentence(folder: Path) -> str:
    """What is said when nothing more can be written."""
    return (
        f"The disk is full or cannot be written: nothing was changed. Free some space in {folder}."
    )


def _prepare(connection, _record) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin
    connection.execute("PRAGMA busy_timeout=20000")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute("PRAGMA synchronous=FULL")  # what was acknowledged survives a power cut


def _begin(connection: Connection) -> None:
    # A transaction that reads first and writes later fails at once when another wrote in between;
    # one that takes the pen at its start waits its turn.
    write = connection.get_execution_options().get("write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
