"""Other ways to read a file that its notes speak for: each a sentence and the options for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.dataset.options import ORDERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset.table import Dataset, Note

MARKS = {".": ("comma", ","), ",": ("point", ".")}
WORDS = ("NA", "na", "Na", "N/A", "n/a", "NULL", "Null", "null", "NaN", "nan", "-", "?")
"""What may be a value where it stands among words: Namibia, a name, an answer."""
FIRST = 16 * 1024
MOST = 50


@dataclass(frozen=True)
class Offer:
    """One click: what it does, and the reading options that do it.

    `doubt`: the reading may well be wrong as it is, so it is offered at first sight.
    """

    label: str
    options: dict[str, Any]
    doubt: bool = False


def offers(dataset: Dataset) -> tuple[Offer, ...]:
    """What else a file may mean, by the notes of its reading; none where no raw file is kept."""
    if dataset.source is None:
        return ()
    found = _of_dates(dataset)
    if not dataset.reading.get("separator"):
        return tuple(found)
    found += [offer for note in dataset.notes if (offer := _of(note, dataset)) is not None]
    if (begins := first_line(dataset)) is not None:
        plural = "s" if begins > 1 else ""
        found.append(
            Offer(f"Leave out the first {begins} line{plural}", {"skip": begins}, doubt=True)
        )
    return tuple(found)


def _of_dates(dataset: Dataset) -> list[Offer]:
    """Dates with the day and the month the other way, and columns that are dates but for a few."""
    found = []
    for note in dataset.notes:
        if note.code == "ambiguous_dates":
            found.append(_turned(note.columns, "month first", doubt=True))
        elif note.code == "mixed_dates":
            which = note.columns[0][:40] if len(note.columns) == 1 else _columns(note.columns)
            label = f"Read {which} as dates: what is none becomes missing"
            found.append(
                Offer(label, {"kinds": dict.fromkeys(note.columns, "datetime")}, doubt=True)
            )
    asked, read = (
        of.get("dates_in", {}) for of in (dataset.reading, dataset.reading.get("found", {}))
    )
    for order, other in (ORDERS, ORDERS[::-1]):
        if names := [name for name in asked if read.get(name) == order]:
            found.append(_turned(names, other))
    return found


def _turned(names: Sequence[str], order: str, doubt: bool = False) -> Offer:
    one = f"the dates of {names[0][:40]}" if len(names) == 1 else f"{_columns(names)} of dates"
    return Offer(f"Read {one} {order}", {"dates_in": dict.fromkeys(names, order)}, doubt)


def _columns(names: Sequence[str]) -> str:
    return f"{len(names)} column{'s' * (len(names) != 1)}"


def _of(note: Note, dataset: Dataset) -> Offer | None:
    count = len(note.columns)
    columns = _columns(note.columns)
    if note.code == "thousands":
        name, mark = MARKS[dataset.reading.get("decimal", ".")]
        verb = "looks" if count == 1 else "look"
        label = f"{columns} {verb} like decimal-{name} numbers: read them so"
        return Offer(label, {"decimal_in": dict.fromkeys(note.columns, mark)}, doubt=True)
    if note.code == "leading_zeros":
        return Offer(f"Read {columns} with leading zeros as numbers",
                     {"kinds": dict.fromkeys(note.columns, "numeric")})  # fmt: skip
    if note.code == "missing":
        among = [name for name in note.columns if dataset.column(name).kind == "categorical"]
        label = "Read NA, null and the like among words as values"
        return Offer(label, {"values_in": {name: list(WORDS) for name in among}}) if among else None
    if note.code == "footer":
        return Offer("Keep the last rows", {"footer": 0})
    if note.code == "repeated_header":
        return Offer("Keep the repeated header lines", {"repeated_header": "keep"})
    if note.code == "preamble":
        return Offer("Keep the lines above the header", {"skip": 0})
    return None


def first_line(dataset: Dataset) -> int | None:
    """Where the table seems to begin, if lines above it were read as a part of it.

    It is the first line cut into as many cells as most, when those before it have fewer.
    """
    reading = dataset.reading
    if reading.get("skip") or reading.get("packing") or dataset.source is None:
        return None
    try:
        with dataset.source.open("rb") as file:
            text = file.read(FIRST).decode(reading["encoding"], "replace")
    except (LookupError, OSError):
        return None
    lines = text.splitlines()[:MOST]
    widths = [line.count(reading["separator"]) + 1 for line in lines[: len(lines) - 1]]
    if len(widths) < 4:
        return None
    usual = Counter(w for w, line in zip(widths, lines) if line.strip()).most_common(1)[0][0]
    if usual < 2 or usual not in widths:
        return None
    begins = widths.index(usual)
    return begins if 0 < begins < len(widths) - 2 else None
