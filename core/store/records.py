"""What a list shows: light records, without arrays or models, and the queries that make them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from core.store.layout import Damaged, datasets, decisions, experiments, jobs, marks, parts, runs
from core.store.marks import Mark, as_mark

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Select

    from core.run import Request, Score


@dataclass(frozen=True)
class DatasetRecord:
    """A stored table. `created` is in seconds since 1970, as everywhere here."""

    id: str
    name: str
    rows: int
    columns: int
    created: float


@dataclass(frozen=True)
class ExperimentRecord:
    """A stored question; `record` is what `Experiment.to_json` gave."""

    id: str
    dataset_id: str
    target: str
    task: str
    created: float
    record: dict[str, Any]


@dataclass(frozen=True)
class RunRecord:
    """A run, asked for or over; `scores` and `facts` are empty until it has succeeded.

    `state` and `reason` are those of its latest training job; `number` counts in its experiment.
    """

    id: str
    experiment_id: str
    number: int
    title: str
    request: Request
    state: str
    reason: str
    progress: dict[str, Any]
    scores: dict[str, Score]
    facts: dict[str, Any]
    created: float
    finished: float | None
    mark: Mark = field(default_factory=Mark)


RECORDS = {"dataset": DatasetRecord, "experiment": ExperimentRecord, "run": RunRecord}
STORED = ("id", "dataset_id", "experiment_id", "number", "name", "target", "task")
"""The fields that the database itself can compare."""


def found(connection: Connection, kind: str, where: dict[str, Any]) -> list[Any]:
    """The records whose fields have these values, newest first; ValueError names an unknown one."""
    if kind not in RECORDS:
        raise ValueError(f"The store keeps datasets, experiments and runs. Got {kind!r} instead.")
    for name in where:
        if name not in RECORDS[kind].__dataclass_fields__:
            raise ValueError(f"A {kind} has no {name!r} to list by.")
    query = _runs() if kind == "run" else _plain(kind)
    columns = {column.name: column for column in query.selected_columns}
    given = {name: value for name, value in where.items() if name in STORED}
    query = query.where(*(columns[name] == value for name, value in given.items()))
    read = (_whole(kind, row) for row in connection.execute(query))
    found = [record for record in read if record is not None]
    return [record for record in found if all(getattr(record, n) == where[n] for n in where)]


def damaged(connection: Connection) -> dict[str, str]:
    """Of each thing whose record cannot be read, by its id, the sentence that says so."""
    said = {}
    for kind in RECORDS:
        query = _runs() if kind == "run" else _plain(kind)
        if kind == "dataset":
            query = query.add_columns(datasets.c.record)
        for row in connection.execute(query):
            if _whole(kind, row) is None:
                name = {"dataset": "name", "experiment": "target", "run": "title"}[kind]
                said[row.id] = damaged_sentence(kind, row.id, getattr(row, name))
    return said


def damaged_sentence(kind: str, id: str, name: str) -> str:
    """What is said of a thing whose record in the database cannot be read."""
    return (
        f"The record of the {kind} {name} ({id}) in the database is damaged: it is left out, "
        "with what stands on it. Restore the database from a copy, or delete it."
    )


def _whole(kind: str, row: Row) -> DatasetRecord | ExperimentRecord | RunRecord | None:
    """The record, None when it cannot be read."""
    cells = [row._mapping.get(name) for name in ("record", "request")]
    if any(isinstance(cell, Damaged) or not isinstance(cell, dict | None) for cell in cells):
        return None
    try:
        return _read(kind, row)
    except (KeyError, TypeError, AttributeError):
        return None  # JSON still, but not what was written


def _read(kind: str, row: Row) -> DatasetRecord | ExperimentRecord | RunRecord:
    if kind != "run":
        fields = RECORDS[kind].__dataclass_fields__
        return RECORDS[kind](**{name: row._mapping[name] for name in fields})
    from core.run import Request, Score

    said = {column.name for column in marks.c}
    fields = {name: value for name, value in row._mapping.items() if name not in said}
    record, decided = fields.pop("record") or {}, fields.pop("decided") or {}
    scores = {**record.get("scores", {}), **decided}
    scores = {name: Score.from_json(score) for name, score in scores.items()}
    fields |= {"request": Request.from_json(fields["request"]), "scores": scores}
    fields |= {"facts": record.get("facts", {}), "progress": fields["progress"] or {}}
    fields["mark"] = as_mark(row)
    if record:
        # Its results are on the disk: whatever became of the job afterwards, the run is whole.
        fields |= {"state": "succeeded", "reason": ""}
    return RunRecord(**fields)


def _plain(kind: str) -> Select:
    table = {"dataset": datasets, "experiment": experiments}[kind]
    fields = (table.c[name] for name in RECORDS[kind].__dataclass_fields__)
    return select(*fields).order_by(table.c.created.desc())


def _runs() -> Select:
    """Runs beside their latest training job; a run that never had one was saved whole."""
    latest = (
        select(func.max(jobs.c.id).label("id"), jobs.c.subject)
        .where(jobs.c.kind == "train")
        .group_by(jobs.c.subject)
        .subquery()
    )
    beside = runs.outerjoin(latest, latest.c.subject == runs.c.id)
    beside = beside.outerjoin(jobs, jobs.c.id == latest.c.id)
    beside = beside.outerjoin(marks, marks.c.run_id == runs.c.id)
    beside = beside.outerjoin(decisions, decisions.c.run_id == runs.c.id)
    own = (runs.c[n] for n in ("id", "experiment_id", "number", "title", "request", "record"))
    state = func.coalesce(jobs.c.state, "interrupted").label("state")
    reason = func.coalesce(jobs.c.reason, "").label("reason")
    times = (runs.c.created, func.coalesce(runs.c.finished, jobs.c.finished).label("finished"))
    noted = (marks.c.star, marks.c.tags, marks.c.note, decisions.c.scores.label("decided"))
    query = select(*own, state, reason, jobs.c.progress, *times, *noted).select_from(beside)
    return query.order_by(runs.c.created.desc(), runs.c.number.desc())


def parts_of(connection: Connection, kind: str, owner: str) -> list[str]:
    """The names of the files that a thing has."""
    query = select(parts.c.part).where(parts.c.kind == kind, parts.c.owner == owner)
    return sorted(connection.scalars(query))


def owners_of(connection: Connection, kind: str, part: str) -> list[str]:
    """The ids of the things of a kind that have a part of this name."""
    query = select(parts.c.owner).where(parts.c.kind == kind, parts.c.part == part)
    return sorted(connection.scalars(query))
