"""What this installation has: devices, workers, storage by kind, versions."""

from __future__ import annotations

import importlib.metadata
import re
from typing import TYPE_CHECKING

import pandas as pd
import psutil
from sqlalchemy import select

import core.jobs
from core.store.layout import parts
from dashboard import machine
from dashboard.amounts import lasting, size

if TYPE_CHECKING:
    from pathlib import Path

    from core.jobs import Job
    from core.store import Store

KINDS = {"cpu": "Processor", "cuda": "Graphics card", "mps": "Graphics of the processor"}
HELD = {"dataset": "Datasets", "experiment": "Experiments", "run": "Runs and their models"}


def devices(store: Store) -> pd.DataFrame:
    """A row a device: kind, name, its memory, whether networks can use it and why not."""
    return pd.DataFrame(
        {
            "Kind": KINDS.get(device["kind"], device["kind"]),
            "Device": device["name"],
            "Memory": size(device["memory_total"]) if device["memory_total"] else "",
            "Usable": "yes" if device["usable"] else f"no: {device['reason']}",
        }
        for device in machine.devices(store)
    )


def no_graphics(store: Store) -> str:
    """Why runs compute on the CPU, in a sentence; "" where a graphics card can be used."""
    found = machine.devices(store)
    if not found:
        return "The devices are still being looked at: a child process does it, once a start."
    cards = [device for device in found if device["kind"] != "cpu"]
    if any(device["usable"] for device in cards):
        return ""
    if cards:
        return f"No graphics card can be used. {cards[0]['reason']}"
    torch = version("torch")
    why = "no driver of one is installed"
    if torch.endswith("+cpu"):
        why = f"the installed torch ({torch}) is built for the CPU alone"
    return f"No graphics card was found: {why}. Networks train on the CPU, in sizes that suit it."


def workers(store: Store, jobs: list[Job]) -> pd.DataFrame:
    """A row a job that is not over: state, what it does for which run, process, memory, time."""
    titles = {record.id: f"#{record.number} {record.title}" for record in store.list("run")}
    rows = []
    for job in jobs:
        process, memory = _process(job)
        rows.append({
            "State": job.state, "Job": job.kind.replace("_", " "),
            "Run": titles.get(job.subject, job.subject), "Process": process, "Memory": memory,
            "Limits": f"{lasting(job.limits['seconds'])}, {size(job.limits['memory'])}",
        })  # fmt: skip
    return pd.DataFrame(rows)


def _process(job: Job) -> tuple[str, str]:
    """The worker's process number and the memory it takes now."""
    if job.worker is None:
        return "", ""
    try:
        return str(job.worker["pid"]), size(psutil.Process(job.worker["pid"]).memory_info().rss)
    except psutil.Error:
        return str(job.worker["pid"]), "gone"


def storage(store: Store) -> dict[str, int]:
    """Bytes on the disk by what they are for."""
    with store.reading() as connection:
        kept = connection.execute(select(parts.c.kind, parts.c.file).distinct()).all()
    found = dict.fromkeys(HELD.values(), 0)
    for kind, name in kept:
        found[HELD[kind]] += _bytes(store.files.where(name))
    found["Uploads as they came"] = _below(store.folder("uploads"))
    found["Logs"] = _below(store.folder("logs"))
    found["Database"] = sum(_bytes(file) for file in store.path.glob("fitboard.db*"))
    return found


def _below(folder: Path) -> int:
    return sum(_bytes(file) for file in folder.rglob("*"))


def _bytes(file: Path) -> int:
    """A file's size; none for a folder, or a file that has just gone."""
    try:
        return file.stat().st_size if file.is_file() else 0
    except FileNotFoundError:
        return 0


def versions() -> dict[str, str]:
    """The direct dependencies by name, as installed; none of them is imported for that."""
    lines = (machine.ROOT / "requirements.txt").read_text().splitlines()
    names = (re.match(r"[A-Za-z0-9._-]+", line) for line in lines)
    return {name[0]: version(name[0]) for name in names if name}


def version(name: str) -> str:
    """The installed version of a library."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def at_once(store: Store) -> int:
    """How many jobs this machine works on side by side."""
    return core.jobs.Supervisor(store).at_once
