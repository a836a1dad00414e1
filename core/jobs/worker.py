"""A worker: `python -m core.jobs.worker <store>`. Warm first, then one job, then gone.

It waits for one line on its input, the id of a job. It ends when its input closes before that;
once at work it outlives the server. It lives, for all others, while it holds its job's lock.
"""

from __future__ import annotations

import faulthandler
import hashlib
import os
import sys
import threading
import time
import traceback
from importlib import import_module
from typing import TYPE_CHECKING

from filelock import Timeout

if TYPE_CHECKING:
    from core.jobs.queue import Job
    from core.store import Store

FIRST = (
    "core.jobs.work", "core.training", "core.learning", "core.experiment", "pandas", "scipy.stats",
    "pyarrow.parquet", "sklearn.pipeline", "sklearn.compose", "sklearn.ensemble", "sklearn.impute",
    "sklearn.linear_model", "sklearn.feature_extraction.text", "sklearn.metrics",
    "core.store.models",
)  # fmt: skip
"""What every job needs."""
IDLE = ("lightgbm", "torch", "torch._dynamo")
"""What some jobs need, loaded as long as none has come; the last when torch's first optimiser is
made. Torch takes as many threads as OMP_NUM_THREADS says."""
NICE = "FITBOARD_NICE"
"""The setting of how far work yields to everything else on the machine, 0 to 19."""
LOOK = 0.1
"""Seconds between two looks at the memory."""


def main() -> None:
    """Warm up, take one job, do it, leave."""
    faulthandler.enable()
    _step_back()
    line: list[str] = []
    arrived = threading.Event()
    threading.Thread(target=_listen, args=(line, arrived), daemon=True).start()
    from core.store import open_store

    store = open_store(sys.argv[1])
    for name in FIRST:
        import_module(name)
    for name in IDLE:
        if not arrived.is_set():
            import_module(name)
    if not arrived.is_set():
        print(f"{time.strftime('%F %T')} worker {os.getpid()} is warm", flush=True)
    arrived.wait()
    code = work(store, int(line[0]))
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # no time is lost on taking the libraries down


def _listen(line: list[str], arrived: threading.Event) -> None:
    text = sys.stdin.readline()
    if not text.strip():
        os._exit(0)  # the server is gone, or needs no spare any more
    line.append(text)
    arrived.set()


def _step_back() -> None:
    """The screen comes first: for the processor, and when the system runs out of memory."""
    if hasattr(os, "nice"):
        # at 10, two workers still cost a page 2.5 times its time; at 15, 1.1 times
        os.nice(int(os.environ.get(NICE) or 15))
    if hasattr(os, "SCHED_BATCH"):  # a page that wakes does not wait for a worker's slice to end
        os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("500")
    except OSError:
        return


def work(store: Store, job_id: int) -> int:
    """Do the job and record how it ended; the exit code."""
    from core.jobs import locks, queue

    lock = locks.job_lock(store, job_id)
    try:
        lock.acquire(timeout=5)
    except Timeout:
        return 0  # another worker has it
    import psutil

    me = {"pid": os.getpid(), "born": psutil.Process().create_time()}
    if not queue.move(store, job_id, "running", "starting", worker=me):
        return 0  # cancelled before it began
    job = queue.job(store, job_id)
    _log_to(store, job)
    threading.Thread(target=_watch, args=(store, job), daemon=True).start()
    state, values = outcome(store, job)
    # What is done is done: a cancel that came too late for it does not undo it.
    queue.move(store, job.id, state, "running", "cancelling", **values)
    return 0


def outcome(store: Store, job: Job) -> tuple[str, dict]:
    """Do the job's work; the state it ends in and what else to write down."""
    from core.jobs.report import Report
    from core.jobs.work import KINDS

    try:
        KINDS[job.kind].work(store, job, Report(store, job))
    except ValueError as error:
        write_down(error)
        return "failed", {"reason": str(error)}
    except MemoryError:
        return "failed", {"reason": "It needed more memory than this machine has."}
    except Exception as error:
        return "failed", {"reason": f"Something went wrong inside (code {write_down(error)})."}
    return "succeeded", {"reason": ""}


def write_down(error: BaseException) -> str:
    """Log where it happened, without the message, which may hold cells of a table; its code."""
    place = "".join(traceback.format_tb(error.__traceback__))
    code = hashlib.sha256((type(error).__name__ + place).encode()).hexdigest()[:8]
    print(f"{time.strftime('%F %T')} code {code}: {type(error).__name__} at\n{place}", flush=True)
    return code


def _log_to(store: Store, job: Job) -> None:
    log = os.open(
        store.folder("logs") / f"job-{job.id}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND
    )
    os.dup2(log, 1)
    os.dup2(log, 2)
    os.close(log)


def _watch(store: Store, job: Job) -> None:
    """End this process, with the reason on record, when it takes more memory than it may."""
    import psutil

    from core.jobs import queue

    me, most = psutil.Process(), job.limits["memory"]
    while me.memory_info().rss <= most:
        time.sleep(LOOK)
    try:
        reason = f"It needed more than {most / 1e9:.1f} GB of memory."
        queue.move(store, job.id, "failed", "running", "cancelling", reason=reason)
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
