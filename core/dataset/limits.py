"""What a reading may cost, as settings, and the error that says why a file was refused."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MB = 1 << 20
GB = 1 << 30
UNITS = {"": 1, "B": 1, "KB": 1 << 10, "MB": MB, "GB": GB, "TB": 1 << 40}


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
    seconds: float = 900.0


class Refused(ValueError):
    """A file that cannot be read, with a sentence that says why and what to do."""


@dataclass(frozen=True)
class Setting:
    """A limit that an administrator can set before the start."""

    variable: str
    """The environment variable."""
    what: str
    unit: str = ""
    """"bytes" and "seconds" are shown and read as such; "" counts things."""


SETTINGS = {
    "bytes": Setting("FITBOARD_MAX_UPLOAD", "A file, as it comes", "bytes"),
    "unpacked": Setting("FITBOARD_MAX_UNPACKED", "The same, unpacked", "bytes"),
    "ratio": Setting("FITBOARD_MAX_RATIO", "Unpacked to packed size, above 64 MB"),
    "rows": Setting("FITBOARD_MAX_ROWS", "Rows of a table"),
    "columns": Setting("FITBOARD_MAX_COLUMNS", "Columns of a table"),
    "memory": Setting("FITBOARD_MAX_MEMORY", "Memory of the reading process", "bytes"),
    "seconds": Setting("FITBOARD_MAX_SECONDS", "Time of a reading", "seconds"),
}
"""For each field of `Limits` the setting that changes it."""


def configured(environment: Mapping[str, str] | None = None) -> Limits:
    """The limits as the environment sets them; ValueError for one that is no amount above 0."""
    found = {f.name: look_up(SETTINGS[f.name], f.default, environment) for f in fields(Limits)}
    return Limits(**found)


def look_up(
    setting: Setting, default: float, environment: Mapping[str, str] | None = None
) -> int | float:
    """One setting: a number above 0; bytes with a unit if wanted ("500 MB", "4GB", in 1024s)."""
    given = (os.environ if environment is None else environment).get(setting.variable, "").strip()
    if not given:
        return default
    match = re.fullmatch(r"(\d{1,15}(?:\.\d{1,6})?)\s*([KMGT]?B)?", given, re.IGNORECASE)
    unit = (match[2] or "").upper() if match else ""
    if match is None or (unit and setting.unit != "bytes") or not float(match[1]):
        form = "a size above 0, as 500 MB or 4 GB" if setting.unit == "bytes" else "above 0"
        raise ValueError(f"{setting.variable} must be {form}. Got {given!r} instead.")
    amount = float(match[1]) * UNITS[unit]
    return amount if setting.unit == "seconds" else max(1, int(amount))


def told(setting: Setting, amount: float) -> str:
    """The amount in words: "2 GB", "300 s", "50,000,000"."""
    if setting.unit == "seconds":
        return f"{amount:g} s"
    if setting.unit != "bytes":
        return f"{amount:,.0f}"
    for unit in ("TB", "GB", "MB", "KB"):
        if amount >= UNITS[unit]:
            return f"{amount / UNITS[unit]:,.4g} {unit}"
    return f"{amount:,.0f} B"
