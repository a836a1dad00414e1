"""The supervisor: starts workers for queued jobs, keeps a spare one warm, sees who has died."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from typing import TYPE_CHECKING

from filelock import Timeout

from core.jobs import locks, queue
from core.jobs.child import Child, end_group, same_process

if TYPE_CHECKING:
    from core.jobs.queue import Job
    from core.store import Store

QUICK, SLOW = 0.1, 0.5
"""Seconds between two looks while something is at work, and otherwise; a click wakes it at once."""
GRACE = 1.0
"""Seconds from asking a worker to end to killing it."""
START_LIMIT = 120.0
"""Seconds a worker of ours may take to begin its job."""
START_GAP = 10.0
"""Seconds in which a worker of a dead server may still begin the job it was handed."""
SPARE_PAUSE = 5.0
"""Seconds to wait after a spare has died by itself."""
log = logging.getLogger("fitboard.jobs")


def started(store: Store) -> bool:
    """Whether a supervisor looks after the store, in this process or another."""
    return locks.held(locks.supervisor_lock(store))


class Supervisor:
    """A thread that looks after the jobs of one store; of several, one works and the rest wait.

    `at_once` jobs run side by side: by default one less than the cores, at least one. The first
    spare worker is started after `spare_in` seconds, so that a server can draw its page first.
    """

    def __init__(self, store: Store, at_once: int | None = None, spare_in: float = 0.0):
        cores = os.cpu_count() or 1
        self.store = store
        self.at_once = at_once or max(1, cores - 1)
        self.threads = max(1, cores // self.at_once)
        self.children: dict[int, Child] = {}
        self.spare: Child | None = None
        self.spare_after = time.monotonic() + spare_in
        self.asked: dict[int, float] = {}
        """When a job's worker was asked to end."""
        self.bell = queue.bell(store)
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=self._run, name="supervisor", daemon=True)

    def start(self) -> None:
        """Begin, or wait for the turn if another supervisor looks after the store."""
        self.thread.start()

    def stop(self) -> None:
        """End the thread and the spare. Workers at work go on: the next supervisor adopts them."""
        self.stopping.set()
        self.bell.set()
        self.thread.join()

    def _run(self) -> None:
        lock = locks.supervisor_lock(self.store)
        while not self.stopping.is_set():
            try:
                lock.acquire(timeout=0)
                break
            except Timeout:
                self.stopping.wait(SLOW)
        try:
            locks.sweep(self.store, {job.id for job in queue.jobs(self.store, live=True)})
            while not self.stopping.is_set():
                self._look_and_wait()
        finally:
            self._leave()
            lock.release()

    def _leave(self) -> None:
        """Let go of the spare, and of workers that are done; the others go on without us."""
        if self.spare:
            self.spare.dismiss()
        live = {job.id for job in queue.jobs(self.store, live=True)}
        for id, child in self.children.items():
            if id not in live:
                child.process.wait()

    def _look_and_wait(self) -> None:
        self.bell.clear()
        try:
            pause = QUICK if self.look() else SLOW
        except Exception:
            # A full disk or a busy database passes; whoever looks after the jobs stays.
            log.exception("The supervisor could not look after the jobs; it tries again.")
            pause = 1.0
        self.bell.wait(pause)

    def look(self) -> bool:
        """See to every job once; whether any is at work."""
        # Who has ended is asked before the states are read: a worker writes its last one first.
        codes = {id: child.ended() for id, child in self.children.items()}
        live = queue.jobs(self.store, live=True)
        at_work = [job for job in live if job.state in queue.AT_WORK]
        for job in at_work:
            self._see_to(job, codes.get(job.id))
        for id, code in codes.items():
            if code is not None:
                del self.children[id]
        waiting = [job for job in live if job.state == "queued"]
        free = self.at_once - len(at_work)
        if waiting and free <= 0:
            free += self._make_room(at_work, max(job.priority for job in waiting))
        begun = self._begin(min(free, len(waiting)))
        self._keep_warm()
        return bool(at_work or begun)

    def _make_room(self, at_work: list[Job], priority: int) -> int:
        """Send a job of negative priority back into the queue for a more urgent one; 1 if done."""
        for job in at_work:
            if job.state != "running" or job.priority >= min(0, priority):
                continue
            child = self.children.pop(job.id, None)
            pid = child.process.pid if child else same_process(job.worker)
            if pid and queue.move(self.store, job.id, "queued", "running", worker=None):
                end_group(pid, hard=True)
                if child:
                    child.process.wait()
                return 1
        return 0

    def _see_to(self, job: Job, code: int | None) -> None:
        ours = job.id in self.children
        if not (ours and code is None) and not locks.held(locks.job_lock(self.store, job.id)):
            self._over(job, ours, code)
        elif job.state == "cancelling":
            self._end(job)
        elif time.time() - job.started > job.limits["seconds"]:
            reason = f"It was ended at its time limit of {job.limits['seconds']:,.0f} s."
            queue.move(self.store, job.id, "cancelling", job.state, reason=reason)
            self.bell.set()
        elif job.state == "starting" and time.time() - job.started > START_LIMIT:
            reason = f"Its worker did not begin within {START_LIMIT:.0f} s."
            queue.move(self.store, job.id, "cancelling", job.state, reason=reason)

    def _over(self, job: Job, ours: bool, code: int | None) -> None:
        """Nobody works on it any more and no result was recorded."""
        self.asked.pop(job.id, None)
        if job.state == "cancelling":
            state = "failed" if job.reason else "cancelled"
            queue.move(self.store, job.id, state, "cancelling")
        elif job.state == "starting" and not ours:
            # Whoever was handed it by a server that died must find it "starting" to begin.
            if time.time() - job.started > START_GAP:
                queue.move(self.store, job.id, "queued", "starting")
        else:
            queue.move(self.store, job.id, "interrupted", job.state, reason=_cause(code))

    def _end(self, job: Job) -> None:
        child = self.children.get(job.id)
        pid = child.process.pid if child else same_process(job.worker)
        if pid is not None:
            since = self.asked.setdefault(job.id, time.monotonic())
            end_group(pid, hard=time.monotonic() - since > GRACE)

    def _begin(self, places: int) -> int:
        """Hand queued jobs to workers, as many as there are places; how many."""
        begun = 0
        while begun < places and (job := queue.claim(self.store)):
            try:
                self.children[job.id] = self._hand_over(job)
            except OSError:
                queue.move(self.store, job.id, "queued", "starting")
                raise
            begun += 1
        return begun

    def _hand_over(self, job: Job) -> Child:
        child, self.spare = self.spare, None
        if child is not None:
            try:
                child.give(job.id)
                return child
            except OSError:
                child.dismiss()
        child = Child(self.store, self.threads)
        child.give(job.id)
        return child

    def _keep_warm(self) -> None:
        if self.spare is not None and self.spare.ended() is not None:
            self.spare, self.spare_after = None, time.monotonic() + SPARE_PAUSE
        if self.spare is None and time.monotonic() >= self.spare_after:
            self.spare = Child(self.store, self.threads)


def _cause(code: int | None) -> str:
    if code == -signal.SIGTERM:
        return "Its worker was told to end from outside."
    if code is not None and code < 0:
        name = signal.Signals(-code).name if -code in set(signal.Signals) else f"signal {-code}"
        memory = ", as happens when memory runs out" if name == "SIGKILL" else ""
        return f"Its worker was killed ({name}{memory})."
    if code:
        return f"Its worker ended with code {code}."
    return "Its worker is gone."
