"""The null test of a finished run, kept shuffle by shuffle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.jobs.work.kind import LATER, Kind
from core.jobs.work.training import threads

if TYPE_CHECKING:
    from core.jobs.queue import Job
    from core.jobs.work.kind import Report
    from core.store import Store

PART = "null"


def work(store: Store, job: Job, report: Report) -> None:
    """Shuffle and train again until as many as asked are kept: what is there already counts."""
    import pandas as pd

    from core.null import REPEATS, null_test

    run = store.load("run", job.subject)
    repeats = job.request.get("repeats", REPEATS)
    table = store.part(run.id, PART)
    table = pd.DataFrame({"repeat": [], "score": []}) if table is None else table
    cores = min(threads(), run.facts["threads"])
    for number in range(len(table), repeats):
        stage: dict[str, Any] = {"kind": "stage", "stage": "null", "fold": number, "of": repeats}
        report(stage)
        one = null_test(run, 1, first=number, threads=cores)
        table = pd.concat([table, one], ignore_index=True) if len(table) else one
        store.attach(run.id, PART, table)


KIND = Kind("Null test", work, LATER, {"null": "shuffle {n} of {of}"})
