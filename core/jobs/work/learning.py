"""The learning curve of a finished run, size by size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.jobs import queue
from core.jobs.work.kind import LATER, Kind

if TYPE_CHECKING:
    from core.jobs.queue import Job
    from core.jobs.work.kind import Report
    from core.store import Store


def work(store: Store, job: Job, report: Report) -> None:
    """The run's learning curve, kept size by size: one that had to make room goes on there."""
    import pandas as pd

    from core.learning import SIZES, learning_curve

    run = store.load("run", job.subject)
    table = run.learning
    for number in range(job.request.get("next", 0), len(SIZES)):

        def shift(event: dict[str, Any], before: int = number) -> None:
            done = before * event["of"] + event["fold"]
            report({**event, "fold": done, "of": len(SIZES) * event["of"]})

        cores = run.facts["threads"]
        points = learning_curve(run, sizes=SIZES[number : number + 1], report=shift, threads=cores)
        kept = table[~table["size"].isin(points["size"])]
        table = pd.concat([kept, points], ignore_index=True) if len(kept) else points
        store.attach(run.id, "learning", table)
        queue.move(store, job.id, "running", "running", request={"next": number + 1})


KIND = Kind("Learning curve", work, LATER, {"learning": "fit {n} of {of}"})
