"""The store: what outlives a click. Records in SQLite, large things in content-addressed files."""

from __future__ import annotations

import tempfile
from pathlib import Path

from core.store.marks import Decision, Mark
from core.store.openings import Opening
from core.store.records import DatasetRecord, ExperimentRecord, RunRecord
from core.store.store import Store

__all__ = [
    "DatasetRecord",
    "Decision",
    "ExperimentRecord",
    "Mark",
    "Opening",
    "RunRecord",
    "Store",
    "open_store",
]


def open_store(path: str | Path | None = None) -> Store:
    """The store in the folder `path`, made when missing; without one, in a new temporary folder.

    ValueError when a newer Fitboard made it, when it is damaged, or when the disk is full.
    """
    folder = Path(path) if path is not None else Path(tempfile.mkdtemp(prefix="fitboard-"))
    return Store(folder.expanduser().resolve())
