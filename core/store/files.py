"""Files found by the hash of their content: written whole, then named, checked when read."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from core.store.layout import disk_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS}
UNFINISHED = ".new"
DAY = 24 * 3600.0


@dataclass(frozen=True)
class Content:
    """What is to be kept: its name, `<sha256>.<suffix>`, and how to write it to a path."""

    name: str
    write: Callable[[Path], None]


def of_bytes(data: bytes, suffix: str) -> Content:
    """Bytes as a file's content."""
    return Content(f"{hashlib.sha256(data).hexdigest()}.{suffix}", partial(_write, data))


def of_file(source: Path) -> Content:
    """A file's content, kept by a link where the file system allows it, else by a copy."""
    # The suffix may come from a name somebody chose: it decides nothing, and may not lead anywhere.
    suffix = source.suffix[1:].lower()
    plain = suffix if suffix.isascii() and suffix.isalnum() and len(suffix) < 9 else "bin"
    return Content(f"{_hash(source)}.{plain}", partial(_link_or_copy, source))


class Files:
    """The content-addressed files of one store, in `folder`."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.checked: dict[str, tuple[int, int]] = {}
        """Size and time of change of what was found intact: it is not hashed again unchanged."""

    def where(self, name: str) -> Path:
        """Where the file of that name is, or would be."""
        return self.folder / name[:2] / name

    def keep(self, content: Content) -> None:
        """Write the content whole, or nothing; ValueError when the disk is full."""
        path = self.where(content.name)
        if path.exists() and self._intact(content.name):
            return
        new = path.with_name(f"{secrets.token_hex(8)}{UNFINISHED}")
        with full_disk(self.folder):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                content.write(new)
                new.replace(path)
                _sync_folder(path.parent)
            finally:
                new.unlink(missing_ok=True)

    def path(self, name: str, what: str) -> Path:
        """The file's path, after a check by its hash; a ValueError says that `what` is damaged."""
        path = self.where(name)
        try:
            mark = _mark(path)
            if self.checked.get(name) != mark:
                if _hash(path) != name.partition(".")[0]:
                    raise ValueError(f"{what} is damaged: its content has changed on the disk.")
                self.checked[name] = mark
        except OSError as error:
            raise ValueError(f"{what} is damaged: its file is missing or unreadable.") from error
        return path

    def remove(self, name: str) -> int:
        """Delete the file and links to it in the neighbouring `uploads`; the bytes set free."""
        path = self.where(name)
        try:
            status = path.stat()
        except FileNotFoundError:
            return 0
        path.unlink()
        self.checked.pop(name, None)
        if status.st_nlink > 1:
            for upload in (self.folder.parent / "uploads").rglob("*"):
                if upload.is_file() and os.path.samestat(upload.stat(), status):
                    upload.unlink()
        return status.st_size

    def sweep(self, older: float = DAY) -> None:
        """Delete what a crash left half written, and uploads that nobody saved, after a day."""
        uploads = self.folder.parent / "uploads"
        for path in [*self.folder.rglob("*" + UNFINISHED), *uploads.rglob("*")]:
            try:
                status = path.stat()
                # What was saved is linked from here, or copied: the file here is not needed.
                if (
                    path.is_file()
                    and status.st_nlink == 1
                    and time.time() - status.st_mtime > older
                ):
                    path.unlink()
            except FileNotFoundError:
                continue

    def _intact(self, name: str) -> bool:
        try:
            return bool(self.path(name, name))
        except ValueError:
            return False


@contextmanager
def full_disk(folder: Path) -> Iterator[None]:
    """Turn the system's "no space left" into a ValueError that a user can act on."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise ValueError(disk_sentence(folder)) from error
        raise


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _mark(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _write(data: bytes, path: Path) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _link_or_copy(source: Path, path: Path) -> None:
    try:
        os.link(source, path)
    except OSError:
        with source.open("rb") as old, path.open("wb") as new:
            while block := old.read(1 << 20):
                new.write(block)
            new.flush()
            os.fsync(new.fileno())
    else:
        with path.open("rb") as file:
            os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    # A rename is on the disk only when its folder is; Windows has no such call.
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
