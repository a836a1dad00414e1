"""D2: the server is killed (-9) while three users work; nothing acknowledged may be lost."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import numpy as np

import core
import core.jobs
from core.jobs import locks
from core.jobs.child import ROOT
from tests.core.jobs.work import until
from tests.faults.yard import OVER, UNATTENDED

if TYPE_CHECKING:
    from pathlib import Path

FEWEST = 12
"""Lines of the journal before the server may be killed, a decision among them."""


def server_killed(folder: Path, seed: int) -> dict[str, float]:
    """Kill a server at a random moment and start another: seconds until it is ready, and counts."""
    folder.mkdir(parents=True, exist_ok=True)
    journal = folder / f"journal-{seed}.jsonl"
    command = [sys.executable, "-m", "tests.faults.served", str(folder / "store"),
               str(folder / "made"), str(journal), str(seed)]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT)
    try:
        until(lambda: journal.exists() and ready_to_die(lines(journal)), 120)
        time.sleep(float(np.random.default_rng(seed).uniform(0, 1.5)))
    finally:
        server.kill()
        server.wait()
    at = time.monotonic()
    store = core.open_store(folder / "store")
    supervisor = core.jobs.Supervisor(store, at_once=2)
    supervisor.start()
    until(lambda: core.jobs.started(store) and store.list("run"))
    ready = time.monotonic() - at
    try:
        told = lines(journal)
        remembered(store, told)
        settled(store)
        remembered(store, told)
    finally:
        for job in core.jobs.jobs(store, live=True):
            core.jobs.cancel(store, job.id)
        until(lambda: not core.jobs.jobs(store, live=True))
        supervisor.stop()
        store.close()
    return {"ready": ready, "acknowledged": len(told)}


def lines(journal: Path) -> list[dict]:
    """The whole lines of the journal; one that was cut off was not acknowledged."""
    text = journal.read_text()
    return [json.loads(line) for line in text[: text.rfind("\n") + 1].splitlines()]


def ready_to_die(told: list[dict]) -> bool:
    """Whether enough was acknowledged, of every sort."""
    return len(told) >= FEWEST and any(entry["act"] == "decision" for entry in told)


def remembered(store, told: list[dict]) -> None:
    """Everything that was acknowledged is there."""
    experiments = {record.id for record in store.list("experiment")}
    runs = {record.id: record for record in store.list("run")}
    for entry in told:
        id = entry["id"]
        if entry["act"] == "experiment":
            assert id in experiments, entry
            continue
        assert id in runs, entry
        if entry["act"] == "note":
            # A later note may have been written and not yet acknowledged: never an earlier one.
            assert int(runs[id].mark.note.split()[1]) >= entry["number"], entry
        if entry["act"] == "decision":
            assert store.decision(id).threshold == entry["threshold"], entry


def attended(store, job: core.jobs.Job, seconds: float = 10.0) -> None:
    """A job whose worker is gone is said to be over, or taken up again, in ten seconds."""
    try:
        until(lambda: core.jobs.job(store, job.id).state != "running", seconds)
    except AssertionError:
        raise AssertionError(f"job {job.id} is running {UNATTENDED}") from None


def settled(store, seconds: float = 120.0) -> None:
    """Every training ends, said rightly; none says running without a worker for long."""

    def open_runs() -> list:
        jobs = [job for job in core.jobs.jobs(store, live=True) if job.kind == "train"]
        for job in jobs:
            orphan = job.state == "running" and not locks.held(locks.job_lock(store, job.id))
            if orphan:
                attended(store, job)
        return jobs

    until(lambda: not open_runs(), seconds)
    for record in store.list("run"):
        assert record.state in OVER, (record.id, record.state)
        assert record.state in ("succeeded", "interrupted"), (record.state, record.reason)
        if record.state == "succeeded":
            assert len(store.load("run", record.id).oof)
