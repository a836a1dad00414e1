"""Opening the seal: the final model of a run on the rows that were held out, on the record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.jobs.work.kind import URGENT, Kind

if TYPE_CHECKING:
    from core.jobs.queue import Job
    from core.jobs.work.kind import Report
    from core.store import Store

PART = "holdout"
"""The run's part that keeps its predictions on the sealed rows, made at the opening."""


def work(store: Store, job: Job, report: Report) -> None:
    """Score the run's model on the sealed rows; who asked stands in the request as "who"."""
    from core.holdout import opened

    run = store.load("run", job.subject)
    if PART in store.parts("run", run.id):
        return
    report({"kind": "stage", "stage": "holdout"})
    predictions, scores = opened(run)
    # Nothing may be seen that is not on the record: so the record is written first.
    store.record_opening(run.id, job.request["who"], scores)
    store.attach(run.id, PART, predictions)


KIND = Kind("Opening the holdout", work, URGENT, {"holdout": "scoring the held-out rows"})
