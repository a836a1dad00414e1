"""Files on their way into the store: tokens that let one in each, and what has come.

The streaming route has neither login nor XSRF protection: whoever holds a token may send one file.
A session of a page has its own tokens and sees only what came by them. They live in the server's
memory: a new start knows none, and removes what came before it.
"""

from __future__ import annotations

import os
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import psutil

from core.dataset.limits import Setting, look_up
from core.dataset.read import RECEIVED

LIFE = 12 * 3600.0
"""Seconds that a token is good for after its page was last drawn."""
AT_ONCE = Setting("FITBOARD_MAX_UPLOADS_AT_ONCE", "Uploads at the same time")
PAUSE = Setting("FITBOARD_MAX_UPLOAD_PAUSE", "A pause in an upload", "seconds")
DEFAULTS = {AT_ONCE: 4, PAUSE: 60.0}
UNKNOWN = "This address is no longer good. Reload the page and try again."


class Closed(Exception):
    """Why a file is not let in: an HTTP status and a sentence."""

    def __init__(self, status: int, sentence: str):
        super().__init__(sentence)
        self.status = status


@dataclass
class Door:
    """What one token stands for: at first nothing, then a file that comes, then one that is there.

    `name` is what the sender calls the file; it is only shown. What still comes through a door that
    was `given_up` is not kept.
    """

    expires: float
    busy: bool = False
    given_up: bool = False
    name: str = ""
    bytes: int = 0
    expected: int | None = None
    file: Path | None = None


_doors: dict[str, Door] = {}
_lock = Lock()


def token(last: str | None = None) -> str:
    """The token a page goes on with: `last` if it can still let a file in, else a new one."""
    with _lock:
        now = time.time()
        for key in [key for key, door in _doors.items() if door.expires < now and not door.busy]:
            _forget(key)
        if last in _doors and _doors[last].file is None:
            _doors[last].expires = now + LIFE
            return last
        new = secrets.token_urlsafe(24)
        _doors[new] = Door(now + LIFE)
        return new


def enter(key: str, name: str, expected: int | None) -> Door:
    """Claim the door for a file; Closed when the token is not known, used or too many are."""
    with _lock:
        door = _doors.get(key)
        if door is None or door.file is not None or door.expires < time.time():
            raise Closed(403, UNKNOWN)
        if door.busy:
            raise Closed(409, "A file is on its way through this address already.")
        if sum(other.busy for other in _doors.values()) >= look_up(AT_ONCE, DEFAULTS[AT_ONCE]):
            raise Closed(429, "Too many uploads are under way. Try again when one has ended.")
        door.busy, door.name, door.bytes, door.expected = True, name, 0, expected
        return door


def leave(door: Door, file: Path | None) -> None:
    """The upload is over: `file` is there whole, or None after it broke off; then it may retry."""
    with _lock:
        if door.given_up and file is not None:
            file.unlink(missing_ok=True)
            file = None
        door.busy, door.file = False, file
        door.bytes = door.bytes if file else 0


def give_up(key: str) -> None:
    """Forget what came or comes by this token, which lets in another file; Closed if not known."""
    with _lock:
        door = _doors.get(key)
        if door is None:
            raise Closed(404, UNKNOWN)
        _forget(key)
        door.given_up = True
        _doors[key] = Door(door.expires)


def look(key: str) -> Door | None:
    """How far the token's upload is; None for a token that is not known."""
    return _doors.get(key)


def take(key: str | None) -> Door | None:
    """The file that came by this token, once; whoever takes it reads and then removes it."""
    with _lock:
        door = _doors.get(key or "")
        return _doors.pop(key) if door and door.file else None


def _forget(key: str) -> None:
    file = _doors.pop(key).file
    if file is not None:
        file.unlink(missing_ok=True)


def places(folder: Path) -> tuple[Path, Path]:
    """Where an upload is written, and where it lies once it is whole: a random id of this server.

    Both begin with a dot and name the process, so that a later start knows whose they are.
    """
    id = f"{os.getpid()}-{secrets.token_hex(16)}"
    return folder / f".receiving-{id}", folder / f"{RECEIVED}{id}"


def sweep(folder: Path) -> None:
    """At the start: remove the uploads, half and whole, of servers that are gone."""
    for path in [*folder.glob(".receiving-*"), *folder.glob(RECEIVED + "*")]:
        owner = path.name.split("-")[1]
        here = owner.isdigit() and int(owner) != os.getpid() and psutil.pid_exists(int(owner))
        if not here:
            with suppress(OSError):
                path.unlink()
