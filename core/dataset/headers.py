"""Whether the first lines of a table name its columns: none of them, one, or two."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, zip_longest

from core.dataset.looks import BLANK, NUMBER, is_value
from core.dataset.notes import Notes, listed

HEADERS = ("none", "first line", "two lines")
"""How the option calls 0, 1 and 2 lines of names."""
YEAR = re.compile(r"(19|20)\d\d")
TYPED = 0.8
"""From this share of numbers and dates a column holds them."""


def header_lines(rows: list[list[str]], wanted: str | None, notes: Notes) -> int:
    """How many of the first rows name the columns, as `wanted` says or as they look."""
    if wanted is not None:
        return min(HEADERS.index(wanted), len(rows))
    return _has_header(rows, notes) and 1 + _second_header(rows[:200])


def _has_header(rows: list[list[str]], notes: Notes) -> bool:
    """Whether the first row names the columns: it is unlike what stands below it."""
    first, below = rows[0], [row for row in rows[1:] if row != rows[0]]
    votes = sum(_vote(cell.strip(), _column(below, i)) for i, cell in enumerate(first[:200]))
    numbers = [cell.strip() for cell in first if NUMBER.fullmatch(cell.strip())]
    if _years(numbers) and not (len(numbers) == len(first) and _dated(below)):
        votes = max(votes, 1)
    votes = max(votes, 1) if _counted(first, below) else votes
    header = votes >= 0 if below else not numbers
    header = header or _second_header(rows[:200])  # years above the names of a group
    if not header:
        notes.add("header", detail="The first line holds data: the file has no header line.")
    return header


def names(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether these cells can only be names: different words, above some number or date."""
    cells = [cell.strip() for cell in first]
    words = all(cells) and len(set(cells)) == len(cells) and not any(map(is_value, cells))
    return words and any(_vote(cell, _column(below, i)) > 0 for i, cell in enumerate(cells[:200]))


def _column(rows: list[list[str]], i: int) -> list[str]:
    cells = (row[i].strip() for row in rows[:200] if i < len(row))
    return [cell for cell in cells if cell.lower() not in BLANK]


def _vote(cell: str, below: list[str]) -> int:
    """+1: the cell is unlike its column; -1: it looks like one more value."""
    if not below or not cell:
        return 0
    typed = sum(map(is_value, below)) / len(below)
    if is_value(cell):
        return -1
    if typed > TYPED:
        return 0 if cell.lower() in BLANK else 1
    return -1 if cell in below else 0


def _years(cells: list[str]) -> bool:
    """Whether numbers in a first line are years that count up, so names."""
    if len(cells) < 2 or not all(YEAR.fullmatch(cell) for cell in cells):
        return False
    return all(int(b) - int(a) == 1 for a, b in pairwise(cells))


def _counted(first: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether a first line counts its columns, 0 1 2 or 1 2 3, as programs name nameless ones.

    What else stands in it must be blank or a word that does not come again; where nothing does,
    some column must hold other than whole numbers.
    """
    cells = [cell.strip() for cell in first]
    digits = [cell for cell in cells if cell.isdecimal()]
    if len(digits) < 3 or digits not in ([str(i + k) for i in range(len(digits))] for k in (0, 1)):
        return False
    others = [(i, cell) for i, cell in enumerate(cells) if not cell.isdecimal()]
    if others:
        return not any(is_value(cell) or (cell and cell in _column(below, i)) for i, cell in others)
    columns = (_column(below, i) for i in range(min(len(cells), 200)))
    return any(column and not any(cell.isdecimal() for cell in column) for column in columns)


def _dated(rows: Sequence[Sequence[str]]) -> bool:
    """Whether some cell of these rows is a year."""
    return any(YEAR.fullmatch(cell.strip()) for row in rows[:20] for cell in row)


def _second_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the second of these first rows belongs to the header: it holds names or units.

    So it is if it holds words where the rows below hold numbers or dates, and none of these words
    comes again.
    """
    if len(rows) < 5 or len(rows[0]) < 2 or len(rows[1]) != len(rows[0]):
        return False
    first, second = ([cell.strip() for cell in row] for row in rows[:2])
    if same_names(first, second):
        return False  # the header again
    typed = words = 0
    for i, cell in enumerate(second[:200]):
        below = [row[i].strip() for row in rows[2:] if i < len(row)]
        below = [other for other in below if other.lower() not in BLANK]
        year = _groups(first) and YEAR.fullmatch(cell) and not _dated([below])
        if (is_value(cell) and not year) or (cell and cell in below):
            return False
        if below and sum(map(is_value, below)) > TYPED * len(below):
            typed += 1
            words += cell.lower() not in BLANK
    if _groups(first):
        names = _grouped(first, second)
        return all(second) and len(set(names)) == len(names) and bool(words) and words == typed
    filled = sum(map(bool, second))
    alone = words == 1 and (filled == 1 or (typed == 1 and filled < len(second)))
    units = words >= 2 or alone
    return units and all(first) and all(len(cell) <= 12 for cell in second)


def same_names(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two lines hold the same names, but for blanks and case."""
    return [a.strip().casefold() for a in one] == [b.strip().casefold() for b in other]


def _groups(cells: Sequence[str]) -> bool:
    """Whether names stand for several columns each: they come again, or blanks follow them."""
    return len(set(cells)) < len(cells)


def joined(first: Sequence[str], second: Sequence[str], notes: Notes) -> list[str]:
    """The names that two header lines make together."""
    if not _groups([cell.strip() for cell in first]):
        detail = "The second header line holds units: they were added to the names."
        notes.add("header", detail=detail)
        pairs = zip_longest(first, second, fillvalue="")
        return [f"{a} ({b.strip('()[] ')})" if b.strip("()[]- ") else a for a, b in pairs]
    detail = f"Two header lines were read as one: the first groups the columns ({listed(first)})."
    notes.add("header", detail=detail)
    return _grouped(first, second)


def with_index(names: Sequence[str], rows: Sequence[Sequence[str]], notes: Notes) -> list[str]:
    """The names, after an empty one where every row begins with its own name, as R writes them."""
    rows = [row for row in rows if any(row)]
    own = {row[0] for row in rows}
    if (
        len(own) < max(3, len(rows))
        or any(len(row) != len(names) + 1 for row in rows)
        or not any(row[-1].strip() for row in rows)
    ):
        return list(names)
    detail = "The header names one column less than the rows have: the first one is their index."
    notes.add("names", detail=detail)
    return ["", *names]


def _grouped(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Each name after the group that it stands in; a blank continues the group before."""
    names, group = [], ""
    for a, b in zip_longest(first, second, fillvalue=""):
        group = a.strip() or group
        names.append(f"{group} {b.strip()}".strip())
    return names
