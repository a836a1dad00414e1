"""What a finished run uses: importance fold by fold, then dependence, then what is inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.jobs.work.judging import judge
from core.jobs.work.kind import LATER, Kind

if TYPE_CHECKING:
    from core.jobs.queue import Job
    from core.jobs.work.kind import Report
    from core.store import Store

ALONG = 12
"""The dependence is computed for so many features, the most important first."""


def work(store: Store, job: Job, report: Report) -> None:
    """The parts "importance", "dependence", "coefficients" and "tree" of a run.

    Importance is kept after each fold: a job that had to make room goes on there.
    """
    from core import explanation

    run = store.load("run", job.subject)
    table = explanation.permutation(
        run,
        finished=store.part(run.id, "importance"),
        keep=lambda found: store.attach(run.id, "importance", found),
        report=report,
        threads=run.facts["threads"],
    )
    report({"kind": "stage", "stage": "dependence", "fold": 0, "of": 1})
    best = explanation.summary(table)["feature"].head(ALONG)
    store.attach(run.id, "dependence", explanation.dependences(run, list(best)))
    for part, found in (
        ("coefficients", explanation.coefficients(run)),
        ("tree", explanation.nodes(run)),
    ):
        if found is not None:
            store.attach(run.id, part, found)
    judge(store, run)


KIND = Kind("Explanation", work, LATER, {
    "importance": "importance, fold {n} of {of}",
    "dependence": "how its answers change along the features",
})  # fmt: skip
