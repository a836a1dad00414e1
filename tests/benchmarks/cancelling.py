"""Cancel: how soon the state says so, and how soon the worker is gone."""

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

import core
from core import jobs
from tests.benchmarks.budget import Budget
from tests.serving import workers

TRIES = 5


def measure() -> list[Budget]:
    """Forests that would run for minutes, cancelled while they fit."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        store = core.open_store(home)
        experiment = _long(home, store)
        supervisor = jobs.Supervisor(store)
        supervisor.start()
        try:
            timed = [_cancel_one(store, experiment, home) for _ in range(TRIES)]
        finally:
            supervisor.stop()
    seen, gone = (statistics.median(times) for times in zip(*timed, strict=True))
    how = f"median of {TRIES} forests in their first fold"
    return [
        Budget("cancel: seen in the store", 0.5, seen, "s", how),
        Budget("cancel: worker gone", 2.0, gone, "s", how),
    ]


def _long(home: Path, store) -> core.Experiment:
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(20_000, 30)), columns=[f"x{i}" for i in range(30)])
    frame["y"] = rng.normal(size=len(frame))
    frame.to_csv(home / "long.csv", index=False)
    data = core.read_dataset(home / "long.csv", folder=store.folder("uploads"))
    experiment = core.Experiment.of(data, "y")
    store.save(data)
    store.save(experiment)
    return experiment


def _cancel_one(store, experiment, home: Path) -> tuple[float, float]:
    run = jobs.submit_run(store, experiment, "forest", {"n_estimators": 5000})
    job = _until(lambda: next((j for j in jobs.jobs(store) if j.subject == run
                               and j.state == "running"), None))  # fmt: skip
    time.sleep(0.5)
    busy = {process.pid for process in workers(home)}
    started = time.perf_counter()
    jobs.cancel(store, job.id)
    _until(lambda: jobs.job(store, job.id).state in ("cancelling", "cancelled"))
    seen = time.perf_counter() - started
    _until(lambda: jobs.job(store, job.id).state == "cancelled")
    _until(lambda: len(busy & {process.pid for process in workers(home)}) < len(busy))
    return seen, time.perf_counter() - started


def _until(found, seconds: float = 60.0):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := found():
            return value
        time.sleep(0.01)
    raise TimeoutError(f"waited {seconds:g} s in vain")
