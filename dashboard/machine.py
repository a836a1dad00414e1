"""What this machine can compute on, found by a child process so that the server stays light."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.store import Store

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("torch", "lightgbm", "sklearn", "shap")
log = logging.getLogger("fitboard")


def look(store: Store, seconds: float = 120.0) -> Thread:
    """Ask a child for the devices, in the background; the store keeps what it answers."""
    thread = Thread(target=_ask, args=(store, seconds), name="devices", daemon=True)
    thread.start()
    return thread


def _ask(store: Store, seconds: float) -> None:
    command = [sys.executable, "-m", "core.device"]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=seconds, text=True)
    if child.returncode:
        log.error("python -m core.device ended with %s", child.returncode)
        return
    store.keep_fact("devices", json.loads(child.stdout))


def devices(store: Store) -> list[dict]:
    """The devices found at the last start, as JSON records of `core.Device`; empty before that."""
    return store.fact("devices") or []


def label(store: Store) -> str:
    """The device in a few words: the GPU by name where one can be used, else the CPU's cores."""
    for device in devices(store):
        if device["kind"] != "cpu" and device["usable"]:
            return device["name"]
    cores = os.cpu_count() or 1
    return f"CPU · {cores} cores" if cores > 1 else "CPU · 1 core"


def heavy() -> list[str]:
    """The heavy libraries this process has loaded; an idle server has none."""
    return [name for name in HEAVY if name in sys.modules]
