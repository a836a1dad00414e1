"""The queue in the store: jobs, their states and their events. Screen and workers meet here only.

    queued -> starting -> running -> succeeded | failed | interrupted
    starting, running -> cancelling -> cancelled, or failed when a limit was the cause
    running -> queued, when it makes room for something more urgent

Every change names the states it may come from, so that two who write at once cannot both win.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from core.store import layout
from core.store.store import LIVE

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection, Row

    from core.store import Store

STATES = (*LIVE, "succeeded", "failed", "cancelled", "interrupted")
AT_WORK = ("starting", "running", "cancelling")
"""The states in which a job takes one of the places."""
SECONDS = 4 * 3600.0
"""How long a job may take when nothing else is said."""
MEMORY_SHARE = 0.75
"""The part of the machine's memory one job may take when nothing else is said."""
MOST_WAITING = 500
"""So many jobs may wait, not counting those of negative priority."""


@dataclass(frozen=True)
class Job:
    """Work that outlives a click. Times in seconds since 1970, limits in seconds and bytes."""

    id: int
    kind: str
    subject: str
    """What it is about: a run's id."""
    priority: int
    request: dict[str, Any]
    limits: dict[str, float]
    state: str
    reason: str
    progress: dict[str, Any]
    worker: dict[str, Any] | None
    created: float
    started: float | None
    finished: float | None

    @property
    def live(self) -> bool:
        """Whether it is not over."""
        return self.state in LIVE


@dataclass(frozen=True)
class Event:
    """Something a job said. `seq` grows; `payload` is what `report` got, as JSON types."""

    seq: int
    at: float
    kind: str
    payload: dict[str, Any]


def submit(
    store: Store,
    kind: str,
    subject: str,
    request: dict[str, Any],
    priority: int | None = None,
    limits: dict[str, float] | None = None,
) -> int:
    """Queue a job; its id. Higher priority first, then age. ValueError on an unknown kind or limit.

    `priority` is the kind's own when not given.
    `limits` may hold "seconds" and "memory" (bytes); what is not given gets a default.
    """
    with store.writing() as connection:
        id = enqueue(connection, kind, subject, request, priority, limits)
    ring(store)
    return id


def enqueue(connection: Connection, kind, subject, request, priority=None, limits=None) -> int:
    """`submit`, within a transaction that writes something else too; raises what it raises."""
    from core.jobs.work import KINDS

    if kind not in KINDS:
        raise ValueError(f"There is no kind of job {kind!r}. There are: {', '.join(KINDS)}.")
    priority = KINDS[kind].priority if priority is None else priority
    waiting = (layout.jobs.c.state == "queued") & (layout.jobs.c.priority >= 0)
    counted = select(func.count()).select_from(layout.jobs).where(waiting)
    if priority >= 0 and connection.scalar(counted) >= MOST_WAITING:
        raise ValueError(
            f"{MOST_WAITING} jobs are waiting already: wait until some are done, or cancel some on "
            "Runs."
        )
    values = {
        "kind": kind,
        "subject": subject,
        "request": request,
        "priority": priority,
        "limits": _limits(limits or {}),
        "state": "queued",
        "created": time.time(),
    }
    return connection.execute(insert(layout.jobs).values(values)).inserted_primary_key[0]


def _limits(given: dict[str, float]) -> dict[str, float]:
    import psutil

    known = {"seconds": SECONDS, "memory": MEMORY_SHARE * psutil.virtual_memory().total}
    for name, value in given.items():
        if name not in known:
            raise ValueError(f"A job has no limit {name!r}. It has: {', '.join(known)}.")
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not value > 0:
            raise ValueError(f"The limit {name} must be a number above 0. Got {value!r} instead.")
    return {**known, **given}


def jobs(
    store: Store, live: bool | None = None, kind: str | None = None, subject: str | None = None
) -> list[Job]:
    """The jobs, newest first: of a kind, about a subject, `live` (not over) or not; else all."""
    query = select(layout.jobs).order_by(layout.jobs.c.id.desc())
    if kind is not None:
        query = query.where(layout.jobs.c.kind == kind)
    if subject is not None:
        query = query.where(layout.jobs.c.subject == subject)
    if live is not None:
        inside = layout.jobs.c.state.in_(LIVE)
        query = query.where(inside if live else ~inside)
    with store.reading() as connection:
        return [_job(row) for row in connection.execute(query)]


def job(store: Store, id: int) -> Job:
    """The job with that id; ValueError when there is none."""
    with store.reading() as connection:
        row = connection.execute(select(layout.jobs).where(layout.jobs.c.id == id)).one_or_none()
    if row is None:
        raise ValueError(f"There is no job {id}.")
    return _job(row)


def _job(row: Row) -> Job:
    fields = dict(row._mapping)
    if isinstance(fields["limits"], layout.Damaged):
        fields["limits"] = _limits({})  # a damaged record must not stop who looks after the others
    return Job(**fields)


def cancel(store: Store, job_id: int) -> None:
    """Cancel a job: at once when it waits, else its worker is ended. One that is over stays."""
    job(store, job_id)
    if not move(store, job_id, "cancelled", "queued"):
        move(store, job_id, "cancelling", "starting", "running")
    ring(store)


def claim(store: Store) -> Job | None:
    """The next job in order, now starting; None when none waits."""
    table = layout.jobs
    waiting = select(table.c.id).where(table.c.state == "queued")
    first = waiting.order_by(table.c.priority.desc(), table.c.id).limit(1).scalar_subquery()
    values = {"state": "starting", "started": time.time(), "finished": None, "worker": None}
    taken = update(table).where(table.c.id == first).values(values).returning(table)
    with store.writing() as connection:
        row = connection.execute(taken).one_or_none()
    return _job(row) if row else None


def move(store: Store, id: int, state: str, *whence: str, **values: Any) -> bool:
    """Bring a job from one of the states `whence` to `state`; False if it was in another."""
    if state not in LIVE:
        values["finished"] = time.time()
    own = (layout.jobs.c.id == id) & layout.jobs.c.state.in_(whence)
    with store.writing() as connection:
        found = connection.execute(update(layout.jobs).where(own).values(state=state, **values))
    return found.rowcount == 1


def note(store: Store, job: Job, said: list[tuple[str, dict]], progress: dict[str, Any]) -> None:
    """Keep events and the job's progress, in one transaction."""
    common = {"job_id": job.id, "subject": job.subject, "at": time.time()}
    rows = [{**common, "kind": kind, "payload": payload} for kind, payload in said]
    with store.writing() as connection:
        if rows:
            connection.execute(insert(layout.events), rows)
        own = layout.jobs.c.id == job.id
        connection.execute(update(layout.jobs).where(own).values(progress=progress))


def events(store: Store, run_id: str, after: int = 0) -> list[Event]:
    """What the jobs of a run said after the event number `after`, oldest first."""
    table = layout.events
    query = select(table.c.seq, table.c.at, table.c.kind, table.c.payload)
    query = query.where(table.c.subject == run_id, table.c.seq > after).order_by(table.c.seq)
    with store.reading() as connection:
        found = [Event(**row._mapping) for row in connection.execute(query)]
    return [event for event in found if not isinstance(event.payload, layout.Damaged)]


_bells: dict[Path, threading.Event] = {}


def bell(store: Store) -> threading.Event:
    """What wakes this process's supervisor of the store; other processes wait for its next look."""
    return _bells.setdefault(store.path, threading.Event())


def ring(store: Store) -> None:
    """Say that the queue has changed."""
    bell(store).set()
