"""Bytes and seconds in words."""

from __future__ import annotations


def size(count: float) -> str:
    """A number of bytes: "512 B", "2.1 MB"."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            break
        count /= 1000
    return f"{count:.0f} {unit}" if unit == "B" or count >= 100 else f"{count:.1f} {unit}"


def lasting(seconds: float | None) -> str:
    """A time span: "0.42 s", "3 s", "12 s", "3 min 20 s", "2 h 5 min"; "" for none."""
    if seconds is None:
        return ""
    if seconds < 9.95:
        return f"{round(max(seconds, 0), 2):.2g} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
