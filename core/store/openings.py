"""Openings of the seal: who looked at which held-out rows, when, and what the scores were.

What was seen stays seen. An opening is kept with its dataset and target, and with the rows that
were sealed: it counts for each experiment on the same file that holds out any of the same rows,
whatever its seed or folds and however the file was read, and outlives the run and the experiment it
was made in.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select

from core.store import frames
from core.store.layout import experiments, openings, parts, runs
from core.store.marks import title_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from sqlalchemy import Connection

    from core.run import Run, Score
    from core.store.store import Store

WHO = 60
"""The most characters of a name."""


@dataclass(frozen=True)
class Opening:
    """The seal opened once, for one run. `at` in seconds since 1970, by the clock of the server.

    `scores` are those of the run's final model on the sealed rows, at `threshold`.
    """

    seq: int
    experiment_id: str
    run_id: str
    title: str
    who: str
    at: float
    threshold: float
    scores: dict[str, Score]


def name(who: str) -> str:
    """Who opens, on one line; ValueError without a name."""
    found = " ".join(str(who).split())
    if not found or len(found) > WHO:
        raise ValueError(
            f"Say who opens the seal, in at most {WHO} characters: it is written down."
        )
    return found


def key_of(sealed: np.ndarray) -> str:
    """Which rows a seal holds, as 16 digits."""
    import numpy as np

    return hashlib.sha256(np.packbits(sealed).tobytes()).hexdigest()[:16]


def part_of(key: str) -> str:
    """The name of the dataset's part that keeps the rows of a seal."""
    return f"seal_{key}"


def record(
    connection: Connection, run_id: str, who: str, key: str, threshold: float, scores: Mapping
) -> None:
    """Write an opening down, once a run: a model's scores are seen or not."""
    if connection.scalar(select(openings.c.seq).where(openings.c.run_id == run_id)):
        return
    beside = runs.join(experiments, experiments.c.id == runs.c.experiment_id)
    query = select(experiments.c.id, experiments.c.dataset_id, experiments.c.target)
    of = connection.execute(query.select_from(beside).where(runs.c.id == run_id)).one()
    connection.execute(
        insert(openings).values(
            dataset_id=of.dataset_id,
            target=of.target,
            experiment_key=key,
            experiment_id=of.id,
            run_id=run_id,
            title=title_of(connection, run_id),
            who=who,
            at=time.time(),
            threshold=threshold,
            scores={name: score.to_json() for name, score in scores.items()},
        )
    )


def found(store: Store, experiment_id: str) -> list[Opening]:
    """The openings that concern the experiment, oldest first."""
    from core.run import Score

    with store.reading() as connection:
        of = select(experiments.c.dataset_id, experiments.c.target)
        mine = connection.execute(of.where(experiments.c.id == experiment_id)).one_or_none()
        if mine is None:
            return []
        same = openings.c.dataset_id.in_(of_one_file(connection, mine.dataset_id))
        same &= openings.c.target == mine.target
        rows = connection.execute(select(openings).where(same).order_by(openings.c.seq)).all()
    fields = [name for name in Opening.__dataclass_fields__ if name != "scores"]
    return [
        Opening(
            **{name: getattr(row, name) for name in fields},
            scores={name: Score.from_json(score) for name, score in row.scores.items()},
        )
        for row in rows
        if store.overlaps(experiment_id, row.dataset_id, row.experiment_key)
    ]


def of_one_file(connection: Connection, dataset_id: str) -> list[str]:
    """The datasets that were read from the same file as this one, itself included."""
    source = (parts.c.kind == "dataset") & (parts.c.part == "source")
    files = select(parts.c.file).where(source, parts.c.owner == dataset_id)
    found = connection.scalars(select(parts.c.owner).where(source, parts.c.file.in_(files)))
    return [dataset_id, *found]


def withheld(store: Store, run: Run, dataset_id: str) -> int:
    """How many rows of a dataset the run may not predict yet: its own file's, while sealed."""
    experiment = run.experiment
    with store.reading() as connection:
        own = experiment.dataset.id in of_one_file(connection, dataset_id)
    if not own or any(opening.run_id == run.id for opening in found(store, experiment.id)):
        return 0
    return int(experiment.sealed.sum())


def overlap(store: Store, experiment_id: str, dataset_id: str, seal: str) -> bool:
    """Whether the experiment holds out a row of that seal.

    ValueError when it cannot be told: a file is damaged, or the readings have other rows.
    """
    opened = store.file("dataset", dataset_id, part_of(seal))
    mine = store.file("experiment", experiment_id, "folds")
    rows = [frames.load_arrays(path)["sealed"] for path in (opened, mine)]
    return bool((rows[0] & rows[1]).any())


def runs_since(store: Store, experiment_id: str) -> int:
    """How many runs were asked for after the first opening, in all experiments it concerns."""
    first = next(iter(found(store, experiment_id)), None)
    if first is None:
        return 0
    opened = select(openings).where(openings.c.seq == first.seq)
    with store.reading() as connection:
        row = connection.execute(opened).one()
        same = experiments.c.dataset_id.in_(of_one_file(connection, row.dataset_id))
        same &= experiments.c.target == row.target
        ids = list(connection.scalars(select(experiments.c.id).where(same)))
    ids = [id for id in ids if store.overlaps(id, row.dataset_id, row.experiment_key)]
    later = (runs.c.experiment_id.in_(ids)) & (runs.c.created > first.at)
    with store.reading() as connection:
        return connection.scalar(select(func.count()).where(later))
