"""The machine under the server: what it can compute on, what is loaded, who can reach it."""

from __future__ import annotations

import ctypes
import json
import logging
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.store import Store

ROOT = Path(__file__).resolve().parent.parent
HEAVY = ("torch", "lightgbm", "sklearn", "shap")
LOOPBACK = ("127.0.0.1", "localhost", "::1")
M_ARENA_MAX = -8
"""glibc's name for how many heaps there may be, in malloc.h."""
JOBS = "FITBOARD_JOBS"
"""The setting of how many jobs run side by side."""
OPEN = "FITBOARD_OPEN_TO_EVERYONE_WITHOUT_LOGIN"
log = logging.getLogger("fitboard")


def stay_small() -> None:
    """Ask for the memory of all threads from one heap (glibc): each would keep one of its own."""
    with suppress(AttributeError, OSError, TypeError):  # another system's library
        ctypes.CDLL(None).mallopt(M_ARENA_MAX, 1)


def refuse_strangers(address: str | None) -> None:
    """End the start when others could reach this server, which asks nobody who they are.

    A server bound to None listens on every address of the machine.
    """
    if address in LOOPBACK or os.environ.get(OPEN) == "yes":
        return
    where = address or "every address of this machine"
    sys.exit(
        f"Fitboard does not start on {where}: it has no login, so anyone who reaches it could "
        f"see and delete everything. Start it from its own folder with `make run`, which binds "
        f"127.0.0.1; or set {OPEN}=yes if that is what you want."
    )


def set_to(variable: str, least: int, most: int) -> int | None:
    """What a setting of the environment is set to, None if it is not; else the start ends."""
    asked = os.environ.get(variable, "")
    if asked and not (asked.isdigit() and least <= int(asked) <= most):
        sys.exit(
            f"{variable} must be an int in the range [{least}, {most}]. Got {asked!r} instead."
        )
    return int(asked) if asked else None


def look(store: Store, seconds: float = 120.0, after: float = 0.0) -> Thread:
    """Ask a child for the devices, in the background; the store keeps what it answers.

    It loads torch, so a server that has just started asks `after` some seconds.
    """
    thread = Thread(target=_ask, args=(store, seconds, after), name="devices", daemon=True)
    thread.start()
    return thread


def _ask(store: Store, seconds: float, after: float) -> None:
    time.sleep(after)
    command = [sys.executable, "-m", "core.device"]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=seconds, text=True)
    if child.returncode:
        log.warning("python -m core.device ended with %s", child.returncode)
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
