"""Live predictions as the server asks for them: one predictor process for all sessions."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any

from core.jobs.child import ROOT

if TYPE_CHECKING:
    from core.store import Store

START = 60.0
"""Seconds the first answer of a new process may take: it loads its libraries."""
ANSWER = 15.0
"""Seconds any other answer may take."""


class Predictor:
    """Asks the predictor process of one store; for many threads at once.

    The process is started by the first question, and again by the next one when it has died. One
    that does not answer in time is ended, with whatever it was at.
    """

    def __init__(self, store: Store, start: float = START, answer: float = ANSWER):
        self.store, self.start, self.answer = store, start, answer
        self.lock = threading.Lock()
        self.process: subprocess.Popen | None = None
        self.waiting: dict[int, queue.SimpleQueue] = {}
        self.outbox: queue.SimpleQueue = queue.SimpleQueue()
        self.numbers = count(1)
        self.warm = False

    def begin(self) -> None:
        """Start the process if there is none, so that it loads while the question is made."""
        with self.lock:
            self._alive()

    def ask(self, run_id: str, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """An answer a row, see `core.jobs.predictor.rows`; ValueError says why there is none."""
        said = self._once(run_id, rows) or self._once(run_id, rows)
        if said is None:
            raise ValueError("The prediction broke off: its process ended. Try again.")
        if "refused" in said:
            raise ValueError(said["refused"])
        if "code" in said:
            raise ValueError(
                f"Something went wrong inside while predicting (code {said['code']}). The code is "
                "in the log of the predictor, with the place."
            )
        return said["answer"]

    def close(self) -> None:
        """End the process."""
        with self.lock:
            self._end()

    def _once(self, run_id: str, rows: list[dict[str, Any]]) -> dict[str, Any] | None:
        """What the process says, None when it died over this or another question."""
        box: queue.SimpleQueue = queue.SimpleQueue()
        with self.lock:
            process = self._alive()
            number, limit = next(self.numbers), self.answer if self.warm else self.start
            self.waiting[number] = box
            self.outbox.put(json.dumps({"id": number, "run": run_id, "rows": rows}).encode())
        try:
            return box.get(timeout=limit)
        except queue.Empty:
            with self.lock:
                if self.process is process:
                    self._end()
            raise ValueError(
                f"The prediction took longer than {limit:g} s and was ended. Try again, or predict "
                "a file: that has no such limit."
            ) from None
        finally:
            self.waiting.pop(number, None)

    def _alive(self) -> subprocess.Popen:
        """The process, started if there is none."""
        if self.process is None or self.process.poll() is not None:
            self._end()
            with (self.store.folder("logs") / "predictor.log").open("ab") as log:
                self.process = subprocess.Popen(
                    [sys.executable, "-m", "core.jobs.predictor", str(self.store.path)],
                    cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1"},
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
                    start_new_session=True,
                )  # fmt: skip
            self.outbox = queue.SimpleQueue()
            threading.Thread(target=_tell, args=[self.process, self.outbox], daemon=True).start()
            threading.Thread(target=self._listen, args=[self.process], daemon=True).start()
        return self.process

    def _listen(self, process: subprocess.Popen) -> None:
        """Hand each answer to who waits for it; when the process ends, tell those who still do."""
        for line in process.stdout:
            said = json.loads(line)
            self.warm = True
            if box := self.waiting.get(said["id"]):
                box.put(said)
        process.stdout.close()
        process.wait()
        with self.lock:
            if self.process is process:
                self._end()

    def _end(self) -> None:
        """Let go of the process; who waits for it gets nothing."""
        process, self.process, self.warm = self.process, None, False
        if process is not None:
            process.kill()
            process.wait()
            self.outbox.put(None)
        for box in list(self.waiting.values()):
            box.put(None)


def _tell(process: subprocess.Popen, outbox: queue.SimpleQueue) -> None:
    """Write what is asked, in a thread of its own: a pipe that is full holds up nobody else."""
    with suppress(OSError):  # it has died: its listener tells those who wait
        while (line := outbox.get()) is not None:
            process.stdin.write(line + b"\n")
            process.stdin.flush()
    with suppress(OSError):
        process.stdin.close()
