"""Quotes out of place, in a file whose cells hold no line breaks: not closed, or inside a cell.

Read as they stand, one that is not closed swallows the rows up to the next one.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.dataset.dialect import Dialect

MOST = 50
"""A line with more quotes, or more separators in its quoted cells, than this is not mended."""


def mend_quotes(path: Path, target: Path, dialect: Dialect, width: int, closed: bool) -> list[int]:
    """Write the file to `target` with the quotes of every line in their places; the rows changed.

    The list is empty unless every line then has `width` cells. `closed`: no quote is left open.
    """
    rows: list[int] = []
    at = -dialect.header
    with (
        open(path, encoding="utf-8", errors="replace", newline="") as old,
        open(target, "w", encoding="utf-8", newline="") as new,
    ):
        writer = csv.writer(new, delimiter=dialect.separator, lineterminator="\n")
        for number, line in enumerate(old):
            plain = line.rstrip("\n")
            if number < dialect.skip or not plain.strip():
                new.write(plain + "\n")
                continue
            cells = _fitting(plain, dialect, width)
            if cells is None:
                cells = _mended(plain, dialect, width, closed)
                if cells is None:
                    return []
                rows.append(max(at, 0))
            writer.writerow(cells)
            at += 1
    return rows


def _mended(line: str, dialect: Dialect, width: int, closed: bool) -> list[str] | None:
    """The `width` cells of a line without one of its quotes, or with quotes inside the cells."""
    places = [i for i, character in enumerate(line) if character == dialect.quote]
    if len(places) > MOST:
        return None
    if not closed and len(places) % 2:
        for i in places:
            cells = _fitting(line[:i] + line[i + 1 :], dialect, width)
            if cells is not None:
                return cells
    cells = cut_line(line, dialect.separator, width, True)
    if cells is None and not closed:
        cells = cut_line(line, dialect.separator, width, False)
    return cells


def cut_line(line: str, separator: str, width: int, closed: bool) -> list[str] | None:
    """The line as `width` cells, the first ones as short as they can be; None if there is no way.

    A quote opens a cell where the cell begins and closes it where the cell ends, wherever others
    stand. `closed`: one that opens a cell must close it, else it may be left open.
    """
    pieces = line.rstrip("\n").split(separator)
    if not width <= len(pieces) <= width + MOST:
        return None

    @cache
    def rest(at: int, left: int) -> tuple[str, ...] | None:
        if not left:
            return () if at == len(pieces) else None
        opens = pieces[at : at + 1] != [] and pieces[at].lstrip(" ").startswith('"')
        for end in range(at + 1, len(pieces) - left + 2 if opens else at + 2):
            cell = _cell(separator.join(pieces[at:end]), closed)
            after = None if cell is None else rest(end, left - 1)
            if after is not None:
                return (cell, *after)
        return None

    found = rest(0, width) if width < 500 else None
    return None if found is None else list(found)


def _cell(written: str, closed: bool) -> str | None:
    """What a cell holds; None if its quote is opened and not closed, and must be."""
    bare = written.strip(" ")
    if not bare.startswith('"'):
        return written
    if len(bare) > 1 and bare.endswith('"'):
        return bare[1:-1].replace('""', '"')
    return None if closed else bare[1:]


def _fitting(line: str, dialect: Dialect, width: int) -> list[str] | None:
    """The cells of a line whose quotes are in their places, if there are `width` of them."""
    how = {"delimiter": dialect.separator, "quotechar": dialect.quote, "strict": True}
    try:
        (row,) = csv.reader([line], skipinitialspace=dialect.padded, **how)
    except (csv.Error, ValueError):
        return None
    return row if len(row) == width else None
