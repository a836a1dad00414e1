"""Who is alive, told by file locks: the system frees a lock when its holder is gone, however."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from core.store import Store

MONTH = 30 * 24 * 3600.0


def job_lock(store: Store, job_id: int) -> FileLock:
    """The lock a worker holds as long as it works on the job."""
    return FileLock(store.folder("locks") / f"job-{job_id}.lock")


def supervisor_lock(store: Store) -> FileLock:
    """The lock of the one supervisor of a store."""
    return FileLock(store.folder("locks") / "supervisor.lock")


def held(lock: FileLock) -> bool:
    """Whether somebody holds it."""
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return True
    lock.release()
    return False


def sweep(store: Store, live: set[int]) -> None:
    """Delete the lock files of jobs that are over, and logs of a month ago."""
    for path in store.folder("locks").glob("job-*.lock"):
        if int(path.stem.removeprefix("job-")) not in live:
            path.unlink(missing_ok=True)
    for path in store.folder("logs").glob("*.log"):
        if time.time() - path.stat().st_mtime > MONTH:
            path.unlink(missing_ok=True)
