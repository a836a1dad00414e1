"""What a job says while it works, in few writes: steps are gathered and thinned."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from core.jobs import queue

if TYPE_CHECKING:
    from core.jobs.queue import Job
    from core.store import Store

PAUSE = 0.2
"""Seconds between two writes of steps."""
AT_MOST = 10
"""Steps kept of those gathered in between; the last one always."""


class Report:
    """Called with each event of `core.train`; keeps it, and the job's progress, in the store."""

    def __init__(self, store: Store, job: Job):
        self.store, self.job = store, job
        self.progress: dict[str, Any] = {}
        self.scores: list[float] = []
        self.steps: list[dict[str, Any]] = []
        self.written = 0.0

    def __call__(self, event: dict[str, Any]) -> None:
        """Take an event; a stage or a fold is written at once, steps five times a second."""
        kind, payload = event["kind"], {k: v for k, v in event.items() if k != "kind"}
        if kind == "step":
            self.steps.append(payload)
            if time.monotonic() - self.written >= PAUSE:
                self._write([])
            return
        if kind == "fold":
            self.scores += [payload["score"]] if payload["score"] is not None else []
            mean = sum(self.scores) / len(self.scores) if self.scores else None
            self.progress |= {"fold": payload["fold"] + 1, "of": payload["of"], "score": mean}
        else:
            self.progress |= payload
        self._write([(kind, payload)])

    def _write(self, said: list[tuple[str, dict]]) -> None:
        every = -(-len(self.steps) // AT_MOST)
        steps = self.steps[::-1][::every][::-1] if self.steps else []
        queue.note(self.store, self.job, [("step", s) for s in steps] + said, self.progress)
        self.steps, self.written = [], time.monotonic()
