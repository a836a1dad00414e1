"""Column names: as written, made unique, never empty."""

from __future__ import annotations

from core.dataset.limits import Refused
from core.dataset.notes import Notes, listed


def numbered(width: int) -> list[str]:
    """The names of a table without a header line: column 1 .. column N."""
    return [f"column {i + 1}" for i in range(width)]


def name_columns(header: list[str] | None, width: int, notes: Notes) -> list[str]:
    """`width` unique names from the header's cells (None: there is no header)."""
    if header is None:
        return numbered(width)
    written = [" ".join(cell.replace("\u200b", "").split()) for cell in header[:width]]
    names, taken, empty, doubled = [], set(), [], []
    for i in range(width):
        name = written[i] if i < len(written) else ""
        unique = _unique(name or f"column {i + 1}", taken, written if not name else ())
        if not name:
            empty.append(unique)
        elif unique != name:
            doubled.append(unique)
        taken.add(unique)
        names.append(unique)
    if empty:
        notes.add("names", detail=f"Columns without a name were named: {listed(empty)}.")
    if doubled:
        notes.add("names", detail=f"Duplicate column names were made unique: {listed(doubled)}.")
    return names


def _unique(name: str, taken: set[str], reserved) -> str:
    unique, number = name, 1
    while unique in taken or unique in reserved:
        number += 1
        unique = f"{name} ({number})"
    return unique


def rename(names: list[str], given: list[str]) -> list[str]:
    """The names that the user gives instead; Refused if they do not fit the table."""
    if len(given) != len(names):
        raise Refused(f"The option names holds {len(given)}; the table has {len(names)} columns.")
    if len(set(given)) != len(given) or not all(name.strip() for name in given):
        raise Refused("The names in the option names must be different and not empty.")
    return list(given)
