"""Who is alive, told by file locks: the system frees a lock when its holder is gone, however."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from core.store import Store


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
