"""A yard to drill in: a store, its supervisor and a question; what must hold after each drill."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psutil

import core
import core.jobs
from core.jobs import locks, queue
from tests.core.jobs.work import state, until
from tests.core.store import made

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.experiment import Experiment
    from core.store import Store

SLOWEST = 130.0
"""Seconds a worker may take to be at work on a busy machine: a little more than its limit."""
UNATTENDED = "without a worker"
OVER = ("succeeded", "failed", "cancelled", "interrupted")


class Yard:
    """A store with a supervisor at work on it, and a question of 400 rows and 3 folds."""

    def __init__(self, folder: Path, at_once: int = 2):
        self.folder, self.at_once = folder, at_once
        self.store: Store = core.open_store(folder / "store")
        self.experiment: Experiment = made.experiment(folder / "made", rows=400, folds=3)
        self.supervisor = core.jobs.Supervisor(self.store, at_once)

    def submit(self, model: str, params: dict | None = None, **limits: float) -> str:
        """Queue a run of the question; its id."""
        return core.jobs.submit_run(self.store, self.experiment, model, params, limits=limits)

    def job(self, run_id: str) -> core.jobs.Job:
        """The latest training job of a run."""
        found = (job for job in core.jobs.jobs(self.store) if job.kind == "train")
        return next(job for job in found if job.subject == run_id)

    def worker(self, run_id: str, step: bool = False) -> int:
        """The pid of the run's worker once it is at work; with `step`, once it has said a step."""
        job = until(lambda: (j := self.job(run_id)).state == "running" and j.worker and j, SLOWEST)
        if step:
            until(lambda: any(e.kind == "step" for e in queue.events(self.store, run_id)), SLOWEST)
        return job.worker["pid"]

    def ends(self, run_id: str, seconds: float = 60.0) -> str:
        """The state in which the run ends."""
        until(lambda: state(self.store, run_id) in OVER, seconds)
        return state(self.store, run_id)

    def reason(self, run_id: str) -> str:
        """Why the run ended as it did."""
        return self.store.list("run", id=run_id)[0].reason

    def settle(self) -> None:
        """Let go of what is left of the queue: curves and explanations that nobody waits for."""
        for job in core.jobs.jobs(self.store, live=True):
            core.jobs.cancel(self.store, job.id)
        until(lambda: not core.jobs.jobs(self.store, live=True))

    def sound(self) -> None:
        """No job stuck, none shown as at work without a worker, no half model, no zombie.

        Then what is left of the queue is let go.
        """
        for job in core.jobs.jobs(self.store, live=True):
            if job.state in ("running", "cancelling"):
                alive = locks.held(locks.job_lock(self.store, job.id))
                assert alive or self.job_moved(job), f"job {job.id} is {job.state} {UNATTENDED}"
        for record in self.store.list("run"):
            parts = set(self.store.parts("run", record.id))
            assert ("model" in parts) == (record.state == "succeeded"), (record.state, parts)
            if record.state == "succeeded":
                assert len(self.store.load("run", record.id).oof) == 400
        until(lambda: not zombies(), 5)
        self.settle()

    def job_moved(self, job: core.jobs.Job, seconds: float = 10.0) -> bool:
        """Whether the job leaves that state in ten seconds, as D1 gives it."""
        end = time.monotonic() + seconds
        while (
            still := queue.job(self.store, job.id).state == job.state
        ) and time.monotonic() < end:
            time.sleep(0.05)
        return not still


def zombies() -> list[psutil.Process]:
    """Children of this process that have ended and were not waited for."""
    found = []
    for child in psutil.Process().children():
        try:
            if child.status() == psutil.STATUS_ZOMBIE:
                found.append(child)
        except psutil.NoSuchProcess:
            continue
    return found


@contextmanager
def yard(folder: Path, at_once: int = 2) -> Iterator[Yard]:
    """A yard with its supervisor at work for the length of a block."""
    made_here = Yard(folder, at_once)
    made_here.supervisor.start()
    try:
        yield made_here
    finally:
        made_here.settle()
        made_here.supervisor.stop()
        made_here.store.close()


def gone(pid: int, since: float, seconds: float = 10.0) -> float:
    """Seconds from `since` (monotonic) until no such process lives."""
    until(lambda: not psutil.pid_exists(pid) or dead(pid), seconds)
    return time.monotonic() - since


def dead(pid: int) -> bool:
    """Whether it has ended and only waits to be buried."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True
