"""A loader for the checker of hostile files: the reading itself, in the checker's own process."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

import core
from core.dataset.build import build
from core.dataset.limits import Limits


def load(path: str) -> core.Dataset:
    """The file as a Dataset; raises ValueError for what is refused."""
    folder = Path(tempfile.mkdtemp(prefix="hostile-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    record = build(Path(path), folder, {}, Limits())
    assert "Not checked" not in (folder / "findings.json").read_text(), "a rule broke off"
    return core.Dataset.from_json(record | {"name": "hostile"}, folder / "table.parquet")
