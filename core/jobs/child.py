"""A worker as its parent sees it: started, handed a job, watched, ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.store import Store

ROOT = Path(__file__).resolve().parents[2]


class Child:
    """A worker process of its own group. It warms up at once and waits for the id of a job."""

    def __init__(self, store: Store, threads: int):
        # The OpenMP of LightGBM, torch and scikit-learn reads this once, when it is loaded.
        environment = {**os.environ, "OMP_NUM_THREADS": str(threads)}
        own_group: dict[str, Any] = {"start_new_session": True}
        if os.name != "posix":
            own_group = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        with (store.folder("logs") / "workers.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "core.jobs.worker", str(store.path)],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                **own_group,
            )

    def give(self, job_id: int) -> None:
        """Hand over a job; OSError when the worker is gone."""
        self.process.stdin.write(f"{job_id}\n".encode())
        self.process.stdin.close()

    def ended(self) -> int | None:
        """The exit code, negative for a signal; None while it lives."""
        return self.process.poll()

    def dismiss(self) -> None:
        """End one that has no job."""
        self.process.stdin.close()
        self.process.kill()
        self.process.wait()


def end_group(pid: int, hard: bool) -> None:
    """Ask a worker's process group to end, or (hard) kill it; gone already is as good."""
    try:
        if os.name == "posix":
            os.killpg(pid, signal.SIGKILL if hard else signal.SIGTERM)
        else:
            os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return


def same_process(worker: dict[str, Any] | None) -> int | None:
    """The pid a worker wrote down, if that process still lives and is the one that wrote it."""
    import psutil

    if worker is None:
        return None
    try:
        process = psutil.Process(worker["pid"])
        same = abs(process.create_time() - worker["born"]) < 1
        return process.pid if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None
