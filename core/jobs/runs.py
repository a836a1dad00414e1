"""Runs in the queue: asked for with everything checked first, asked for again, unsealed."""

from __future__ import annotations

import time
import uuid
from typing import TYPE_CHECKING, Any

from core.jobs import queue
from core.store import kinds, openings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.experiment import Experiment
    from core.store import Store


def submit_run(
    store: Store,
    experiment: Experiment,
    model: str,
    params: dict[str, Any] | None = None,
    features: Iterable[str] | None = None,
    preparation: dict[str, Any] | None = None,
    *,
    title: str | None = None,
    limits: dict[str, float] | None = None,
) -> str:
    """Queue the training of one procedure; the id of the run it will be.

    ValueError, before anything is queued, names what is wrong. `limits` as `submit` takes them.
    """
    from core.models import MODELS
    from core.training import ask

    request = ask(experiment, model, params, features, preparation)
    store.save(experiment)
    id = uuid.uuid4().hex[:12]
    with store.writing() as connection:
        title = title or MODELS[model].title
        kinds.ask(connection, id, experiment.id, title, request.to_json())
        queue.enqueue(connection, "train", id, {}, limits=limits)
    queue.ring(store)
    return id


def resume(store: Store, run_id: str) -> int:
    """Queue a run again that failed, was cancelled or interrupted; the new job's id.

    Its finished folds are not fitted again. ValueError when it is done or still at work.
    """
    record = next(iter(store.list("run", id=run_id)), None)
    if record is None:
        raise ValueError(f"There is no run {run_id}.")
    if record.state == "succeeded" or record.state in queue.LIVE:
        raise ValueError(f"Run {record.number} is {record.state}: there is nothing to resume.")
    before = [job for job in queue.jobs(store, live=False) if job.subject == run_id]
    limits = next((job.limits for job in before if job.kind == "train"), None)
    return queue.submit(store, "train", run_id, {}, limits=limits)


def open_seal(store: Store, run_id: str, who: str) -> int | None:
    """Queue the opening of the holdout for a finished run; the job's id, None when it is open.

    `who` opens is written down. ValueError without a name, for a run that is not finished and
    where nothing was held out.
    """
    who = openings.name(who)
    record = next(iter(store.list("run", id=run_id)), None)
    if record is None:
        raise ValueError(f"There is no run {run_id}.")
    if record.state != "succeeded":
        raise ValueError(f"{record.title} is {record.state}: it has no model to score yet.")
    if not len(store.load("experiment", record.experiment_id).holdout_rows):
        raise ValueError("Nothing was held out in this experiment: there is no seal to open.")
    asked = [job for job in queue.jobs(store, live=True) if job.kind == "open_seal"]
    done = [one.run_id for one in store.openings(record.experiment_id)]
    if run_id in [*done, *(job.subject for job in asked)]:
        return None
    return queue.submit(store, "open_seal", run_id, {"who": who})


def make_way(store: Store, subjects: Iterable[str], seconds: float = 4.0) -> None:
    """End what is at work on these and nobody waits for (learning curves ...), to delete them."""
    wanted, end = set(subjects), time.monotonic() + seconds
    while time.monotonic() < end:
        live = [job for job in queue.jobs(store, live=True) if job.subject in wanted]
        at_work = [job for job in live if job.priority < 0 and job.state != "queued"]
        if not at_work:
            return
        for job in at_work:
            if job.state != "cancelling":
                queue.cancel(store, job.id)
        time.sleep(0.05)
