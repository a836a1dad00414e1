"""`read_dataset`: the upload is kept, a child process reads it under limits, a Dataset is made."""

from __future__ import annotations

import atexit
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any, BinaryIO

from core.dataset.limits import MB, Limits, Refused, configured
from core.dataset.magic import ENDINGS
from core.dataset.options import check_options
from core.dataset.table import Dataset

ROOT = Path(__file__).resolve().parents[2]
WORK = ".reading-"
RECEIVED = ".received-"
"""How the name of an upload begins that waits in the store's folder: nobody else writes it."""
STALE = 24 * 3600
"""Seconds after which a reading that is still there was broken off, and is removed."""
_MEMORY = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    # what is freed is taken again: blocks that come and go from the system cost a fifth of the time
    "MALLOC_MMAP_THRESHOLD_": str(32 * MB),
    "MALLOC_TRIM_THRESHOLD_": str(128 * MB),
}
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")


def read_dataset(
    source: str | Path | BinaryIO,
    *,
    name: str | None = None,
    options: dict[str, Any] | None = None,
    folder: str | Path | None = None,
    limits: Limits | None = None,
    look: bool = True,
) -> Dataset:
    """Read a table from a path or a binary file object into a typed Dataset.

    `options` override any guess: separator, decimal, thousands, encoding, header ("none", "first
    line" or "two lines"), skip (lines above them), missing (more spellings), names, footer (how
    many last rows are none), repeated_header ("drop" or "keep"); and for single columns kinds
    ({name: kind}), missing_in ({name: spellings}), values_in ({name: spellings that are values,
    not missing}), decimal_in ({name: mark}), dates_in ({name: "day first" or "month first"})
    and replace ({name: {old text: new text}}). The Parquet file, its summary and findings and the
    raw upload are kept in `folder` (by default one that goes when Python ends); without `look`,
    summary and findings wait until somebody asks for them. The parsing happens in a child process
    under `limits`, by default those of the settings.
    Raises ValueError, with a sentence that the user can act on, for anything that is not a table.
    """
    request = {"source": source, "look": look}
    return read_request(request, name or _label(source), options, folder, limits)


def read_request(
    request: dict[str, Any],
    name: str,
    options: dict[str, Any] | None,
    folder: str | Path | None,
    limits: Limits | None,
) -> Dataset:
    """Have a child process read {"source": a file, "look": bool} or {"database": {...}}."""
    checked, limits = check_options(options), limits or configured()
    home = Path(folder) if folder is not None else _own_folder()
    home.mkdir(parents=True, exist_ok=True)
    _sweep(home)
    work = Path(tempfile.mkdtemp(prefix=WORK, dir=home))
    try:
        child = _start(work)
        try:
            if "source" in request:
                raw = _keep(request.pop("source"), work / "raw", limits)
                request = {"raw": str(raw), **request}
            record = _answer(child, {**request, "options": checked}, work, limits)
        finally:
            _end(child)
        return _settle(record, work, home, name)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _sweep(home: Path) -> None:
    """Remove what a reading left behind whose process was killed."""
    for path in home.glob(WORK + "*"):
        with suppress(OSError):  # another reader may sweep at the same moment
            if path.stat().st_mtime < time.time() - STALE:
                shutil.rmtree(path, ignore_errors=True)


def _own_folder() -> Path:
    path = Path(tempfile.mkdtemp(prefix="fitboard-"))
    atexit.register(shutil.rmtree, path, ignore_errors=True)
    return path


def _label(source: str | Path | BinaryIO) -> str:
    """A name to show: the file's own without its endings. It is never used as a path."""
    given = source if isinstance(source, (str, Path)) else getattr(source, "name", "")
    base = os.path.basename(given) if isinstance(given, (str, Path)) else ""
    for _ in range(2):  # table.csv.gz has two
        stem, _, ending = base.rpartition(".")
        base = stem if stem and ending.lower() in ENDINGS else base
    return base or "dataset"


def _keep(source: str | Path | BinaryIO, raw: Path, limits: Limits) -> Path:
    """Copy the upload as it comes, under the cap on bytes; one that was received is linked."""
    if not isinstance(source, (str, Path)):
        _copy(source, raw, limits)
        return raw
    path = Path(source)
    if not path.is_file():
        raise Refused(f"There is no file {path.name!r}.")
    if path.stat().st_size > limits.bytes:
        raise Refused(_too_large(limits))
    if path.name.startswith(RECEIVED):
        with suppress(OSError):
            os.link(path, raw)
            return raw
    shutil.copyfile(path, raw)
    return raw


def _copy(source: BinaryIO, raw: Path, limits: Limits) -> None:
    size = 0
    with open(raw, "wb") as target:
        while block := source.read(MB):
            if isinstance(block, str):
                raise Refused("Open the file in binary mode ('rb').")
            size += len(block)
            if size > limits.bytes:
                raise Refused(_too_large(limits))
            target.write(block)


def _too_large(limits: Limits) -> str:
    return f"The file is too large: the limit is {limits.bytes / MB:,.0f} MB."


def _start(work: Path) -> subprocess.Popen:
    """The child, importing its libraries while the upload is copied."""
    environment = {key: os.environ[key] for key in _KEPT if key in os.environ}
    environment |= {"PYTHONPATH": str(ROOT), **_MEMORY}
    with open(work / "log", "wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "core.dataset.child"],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            cwd=work,
            env=environment,
            start_new_session=True,
        )


def _answer(
    child: subprocess.Popen, request: dict[str, Any], work: Path, limits: Limits
) -> dict[str, Any]:
    """Send the request and wait for the record, watching time and memory."""
    request |= {"folder": str(work), "limits": asdict(limits)}
    with suppress(OSError):  # it may have ended already; the missing record says so below
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.flush()  # and left open: the child ends when it closes
    ends = time.monotonic() + limits.seconds
    while child.poll() is None:
        if time.monotonic() > ends:
            raise Refused(f"Reading took longer than {limits.seconds:g} s: the file is too large.")
        if _memory(child.pid) > limits.memory:
            limit = limits.memory / MB
            raise Refused(f"Reading needs more than {limit:,.0f} MB of memory: too large a file.")
        with suppress(subprocess.TimeoutExpired):
            child.wait(0.02)
    record = work / "record.json"
    if not record.exists():
        raise Refused("The file could not be read as a table: its reading process broke off.")
    return json.loads(record.read_text())


def _memory(pid: int) -> int:
    """Private bytes of a process, 0 where the system does not tell (then RLIMIT_AS holds)."""
    try:
        with open(f"/proc/{pid}/statm") as file:
            fields = file.read().split()
    except OSError:
        return 0
    return (int(fields[1]) - int(fields[2])) * os.sysconf("SC_PAGE_SIZE") if fields else 0


def _end(child: subprocess.Popen) -> None:
    if child.poll() is None:
        child.kill()
    child.wait()
    with suppress(OSError):
        child.stdin.close()


def _settle(record: dict[str, Any], work: Path, home: Path, name: str) -> Dataset:
    """Move what the child wrote to its final names, the record of the files last."""
    if "error" in record:
        raise Refused(record["error"])
    key = record["id"]
    for part in ("raw", "summary.json", "findings.json"):
        if (work / part).exists():
            os.replace(work / part, home / f"{key}.{part}")
    os.replace(work / "table.parquet", home / f"{key}.parquet")
    return Dataset.from_json(
        record | {"name": name},
        path=home / f"{key}.parquet",
        source=None if record["reading"].get("database") else home / f"{key}.raw",
    )
