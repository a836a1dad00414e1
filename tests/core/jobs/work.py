"""Runs that are quick or long on purpose, and waiting for what a worker does."""

from __future__ import annotations

import time

QUICK = ("lightgbm", {"n_estimators": 20})
LONG = ("lightgbm", {"n_estimators": 10_000, "early_stopping": False, "num_leaves": 63})
"""Some twenty seconds a fold on a quiet machine, with a step every few milliseconds."""
MIDDLE = ("lightgbm", {"n_estimators": 800, "early_stopping": False})
"""A second or two a fold."""


def until(found, seconds: float = 40.0):
    """What `found()` gives as soon as it is true; an AssertionError after `seconds`."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.02)
    raise AssertionError(f"It did not happen within {seconds} s.")


def state(store, run_id: str) -> str:
    """The state of a run."""
    return store.list("run", id=run_id)[0].state
