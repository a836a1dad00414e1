"""Rows and columns before any type: how wide the table is, and which rows do not fit."""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.dataset.dialect import Dialect
from core.dataset.edges import footer
from core.dataset.limits import Limits, Refused
from core.dataset.notes import Notes, some
from core.dataset.quotes import mend_quotes
from core.dataset.scan import NEWLINE, scan


@dataclass(frozen=True)
class Layout:
    """The table's width, its dialect (quotes may turn out differently), and where zeros lead."""

    path: Path
    """The file to read: another one where its quotes were mended."""
    dialect: Dialect
    width: int
    zeros: frozenset[int]
    everything: bool
    """All columns must be read as text: the bytes could not be scanned cell by cell."""
    rows: int | None = None
    """Rows to read, where a footer follows them."""


def lay_out(
    path: Path, folder: Path, dialect: Dialect, limits: Limits, notes: Notes, wanted: int | None
) -> Layout:
    """Measure the table below the preamble; Refused above the limits or without rows.

    A mended file is written to `folder`. `wanted` last rows are left out; None: those that look
    like a footer.
    """
    data = np.memmap(path, np.uint8, "r")
    data = data[_offset(data, dialect) :]
    found = scan(data, dialect.separator, dialect.quote, limits)
    careful = found.loose_quotes > 0 or dialect.escape is not None
    if careful or found.open_quote:
        widths = _careful_widths(path, dialect, limits)
        if _mended(path, folder / "quotes", dialect, widths, notes):
            return lay_out(folder / "quotes", folder, dialect, limits, notes, wanted)
    if found.open_quote and dialect.escape is None:
        plain = scan(data, dialect.separator, None, limits)
        if len(set(plain.widths.tolist())) == 1:
            detail = "A quote is opened and never closed: quotes were read as plain characters."
            notes.add("quotes", detail=detail)
            found, dialect, careful = plain, replace(dialect, quote=None), False
    if found.open_quote and not careful:
        raise Refused("A quote is opened and never closed. Close it, or remove the quotes.")
    if not careful:
        widths = found.widths
    else:
        notes.add("quotes", detail="Some quotes stand inside a cell: they were kept as they are.")
    if len(widths) <= dialect.header:
        raise Refused("There is no data below the header: the file has no rows.")
    widths, foot = _without_footer(path, dialect, widths, wanted, notes)
    width = int(widths.max())
    if width > limits.columns:
        raise Refused(f"The table has {width:,} columns; the limit is {limits.columns:,}.")
    _tell_ragged(widths, width, dialect, notes)
    _tell_blank(found.blank, dialect, notes)
    rows = len(widths) - dialect.header if foot else None
    return Layout(path, dialect, width, found.zeros, careful, rows)


def _mended(path: Path, target: Path, dialect: Dialect, widths: np.ndarray, notes: Notes) -> bool:
    """Whether `target` holds the file with quotes in their places, where some were not."""
    if dialect.quote != '"' or dialect.escape or path == target:
        return False
    for width in dict.fromkeys((len(dialect.first), int(np.bincount(widths).argmax()))):
        rows = mend_quotes(path, target, dialect, width, closed=bool((widths == width).all()))
        if rows:
            detail = f"Quotes in {some(len(rows), 'row')} were not closed, or stood inside: "
            detail += f"read so that every row has {some(width, 'cell')}."
            notes.add("quotes", rows=rows, count=len(rows), detail=detail)
            return True
    return False


def _tell_blank(blank: np.ndarray, dialect: Dialect, notes: Notes) -> None:
    if len(blank):
        rows = np.maximum(blank - dialect.header, 0)
        detail = f"{some(len(blank), 'blank line')} left out."
        notes.add("blank_lines", rows=rows, count=len(blank), detail=detail)


def _without_footer(path, dialect, widths, wanted, notes):
    """The widths without those of the footer, and how many rows it has."""
    rows = len(widths) - dialect.header
    usual = int(np.bincount(widths[:1000]).argmax())
    foot = footer(path, dialect, usual, rows - 2) if wanted is None else min(wanted, rows - 1)
    if foot <= 0:
        return widths, 0
    detail = f"{some(foot, 'last row')} below the table (totals or remarks): left out."
    notes.add("footer", rows=range(rows - foot, rows), count=foot, detail=detail)
    return widths[:-foot], foot


def _offset(data: np.ndarray, dialect: Dialect) -> int:
    """Where the table begins, after the skipped rows (a quoted cell may hold newlines)."""
    at = 0

    def lines():
        nonlocal at
        while at < len(data):
            block = data[at : at + (1 << 20)]
            end = at + (int(np.argmax(block == NEWLINE)) + 1 or len(block))
            line, at = data[at:end].tobytes().decode("utf-8", "replace"), end
            yield line

    quoting = csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE
    how = {"quotechar": dialect.quote or '"', "quoting": quoting, "escapechar": dialect.escape}
    rows = csv.reader(lines(), delimiter=dialect.separator, **how)
    for _ in range(dialect.skip):
        next(rows, None)
    return at


def _careful_widths(path: Path, dialect: Dialect, limits: Limits) -> np.ndarray:
    """The width of every row by Python's reader, where quotes stand inside cells."""
    quoting = csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE
    with open(path, encoding="utf-8", errors="replace", newline="") as file:
        rows = csv.reader(
            file,
            delimiter=dialect.separator,
            quotechar=dialect.quote or '"',
            quoting=quoting,
            escapechar=dialect.escape,
            skipinitialspace=dialect.padded,
        )
        for _ in range(dialect.skip):
            next(rows, None)
        widths = [len(row) for row in rows if row]
    if len(widths) > limits.rows:
        raise Refused(f"The file has {len(widths):,} rows; the limit is {limits.rows:,}.")
    return np.array(widths, np.int64)


def _tell_ragged(widths: np.ndarray, width: int, dialect: Dialect, notes: Notes) -> None:
    """Say which rows are shorter or longer than the header (without one: than most rows)."""
    usual = len(dialect.first) if dialect.header else int(np.bincount(widths).argmax())
    rows = widths[int(dialect.header) :]
    short, long = np.flatnonzero(rows < usual), np.flatnonzero(rows > usual)
    if len(short):
        detail = f"{some(len(short), 'row')} had fewer than {usual} cells: the rest is missing."
        notes.add("short_rows", rows=short, count=len(short), detail=detail)
    if len(long):
        detail = (
            f"{some(len(long), 'row')} had more than {usual} cells: "
            f"the extra ones stand in columns {usual + 1} to {width}."
        )
        notes.add("long_rows", rows=long, count=len(long), detail=detail)
