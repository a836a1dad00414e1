"""D3: the disk is full at the n-th write, for every n: files by their opening, records by pages.

Run as `python -m tests.faults.full_disk STORE MADE`; prints how many writes were refused of each.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import event

import core
import core.jobs
from core.store.layout import disk_sentence
from tests.core.store import made

WRITING = os.O_WRONLY | os.O_RDWR
fault: dict[str, float] = {"left": float("inf")}
"""How many files may still be opened for writing below the store."""


def deny(home: str) -> Callable:
    """An audit hook that lets no more than `left` files below `home` be opened for writing."""

    def look(name: str, given: tuple) -> None:
        if name != "open" or not isinstance(given[0], (str, os.PathLike)):
            return
        path, mode, flags = os.fspath(given[0]), given[1], given[2] or 0
        writes = flags & WRITING or (isinstance(mode, str) and set(mode) & set("wax+"))
        if writes and str(path).startswith(home) and "fitboard.db" not in str(path):
            fault["left"] -= 1
            if fault["left"] < 0:
                raise OSError(errno.ENOSPC, "No space left on device", str(path))

    return look


@contextmanager
def files_left(number: float) -> Iterator[None]:
    """So many files may be opened for writing in this block."""
    fault["left"] = number
    try:
        yield
    finally:
        fault["left"] = float("inf")


@contextmanager
def pages_left(store, number: int) -> Iterator[None]:
    """The database may grow by so many pages in this block."""

    def limit(connection) -> None:
        raw = connection.connection.driver_connection
        now = raw.execute("PRAGMA page_count").fetchone()[0]
        raw.execute(f"PRAGMA max_page_count={now + number}")

    event.listen(store.engine, "begin", limit, insert=True)
    try:
        yield
    finally:
        event.remove(store.engine, "begin", limit)
        with store.engine.connect() as connection:
            connection.connection.driver_connection.execute("PRAGMA max_page_count=1073741823")
        store.engine.dispose()


def at_every(store, room: Callable, act: Callable[[], object]) -> int:
    """Do `act` with room for 0, 1, 2 ... writes until it succeeds; how often it was refused."""
    for number in range(1000):
        before = state(store)
        try:
            with room(number):
                act()
            return number
        except ValueError as error:
            assert str(error) == disk_sentence(store.path) or "The disk is full" in str(error), (
                error
            )
        after = state(store)
        assert all(after.get(name) == was for name, was in before.items()), "something was lost"
        assert not list(store.files.folder.rglob("*.new"))
    raise AssertionError("it never succeeded")


def state(store) -> dict[str, str]:
    """What a user sees of the store, each thing read back whole."""
    seen = {f"job {job.id}": job.subject for job in core.jobs.jobs(store)}
    seen |= {f"mark {id}": repr(mark) for id, mark in store.marks().items()}
    for kind in ("dataset", "experiment", "run"):
        for record in store.list(kind):
            seen[f"{kind} {record.id}"] = ",".join(store.parts(kind, record.id))
            if kind != "run" or record.state == "succeeded":
                store.load(kind, record.id)
    return seen


def acts(store, folder: Path, rows: int) -> Iterator[Callable[[], object]]:
    """One write of each kind, each on what the one before it left."""
    asked = made.experiment(folder, rows=rows)
    run, told = core.train(asked, "linear"), str(rows)
    yield lambda: store.save(asked)
    yield lambda: store.save(run)
    yield lambda: store.attach(run.id, "extra", {"text": told * 9999})
    yield lambda: store.mark(run.id, note=told * 600)
    yield lambda: [core.jobs.submit_run(store, asked, "dummy") for _ in range(30)]
    assert len(store.load("run", run.id).oof) == rows
    assert store.load("run", run.id).model is not None
    assert store.part(run.id, "extra") == {"text": told * 9999}


def main() -> None:
    """Every kind of write, with every amount of room; how often each was refused."""
    store = core.open_store(sys.argv[1])
    sys.addaudithook(deny(str(store.path)))
    rooms = {300: files_left, 400: lambda number: pages_left(store, number)}
    refused = [
        at_every(store, room, act)
        for rows, room in rooms.items()
        for act in acts(store, Path(sys.argv[2]), rows)
    ]
    print(*refused)


if __name__ == "__main__":
    main()
