"""Other ways to read a file that its notes speak for: each a sentence and the options for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
    if dataset.source is None or not dataset.reading.get("separator"):
        return ()
    found = [offer for note in dataset.notes if (offer := _of(note, dataset)) is not None]
    if (begins := first_line(dataset)) is not None:
        plural = "s" if begins > 1 else ""
        found.append(
            Offer(f"Leave out the first {begins} line{plural}", {"skip": begins}, doubt=True)
        )
    return tuple(found)


def _of(note: Note, dataset: Dataset) -> Offer | None:
    count = len(note.columns)
    columns = f"{count} column{'s' * (count != 1)}"
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
