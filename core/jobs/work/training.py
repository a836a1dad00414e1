"""Training a run: the folds are kept one by one, so that a resumed run goes on where it was."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from core.jobs import queue
from core.jobs.work.judging import judge
from core.jobs.work.kind import Kind

if TYPE_CHECKING:
    from core.jobs.queue import Job
    from core.jobs.work.kind import Report
    from core.store import Store


def threads() -> int:
    """This job's share of the cores, as the supervisor set it when it started the worker."""
    return int(os.environ.get("OMP_NUM_THREADS") or 1)


def work(store: Store, job: Job, report: Report) -> None:
    """Train and judge the run, keeping each fold as it is finished; then queue its curve."""
    from core.models import BASELINE
    from core.preparation import learned
    from core.training import FoldResult, train

    (record,) = store.list("run", id=job.subject)
    kept = [part for part in store.parts("run", job.subject) if part.startswith("fold_")]
    finished = [FoldResult.from_json(store.part(job.subject, part)) for part in kept]

    def keep(event: dict[str, Any]) -> None:
        if event["kind"] == "fold":
            event = dict(event)
            result = event.pop("result")
            if f"fold_{result.fold}" not in kept:
                store.attach(job.subject, f"fold_{result.fold}", result.to_json())
        report(event)

    asked = record.request
    run = train(
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
    columns = [run.experiment.dataset.column(name) for name in asked.features]
    store.attach(run.id, "learned", {"rows": learned(run.model, columns)})
    if asked.model != BASELINE:
        for later in ("learning_curve", "explain"):
            queue.submit(store, later, record.id, {}, limits=job.limits)
    judge(store, run)


KIND = Kind("Training", work, stages={
    "fold": "fold {n} of {of}", "final": "last fit, on all its rows",
})  # fmt: skip
