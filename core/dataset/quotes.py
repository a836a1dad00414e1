"""Quotes that are opened and not closed in their line, in a file whose cells hold no line breaks.

Read as they stand, such a quote swallows the rows up to the next one.
"""

from __future__ import annotations

import csv
from pathlib import Path

from core.dataset.dialect import Dialect

MOST = 50
"""A line with more quotes than this is not mended."""


def without_open_quotes(path: Path, target: Path, dialect: Dialect, width: int) -> list[int]:
    """Write the file to `target` with every line's lone quote left out; the rows where one was.

    None is left out, and the list is empty, unless every line then has `width` cells.
    """
    rows: list[int] = []
    at = -dialect.header
    with (
        open(path, encoding="utf-8", errors="replace", newline="") as old,
        open(target, "w", encoding="utf-8", newline="") as new,
    ):
        for number, line in enumerate(old):
            plain = line.rstrip("\n")
            if number >= dialect.skip and plain.strip():
                if not _fits(plain, dialect, width):
                    plain = next(iter(_mended(plain, dialect, width)), None)
                    if plain is None:
                        return []
                    rows.append(max(at, 0))
                at += 1
            new.write(plain + "\n")
    return rows


def _mended(line: str, dialect: Dialect, width: int) -> list[str]:
    """The line without one of its quotes, where that makes `width` cells of it."""
    places = [i for i, character in enumerate(line) if character == dialect.quote]
    if len(places) % 2 == 0 or len(places) > MOST:
        return []
    shorter = (line[:i] + line[i + 1 :] for i in places)
    return [one for one in shorter if _fits(one, dialect, width)]


def _fits(line: str, dialect: Dialect, width: int) -> bool:
    how = {"delimiter": dialect.separator, "quotechar": dialect.quote, "strict": True}
    try:
        (row,) = csv.reader([line], skipinitialspace=dialect.padded, **how)
    except (csv.Error, ValueError):
        return False
    return len(row) == width
