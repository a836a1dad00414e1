"""What this machine can compute on, found by a child process so that the server stays light."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("torch", "lightgbm", "sklearn", "shap")
_found: list[dict] = []


def look() -> Thread:
    """Ask a child for the devices, in the background; `devices` has them when it is done."""
    thread = Thread(target=_ask, name="devices", daemon=True)
    thread.start()
    return thread


def _ask(seconds: float = 120.0) -> None:
    command = [sys.executable, "-m", "core.device"]
    try:
        child = subprocess.run(
            command, cwd=ROOT, capture_output=True, timeout=seconds, check=True, text=True
        )
        _found[:] = json.loads(child.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        _found.clear()


def devices() -> list[dict]:
    """The devices found so far, as JSON records of `core.Device`; empty until the child is back."""
    return list(_found)


def label() -> str:
    """The device in a few words: the GPU by name where one can be used, else the CPU's cores."""
    for device in devices():
        if device["kind"] != "cpu" and device["usable"]:
            return device["name"]
    cores = os.cpu_count() or 1
    return f"CPU · {cores} cores" if cores > 1 else "CPU · 1 core"


def heavy() -> list[str]:
    """The heavy libraries this process has loaded; an idle server has none."""
    return [name for name in HEAVY if name in sys.modules]
