"""The findings of a dataset that was kept without them, made when somebody looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.jobs.work.kind import URGENT, Kind

if TYPE_CHECKING:
    from core.jobs.queue import Job
    from core.jobs.work.kind import Report
    from core.store import Store


def work(store: Store, job: Job, report: Report) -> None:
    """Look at the dataset that is the job's subject and keep what was found as its part."""
    from core.dataset import inspect
    from core.dataset.findings.look import PART

    found = inspect(store.load("dataset", job.subject))
    store.attach(job.subject, PART, found.to_json(), kind="dataset")


KIND = Kind("Findings", work, URGENT)
