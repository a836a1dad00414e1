"""The nested assessment of a run's threshold: its scores replace those marked as selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.jobs.work.kind import LATER, Kind
from core.jobs.work.training import threads

if TYPE_CHECKING:
    from core.jobs.queue import Job
    from core.jobs.work.kind import Report
    from core.store import Store


def work(store: Store, job: Job, report: Report) -> None:
    """Choose each fold's threshold inside its training rows; keep the scores with the decision.

    A decision that was changed in the meantime is left as it is.
    """
    from core.decision import assess

    run, decided = store.load("run", job.subject), store.decision(job.subject)
    if decided is None or not decided.objective:
        raise ValueError("The run has no threshold chosen by an objective: there is nothing to do.")
    cores = min(threads(), run.facts["threads"])
    found = assess(run, decided.objective, decided.payoff, report=report, threads=cores)
    if store.decision(run.id) == decided:
        store.decide(run.id, decided.threshold, decided.payoff, decided.objective, found.scores)


KIND = Kind("Nested threshold", work, LATER, {"nested": "fold {n} of {of}"})
