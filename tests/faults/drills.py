"""The drills: something breaks at a random moment, and nothing may be lost, stuck or half done.

Each takes a yard and a seed, asserts what must hold and gives the seconds it took to be said. The
short tests run each five times, `make prove` many times.
"""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import numpy as np

from core.jobs import cancel, queue, resume
from tests.core.jobs.work import LONG, MIDDLE, QUICK, until
from tests.faults.yard import gone

if TYPE_CHECKING:
    from tests.faults.yard import Yard

INSIDE = {
    "lightgbm": LONG,
    "torch": ("mlp", {"max_epochs": 2000, "early_stopping": False, "width": 256}),
    "scikit-learn": ("forest", {"n_estimators": 5000}),
}
"""Long trainings, one in each library."""


def _moment(seed: int, longest: float) -> float:
    return float(np.random.default_rng(seed).uniform(0, longest))


def worker_killed(yard: Yard, seed: int) -> float:
    """D1: a worker is killed (-9); it is said, a neighbour finishes, Resume goes on to the end."""
    victim, neighbour = yard.submit(*MIDDLE), yard.submit(*QUICK)
    pid = yard.worker(victim)
    time.sleep(_moment(seed, 1.5))
    if yard.job(victim).state != "running":
        assert yard.ends(victim) == "succeeded", yard.reason(victim)
        return 0.0
    before = [p for p in yard.store.parts("run", victim) if p.startswith("fold_")]
    os.kill(pid, signal.SIGKILL)
    at = time.monotonic()
    said = yard.ends(victim, 10)
    took = time.monotonic() - at
    if said == "interrupted":
        assert "killed (SIGKILL" in yard.reason(victim) or "gone" in yard.reason(victim)
        kept = [p for p in yard.store.parts("run", victim) if p.startswith("fold_")]
        assert set(before) <= set(kept)
        resume(yard.store, victim)
        until(lambda: yard.job(victim).state not in ("interrupted",))
    assert yard.ends(victim) == "succeeded" and yard.ends(neighbour) == "succeeded"
    return took


def cancelled(yard: Yard, seed: int, inside: str) -> float:
    """D7: a cancel is seen at once, the worker gone, no half model listed, finished folds kept."""
    run = yard.submit(*INSIDE[inside])
    pid = yard.worker(run, step=inside != "scikit-learn")
    time.sleep(_moment(seed, 1.0))
    job = yard.job(run)
    at = time.monotonic()
    cancel(yard.store, job.id)
    assert queue.job(yard.store, job.id).state in ("cancelling", "cancelled")
    seen = time.monotonic() - at
    took = gone(pid, at)
    assert yard.ends(run, 10) == "cancelled"
    assert seen < 0.5 and "model" not in yard.store.parts("run", run)
    return took


def stuck(yard: Yard, seed: int) -> float:
    """D9: a worker that answers nothing any more (SIGSTOP) is ended at its time limit."""
    run = yard.submit(*LONG)
    pid = yard.worker(run)
    os.kill(pid, signal.SIGSTOP)
    job = yard.job(run)
    # The time limit counts from the start of the worker, which takes seconds on a busy machine.
    limits = {**job.limits, "seconds": time.time() - job.started + _moment(seed, 1.0)}
    assert queue.move(yard.store, job.id, "running", "running", limits=limits)
    assert yard.ends(run, 15) == "failed"
    assert "ended at its time limit" in yard.reason(run)
    over = queue.job(yard.store, job.id)
    gone(pid, time.monotonic(), 2)
    return over.finished - over.started - over.limits["seconds"]


def out_of_memory(yard: Yard, seed: int) -> float:
    """D8: a run that takes too much memory fails alone and says how much; its neighbour ends."""
    limit = 60e6 + 40e6 * _moment(seed, 1.0)
    run, neighbour = yard.submit(*LONG, memory=limit), yard.submit("dummy")
    at = time.monotonic()
    assert yard.ends(run) == "failed"
    assert yard.reason(run) == f"It needed more than {limit / 1e9:.1f} GB of memory."
    assert yard.ends(neighbour) == "succeeded"
    return time.monotonic() - at
