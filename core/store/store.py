"""The Store: records in one database, large things in files beside it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, func, insert, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from core.store import frames, kinds, layout, marks, openings, records
from core.store.files import Content, Files, full_disk, of_bytes
from core.store.held import Held, held
from core.store.layout import facts, jobs, parts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import pandas as pd
    from sqlalchemy import Connection

    from core.run import Score

LIVE = ("queued", "starting", "running", "cancelling")
"""The states of a job that is not over."""


class Store:
    """Everything Fitboard keeps, in the folder `path`; for many threads and processes at once.

    A write that the disk has no room for is a ValueError, and nothing has changed.
    """

    def __init__(self, path: Path):
        self.path = path
        with full_disk(path):
            self.files = Files(self.folder("files"))
            self.files.sweep()
        self.engine = layout.open_database(path / "fitboard.db")
        self._overlaps: dict[tuple[str, str], bool] = {}

    def folder(self, name: str) -> Path:
        """A folder of the store, made when missing: "uploads", "logs", "locks"."""
        folder = self.path / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the database."""
        with layout.plain(self.path / "fitboard.db"), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction; other writers wait for its end."""
        with layout.plain(self.path / "fitboard.db"), layout.writing(self.engine) as connection:
            yield connection

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def save(self, thing: Any) -> str:
        """Keep a Dataset, an Experiment or a Run, and what it stands on; its id. Kept once."""
        kind = kinds.kind_of(thing)
        with self.reading() as connection:
            if kinds.is_saved(connection, kind, thing.id):
                return thing.id
        if kind != "dataset":
            self.save(thing.dataset if kind == "experiment" else thing.experiment)
        contents = kinds.contents(kind, thing)
        for content in contents.values():
            self.files.keep(content)
        with self.writing() as connection:
            if kinds.is_saved(connection, kind, thing.id):
                return thing.id
            kinds.write(connection, kind, thing)
            dropped = self._drop_parts(connection, [(kind, thing.id)])
            self._record(connection, kind, thing.id, contents)
        self._remove_unused(dropped)
        return thing.id

    def load(self, kind: str, id: str) -> Any:
        """The Dataset, Experiment or Run; ValueError when there is none or its file is damaged."""
        return kinds.load(self, kind, id)

    def list(self, kind: str, **where: Any) -> list[Any]:
        """The records of a kind, newest first; `where` gives values their fields must have."""
        with self.reading() as connection:
            return records.found(connection, kind, where)

    def damaged(self) -> dict[str, str]:
        """The sentence about each dataset, experiment or run whose record is damaged, by id."""
        with self.reading() as connection:
            return records.damaged(connection)

    def attach(self, id: str, part: str, value: pd.DataFrame | dict, kind: str = "run") -> None:
        """Add a table, or a record of JSON types, to a thing; one of the same name is replaced."""
        if isinstance(value, dict):
            content = of_bytes(json.dumps(value).encode(), "json")
        else:
            content = of_bytes(frames.dump_frame(value), "parquet")
        self.files.keep(content)
        with self.writing() as connection:
            where = kinds.table(kind)
            if not connection.scalar(select(func.count()).where(where.c.id == id)):
                raise ValueError(f"There is no {kind} {id}.")
            dropped = self._drop_parts(connection, [(kind, id)], part)
            self._record(connection, kind, id, {part: content})
        self._remove_unused(dropped)

    def detach(self, id: str, *names: str, kind: str = "run") -> int:
        """Delete what was attached under these names; the bytes set free."""
        with self.writing() as connection:
            dropped = [n for one in names for n in self._drop_parts(connection, [(kind, id)], one)]
        return self._remove_unused(dropped)

    def part(self, id: str, part: str, kind: str = "run") -> pd.DataFrame | dict | None:
        """What was attached under this name, None when nothing was; ValueError when damaged."""
        path = self.file(kind, id, part)
        if path is None:
            return None
        if path.suffix == ".json":
            return json.loads(path.read_bytes())
        return frames.load_frame(path)

    def parts(self, kind: str, owner: str) -> list[str]:
        """The names of the files that a thing has."""
        with self.reading() as connection:
            return records.parts_of(connection, kind, owner)

    def owners(self, kind: str, part: str) -> list[str]:
        """The ids of the things of a kind that have a part of this name."""
        with self.reading() as connection:
            return records.owners_of(connection, kind, part)

    def file(self, kind: str, owner: str, part: str, check: bool = True) -> Path | None:
        """The path of a part's file, None when there is none; ValueError when it is damaged."""
        own = and_(parts.c.kind == kind, parts.c.owner == owner, parts.c.part == part)
        with self.reading() as connection:
            name = connection.scalar(select(parts.c.file).where(own))
        if name is None or not check:
            return None if name is None else self.files.where(name)
        return self.files.path(name, f"The {part} file of {kind} {owner}")

    def below(self, kind: str, ids: Iterable[str]) -> list[str]:
        """The ids of all that stands on these, themselves included."""
        with self.reading() as connection:
            found = [kinds.below(connection, kind, id) for id in ids]
        return [one for below in found for of in below.values() for one in of]

    def held(self, kind: str, ids: Iterable[str]) -> Held:
        """What deleting these would take along, and the bytes it would free."""
        return held(self, kind, ids)

    def delete(self, kind: str, id: str) -> int:
        """Delete a run, an experiment with its runs, a dataset with all; the bytes set free.

        ValueError while a job of it is not over, but for what a run never waits for and that waits
        itself. Files that something else holds too are kept.
        """
        with self.writing() as connection:
            doomed = kinds.below(connection, kind, id)
            ids = [one for found in doomed.values() for one in found]
            idle = (jobs.c.state == "queued") & (jobs.c.priority < 0)
            busy = jobs.c.subject.in_(ids) & jobs.c.state.in_(LIVE) & ~idle
            if connection.scalar(select(func.count()).where(busy)):
                raise ValueError(f"A job of this {kind} is at work or waiting: cancel it first.")
            owners = [(kind, one) for kind, found in doomed.items() for one in found]
            dropped = self._drop_parts(connection, owners)
            connection.execute(delete(jobs).where(jobs.c.subject.in_(ids)))
            connection.execute(delete(kinds.table(kind)).where(kinds.table(kind).c.id == id))
        return self._remove_unused(dropped)

    def mark(
        self,
        run_id: str,
        star: bool | None = None,
        tags: Iterable[str] | None = None,
        note: str | None = None,
        seen: marks.Mark | None = None,
    ) -> None:
        """Star, tag or note a run; what is not given stays. ValueError on what does not fit.

        With `seen`, what the writer saw before, also when a given field was changed since.
        """
        with self.writing() as connection:
            marks.mark(connection, run_id, star, tags, note, seen)

    def marks(self) -> dict[str, marks.Mark]:
        """What was noted, by run id."""
        with self.reading() as connection:
            return marks.all_marks(connection)

    def rename(self, run_id: str, title: str) -> None:
        """Give a run another title; ValueError when a run of its experiment bears it."""
        with self.writing() as connection:
            marks.rename(connection, run_id, title)

    def decide(
        self,
        run_id: str,
        threshold: float | None,
        payoff: dict | None = None,
        objective: str = "",
        scores: Mapping[str, Score] | None = None,
    ) -> None:
        """Keep the threshold the run predicts by from now on; ValueError if it does not fit.

        `scores` take the place of those at its old threshold: by default the run's at this one,
        `selected`. Without a threshold an earlier decision is taken back.
        """
        if threshold is not None and scores is None:
            scores = kinds.scores_at(self, run_id, threshold)
        kept = {name: score.to_json() for name, score in (scores or {}).items()}
        chosen = threshold is not None
        decision = marks.Decision(threshold, payoff, objective, kept) if chosen else None
        with self.writing() as connection:
            marks.decide(connection, run_id, decision)

    def decision(self, run_id: str) -> marks.Decision | None:
        """The threshold somebody chose for this run, None when nobody did."""
        with self.reading() as connection:
            return marks.decision(connection, run_id)

    def record_opening(self, run_id: str, who: str, scores: Mapping[str, Score]) -> None:
        """Write down that `who` saw this run's scores on the sealed rows; once a run."""
        who = openings.name(who)
        run = self.load("run", run_id)
        sealed, dataset = run.experiment.sealed, run.experiment.dataset.id
        key = openings.key_of(sealed)
        content = of_bytes(frames.dump_arrays(sealed=sealed), "npz")
        self.files.keep(content)
        with self.writing() as connection:
            openings.record(connection, run_id, who, key, run.threshold, scores)
            part = openings.part_of(key)
            self._drop_parts(connection, [("dataset", dataset)], part)
            self._record(connection, "dataset", dataset, {part: content})

    def openings(self, experiment_id: str) -> list[openings.Opening]:
        """Every opening of a seal over rows this experiment holds out, oldest first.

        Those in other experiments of its dataset and target too, and those of deleted runs.
        """
        return openings.found(self, experiment_id)

    def runs_since(self, experiment_id: str) -> int:
        """How many runs were asked for since the experiment's seal was first opened."""
        return openings.runs_since(self, experiment_id)

    def overlaps(self, experiment_id: str, dataset_id: str, seal: str) -> bool:
        """Whether the experiment holds out a row of that seal of its dataset."""
        if (key := (experiment_id, seal)) not in self._overlaps:
            try:
                self._overlaps[key] = openings.overlap(self, experiment_id, dataset_id, seal)
            except ValueError:
                return True  # what may have been seen counts as seen
        return self._overlaps[key]

    def fact(self, name: str) -> Any:
        """What was kept under this name, None when nothing was."""
        with self.reading() as connection:
            value = connection.scalar(select(facts.c.value).where(facts.c.name == name))
        return None if isinstance(value, layout.Damaged) else value

    def keep_fact(self, name: str, value: Any) -> None:
        """Keep a small value of JSON types under a name; an older one is replaced."""
        entry = upsert(facts).values(name=name, value=value)
        entry = entry.on_conflict_do_update(index_elements=["name"], set_={"value": value})
        with self.writing() as connection:
            connection.execute(entry)

    def _record(self, connection, kind: str, owner: str, contents: dict[str, Content]) -> None:
        for part, content in contents.items():
            # A delete may have taken a file of the same content since it was written: then again.
            self.files.keep(content)
            row = {"kind": kind, "owner": owner, "part": part, "file": content.name}
            connection.execute(insert(parts).values(row))

    def _drop_parts(self, connection, owners: list, part: str | None = None) -> list[str]:
        """Forget the parts of these owners; the names of their files."""
        ids: dict[str, list[str]] = {}
        for kind, id in owners:
            ids.setdefault(kind, []).append(id)
        own = or_(*(and_(parts.c.kind == k, parts.c.owner.in_(of)) for k, of in ids.items()))
        own = own if part is None else and_(own, parts.c.part == part)
        return list(connection.scalars(delete(parts).where(own).returning(parts.c.file)))

    def _remove_unused(self, names: Iterable[str]) -> int:
        """Delete the files that no part holds any more; the bytes set free."""
        freed = 0
        if names := set(names):
            with self.writing() as connection:
                used = select(parts.c.file).where(parts.c.file.in_(names))
                for name in names - set(connection.scalars(used)):
                    freed += self.files.remove(name)
        return freed
