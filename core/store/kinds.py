"""How a Dataset, an Experiment and a Run are taken apart into a row and files, and put together."""

from __future__ import annotations

import time
from functools import partial
from itertools import chain, count
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, update

from core.store import frames
from core.store.files import Content, of_bytes, of_file
from core.store.layout import Damaged, datasets, experiments, runs

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection

    from core.run import Score
    from core.store.store import Store

TABLES = {"dataset": datasets, "experiment": experiments, "run": runs}
FRAMES = ("oof", "curves", "learning")
ROLES = "roles"
"""The part of a dataset that keeps the roles somebody set: they copy no data."""
LATER = "learning"
"""The part a run may lack: it is made after the run."""


def kind_of(thing: Any) -> str:
    """The kind of a value that may be saved; ValueError for any other."""
    kind = type(thing).__name__.lower()
    if kind not in TABLES:
        raise ValueError(f"The store keeps datasets, experiments and runs, not {kind} values.")
    return kind


def table(kind: str):
    """The kind's table; ValueError names an unknown kind."""
    if kind not in TABLES:
        raise ValueError(f"The store keeps datasets, experiments and runs. Got {kind!r} instead.")
    return TABLES[kind]


def is_saved(connection: Connection, kind: str, id: str) -> bool:
    """Whether all of it is there; a run that is only asked for is not."""
    where = table(kind)
    return connection.scalar(select(where.c.record).where(where.c.id == id)) is not None


def contents(kind: str, thing: Any) -> dict[str, Content]:
    """The files of a thing, by part."""
    if kind == "dataset":
        from core.dataset import summary
        from core.dataset.findings import look

        beside = {
            "source": thing.source,
            "summary": summary.kept(thing),
            look.PART: look.kept(thing),
        }
        beside = {name: path for name, path in beside.items() if path and path.exists()}
        return {name: of_file(path) for name, path in {"table": thing.path, **beside}.items()}
    if kind == "experiment":
        arrays = frames.dump_arrays(folds=thing.folds, sealed=thing.sealed)
        return {"folds": of_bytes(arrays, "npz")}
    tables = {name: getattr(thing, name) for name in FRAMES}
    files = {
        name: of_bytes(frames.dump_frame(frame), "parquet")
        for name, frame in tables.items()
        if len(frame) or name != LATER
    }
    return {**files, "model": of_bytes(thing.packed, "skops")}


def write(connection: Connection, kind: str, thing: Any) -> None:
    """The thing's row; a run that was asked for gets its results."""
    values: dict[str, Any] = {"id": thing.id, "record": thing.to_json(), "created": time.time()}
    if kind == "dataset":
        values |= {"name": thing.name, "rows": thing.rows, "columns": len(thing.columns)}
    elif kind == "experiment":
        values |= {"dataset_id": thing.dataset.id, "target": thing.target, "task": thing.task}
    else:
        facts = {**thing.facts, "size_bytes": thing.size_bytes}
        done = {"record": {**values["record"], "facts": facts}, "finished": time.time()}
        if connection.execute(update(runs).where(runs.c.id == thing.id).values(done)).rowcount:
            return
        request = thing.request.to_json()
        done["record"]["title"] = ask(
            connection, thing.id, thing.experiment.id, thing.title, request
        )
        connection.execute(update(runs).where(runs.c.id == thing.id).values(done))
        return
    connection.execute(insert(TABLES[kind]).values(values))


def ask(connection: Connection, id: str, experiment_id: str, title: str, request: dict) -> str:
    """A run's row before it has results, with the next number of its experiment; its title.

    A title that another run of the experiment bears is counted on: LightGBM, LightGBM 2.
    """
    beside = runs.c.experiment_id == experiment_id
    last = connection.scalar(select(func.coalesce(func.max(runs.c.number), 0)).where(beside))
    taken = set(connection.scalars(select(runs.c.title).where(beside)))
    counted = (f"{title} {n}" for n in count(2))
    title = next(t for t in chain([title], counted) if t not in taken)
    connection.execute(
        insert(runs).values(
            id=id,
            experiment_id=experiment_id,
            number=last + 1,
            title=title,
            created=time.time(),
            request=request,
        )
    )
    return title


def load(store: Store, kind: str, id: str) -> Any:
    """The thing with that id; ValueError when there is none or its files are damaged."""
    with store.reading() as connection:
        where = table(kind)
        row = connection.execute(select(where).where(where.c.id == id)).one_or_none()
    if row is None:
        raise ValueError(f"There is no {kind} {id}.")
    if row.record is None:
        raise ValueError(f"The run {row.title} ({id}) has no results yet.")
    if isinstance(row.record, Damaged) or not isinstance(row.record, dict):
        raise ValueError(f"The record of this {kind} ({id}) in the database is damaged.")
    if kind == "dataset":
        from core.dataset.table import Dataset

        source = store.file(kind, id, "source", check=False)
        path = store.file(kind, id, "table")
        found = Dataset.from_json(row.record, path, source, _summary(store, id))
        return found.with_roles(_roles(store, id))
    if kind == "experiment":
        from core.experiment import Experiment

        arrays = frames.load_arrays(store.file(kind, id, "folds"))
        return Experiment.from_json(row.record, load(store, "dataset", row.dataset_id), **arrays)
    from core.run import Run

    parts = {name: partial(_part, store, id, name) for name in (*FRAMES, "model")}
    # The title and the threshold are the user's: they may have changed since it was trained.
    decided = store.decision(id)
    cut = row.record["threshold"] if decided is None else decided.threshold
    scores = {**row.record["scores"], **({} if decided is None else decided.scores)}
    record = {**row.record, "title": row.title, "threshold": cut, "scores": scores}
    return Run.from_json(record, load(store, "experiment", row.experiment_id), parts)


def scores_at(store: Store, id: str, threshold: float) -> dict[str, Score]:
    """The run's scores that hang on its threshold, at this one; ValueError when it has none."""
    from core.decision import scores_at

    return scores_at(load(store, "run", id), threshold)


def _summary(store: Store, id: str) -> Path | None:
    try:
        return store.file("dataset", id, "summary")
    except ValueError:
        return None  # damaged: it is computed anew from the table


def _roles(store: Store, id: str) -> dict[str, str]:
    """The roles that somebody set for a dataset's columns, by name."""
    try:
        return store.part(id, ROLES, kind="dataset") or {}
    except ValueError:
        return {}  # damaged: those that the reader suggested stand


def _part(store: Store, id: str, name: str) -> Any:
    path = store.file("run", id, name)
    if path is None and name == LATER:
        from core.training import no_learning

        return no_learning()
    if path is None:
        raise ValueError(f"The {name} file of run {id} is missing from the store.")
    if name != "model":
        return frames.load_frame(path)
    from core.store import models

    return models.load(path.read_bytes())


def below(connection: Connection, kind: str, id: str) -> dict[str, list[str]]:
    """The ids of what stands on this thing, itself included: by kind, what `delete` takes along."""
    found: dict[str, list[str]] = {"dataset": [], "experiment": [], "run": []}
    where = table(kind)
    found[kind] = list(connection.scalars(select(where.c.id).where(where.c.id == id)))
    if kind == "dataset":
        on = select(experiments.c.id).where(experiments.c.dataset_id == id)
        found["experiment"] = list(connection.scalars(on))
    if kind != "run":
        on = select(runs.c.id).where(runs.c.experiment_id.in_(found["experiment"]))
        found["run"] = list(connection.scalars(on))
    return found
