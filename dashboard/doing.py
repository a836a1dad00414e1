"""What a job is at, or how it ended: the only place that turns its state into words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.jobs import KINDS

if TYPE_CHECKING:
    from core.jobs import Job
    from core.store import RunRecord

STATES = {
    "queued": "waiting for its turn", "starting": "starting", "cancelling": "stopping",
    "succeeded": "finished", "cancelled": "it was cancelled", "failed": "it failed",
    "interrupted": "it was interrupted",
}  # fmt: skip
COLOURS = {
    "queued": "gray", "starting": "orange", "running": "orange", "cancelling": "orange",
    "succeeded": "green", "failed": "red", "cancelled": "gray", "interrupted": "violet",
}  # fmt: skip


def doing(job: Job | RunRecord) -> str:
    """A few words, not escaped: "fold 3 of 5", "waiting for its turn"; of one that is over why.

    A run's record speaks of its training.
    """
    if job.state != "running":
        return job.reason or STATES[job.state]
    stages, progress = KINDS[getattr(job, "kind", "train")].stages, job.progress
    words = stages.get(progress.get("stage"), "starting" if stages else "at work")
    # `fold` counts those that are done.
    of = progress.get("of", 0)
    return words.format(n=min(progress.get("fold", 0) + 1, of), of=of)
