"""What a reading may cost, and the error that says why a file was refused."""

from __future__ import annotations

from dataclasses import dataclass

MB = 1 << 20
GB = 1 << 30


@dataclass(frozen=True)
class Limits:
    """The most that reading one file may take; beyond it the file is refused with a sentence."""

    bytes: int = 2 * GB
    """Bytes of the file as it comes."""
    unpacked: int = 2 * GB
    """Bytes after unpacking; counted while they stream out."""
    ratio: int = 200
    """How many times its size a packed file may grow, once it is above 64 MB."""
    rows: int = 50_000_000
    columns: int = 20_000
    memory: int = 6 * GB
    """Bytes of private memory of the reading process."""
    seconds: float = 300.0


class Refused(ValueError):
    """A file that cannot be read, with a sentence that says why and what to do."""
