"""KINDS: what a worker does for each kind of job, as a function of store, job and report."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from core.jobs import queue

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.jobs.queue import Job
    from core.store import Store

    Report = Callable[[dict[str, Any]], None]

LATER = -10
"""The priority of learning curves: a run never waits for one, see `Supervisor`."""


def threads() -> int:
    """This job's share of the cores, as the supervisor set it when it started the worker."""
    return int(os.environ.get("OMP_NUM_THREADS") or 1)


def train(store: Store, job: Job, report: Report) -> None:
    """Train and judge the run, keeping each fold as it is finished; then queue its curve."""
    from core.models import MODELS
    from core.training import FoldResult
    from core.training import train as train_run

    (record,) = store.list("run", id=job.subject)
    kept = [part for part in store.parts("run", job.subject) if part.startswith("fold_")]
    finished = [FoldResult.from_json(_read(store, job.subject, part)) for part in kept]

    def keep(event: dict[str, Any]) -> None:
        if event["kind"] == "fold":
            event = dict(event)
            result = event.pop("result")
            if f"fold_{result.fold}" not in kept:
                store.attach(job.subject, f"fold_{result.fold}", result.to_json())
        report(event)

    asked = record.request
    run = train_run(
        store.load("experiment", record.experiment_id),
        asked.model,
        asked.params,
        asked.features,
        asked.preparation,
        seed=asked.seed,
        report=keep,
        finished=finished,
        threads=threads(),
        title=record.title,
        id=record.id,
    )
    store.save(run)
    if MODELS[asked.model].family != "baseline":
        queue.submit(store, "learning_curve", record.id, {}, LATER, job.limits)


def _read(store: Store, run_id: str, part: str) -> dict[str, Any]:
    return json.loads(store.file("run", run_id, part).read_bytes())


def learning_curve(store: Store, job: Job, report: Report) -> None:
    """The run's learning curve, kept size by size: one that had to make room goes on there."""
    import pandas as pd

    from core.learning import SIZES
    from core.learning import learning_curve as learn

    run = store.load("run", job.subject)
    table = run.learning
    for number in range(job.request.get("next", 0), len(SIZES)):

        def shift(event: dict[str, Any], before: int = number) -> None:
            done = before * event["of"] + event["fold"]
            report({**event, "fold": done, "of": len(SIZES) * event["of"]})

        cores = run.facts["threads"]
        points = learn(run, sizes=SIZES[number : number + 1], report=shift, threads=cores)
        kept = table[~table["size"].isin(points["size"])]
        table = pd.concat([kept, points], ignore_index=True) if len(kept) else points
        store.attach(run.id, "learning", table)
        queue.move(store, job.id, "running", "running", request={"next": number + 1})


KINDS: dict[str, Callable[[Store, Job, Report], None]] = {
    "train": train,
    "learning_curve": learning_curve,
}
