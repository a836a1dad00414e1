"""What stands between and below the rows of a table: repeated headers, a footer."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pandas as pd

from core.dataset.dialect import Dialect
from core.dataset.limits import Refused
from core.dataset.looks import is_value
from core.dataset.notes import Notes, some

TAIL = 32 * 1024
MOST = 10
"""Rows at the end that are looked at for a footer."""
SPARSE = 0.05
"""Above this share of sparse rows, sparse rows are data."""
TOTAL = re.compile(
    r"(?i)((grand|sub)[ -]?)?totals?:?|sum:?|summe:?|gesamt(summe)?:?|insgesamt:?|somme:?|suma:?"
    r"|totale:?|всего:?|итого:?|合计:?|合計:?|합계:?|average:?|mean:?"
)
REMARK = re.compile(
    r"(?i)(sources?|notes?|generated|created|printed|quelle|stand|end of|total|footnote)\b.*"
    r"|\(?\d[\d,]* (rows?|records?|lines?|entries)\b.*|[*†].*|-{2,}|={2,}"
)


def footer(path: Path, dialect: Dialect, width: int, most: int) -> int:
    """How many of the last rows (at most `most`) are no data: totals, sources, remarks.

    They are the last rows with at most half the cells that the others fill, if one of them says
    so in words or has one cell only; and a row of totals, by its first word.
    """
    rows = _tail(path, dialect)
    last = rows[-min(MOST, most) :] if most > 0 else []
    if len(rows) < 4 or width < 2:
        return 0
    usual = float(np.median([_filled(row) for row in rows])) / 2
    above = rows[: -len(last)]
    common = sum(_filled(row) <= usual for row in above) > SPARSE * len(above)
    found = 0
    for count, row in enumerate(reversed(last), 1):
        word = next((cell.strip() for cell in row if cell.strip()), "")
        sparse = _filled(row) <= usual
        alone = width > 2 and len(row) == 1 and not is_value(word)
        total = bool(TOTAL.fullmatch(word)) and not _again(word, rows)
        short = sparse or len(row) < width
        unnamed = (
            sparse and word and not row[0].strip() and all(other[0].strip() for other in above)
        )
        told = total or alone or unnamed or (short and REMARK.fullmatch(word))
        if not told and (common or not sparse):
            break
        found = count if told or found else 0
    return found


def _again(word: str, rows: list[list[str]]) -> bool:
    """Whether a word is an ordinary value: it stands in other rows too."""
    return sum(word in (cell.strip() for cell in row) for row in rows) > 2


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _tail(path: Path, dialect: Dialect) -> list[list[str]]:
    """The last rows of the file, cut into cells, blank lines left out."""
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL))
        lines = file.read().decode("utf-8", "replace").split("\n")
    lines = lines[1:] if size > TAIL else lines[dialect.skip + dialect.header :]
    quoting = csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE
    how = {"quotechar": dialect.quote or '"', "quoting": quoting, "escapechar": dialect.escape}
    try:
        rows = list(csv.reader(lines, delimiter=dialect.separator, **how))
    except csv.Error:
        return []
    return [row for row in rows if len(row) > 1 or "".join(row).strip()]


def without_headers(cells: list[pd.Series], dialect: Dialect, notes: Notes) -> list[pd.Series]:
    """The columns without rows that repeat the header, which a table with numbers shows as text."""
    names = dialect.first
    if dialect.header != 1 or not 2 <= len(names) <= len(cells):
        return cells
    named = [(name, column) for name, column in zip(names, cells, strict=False) if name.strip()]
    if not named or any(column.dtype.kind in "ifb" for _, column in named):
        return cells
    again = np.ones(len(cells[0]), bool)
    for name, column in named:
        same = column.str.strip().str.lower() == name.strip().lower()
        again &= same.fillna(False).to_numpy(bool)
        if not again.any():
            return cells
    rows = np.flatnonzero(again)
    if len(rows) == len(again):
        raise Refused(
            "Every line of the file is the same as the first, which was read as the names. "
            "If they are rows of data, set the header to none."
        )
    detail = f"The header line comes again in {some(len(rows), 'row')}: left out."
    notes.add("repeated_header", rows=rows, count=len(rows), detail=detail)
    return [column[~again] for column in cells]
