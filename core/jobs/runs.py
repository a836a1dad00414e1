"""Runs in the queue: asked for with everything checked first, and asked for again."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from core.jobs import queue
from core.store import kinds

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
