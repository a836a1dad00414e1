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
    r"(?i)(((grand|sub|net)[ -]?)?totals?|total general|total geral|totale|sum|summe|zwischensumme"
    r"|gesamt(summe|ergebnis)?|insgesamt|endsumme|somme|suma( końcowa)?|razem|ogółem"
    r"|(genel )?toplam|всего|итого|разом|合计|总计|小计|合計|総計|小計|합계|총계|소계"
    r"|average|mean|mittelwert|durchschnitt|promedio|moyenne|media|średnia|ortalama|среднее|平均|ø)\s?:?"
)
REMARK = re.compile(
    r"(?i)(sources?|notes?|generated|created|printed|quelle|stand|end of|total|footnote)\b.*"
    r"|\(?\d[\d,]* (rows?|records?|lines?|entries)\b.*|[*†].*|-{2,}|={2,}"
)


def footer(path: Path, dialect: Dialect, width: int, most: int) -> int:
    """How many of the last rows (at most `most`) are no data: totals, sources, remarks.

    They are the last rows with at most half the cells that the others fill, if one of them says
    so in words or has one cell only; and a row of totals, by its first word or its sums.
    """
    rows, whole = _tail(path, dialect, width)
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
        if total and whole and len(row) >= width and _filled(row) == len(row):
            total = _sums(row, rows[:-count], dialect.decimal)  # else it is a row like the others
        total = total or (whole and _adds_up(row, rows[:-count], dialect.decimal))
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


def _adds_up(row: list[str], above: list[list[str]], decimal: str) -> bool:
    """Whether a row with gaps where others have none holds the sum of the numbers above it."""
    if len(above) < 4 or not any(
        not row[i].strip() and all(other[i : i + 1] != [""] for other in above)
        for i in range(len(row))
    ):
        return False
    for i, cell in enumerate(row):
        value = _number(cell, decimal)
        numbers = [_number(other[i], decimal) for other in above if i < len(other)]
        numbers = [number for number in numbers if number]
        if value and len(numbers) > 3 and abs(sum(numbers) - value) <= 1e-9 * abs(value):
            return True
    return False


def _sums(row: list[str], above: list[list[str]], decimal: str) -> bool:
    """Whether most numbers of a row are sums or means of those above, or since another total."""
    totals = [i for i, other in enumerate(above) if _is_total(other)]
    begin = totals[-1] + 1 if totals else 0
    parts = [[other for other in above if not _is_total(other)], above[begin:]]
    counted = hits = 0
    for i, cell in enumerate(row):
        value = _number(cell, decimal)
        if value is None:
            continue
        found = [[_number(other[i], decimal) for other in part if i < len(other)] for part in parts]
        columns = [[number for number in part if number is not None] for part in found]
        if len(set(columns[0])) > 1:  # the mean of equal numbers says nothing
            counted += 1
            hits += any(_of_numbers(value, cell, part) for part in columns if part)
    return counted > 0 and 2 * hits >= counted


def _is_total(row: list[str]) -> bool:
    return bool(TOTAL.fullmatch(next((cell.strip() for cell in row if cell.strip()), "")))


def _of_numbers(value: float, cell: str, numbers: list[float]) -> bool:
    """Whether a value is the sum of numbers, or their mean as far as it is written out."""
    shown = re.search(r"[.,](\d+)\D*$", cell)
    exact, total = 1e-9 * abs(value), sum(numbers)
    close = max(exact, 0.501 * 10.0 ** -len(shown[1])) if shown else exact
    return abs(total - value) <= exact or abs(total / len(numbers) - value) <= close


def _number(cell: str, decimal: str) -> float | None:
    cell = re.sub(r"[\s\u00a0'%\u20ac$£]", "", cell).replace("." if decimal == "," else ",", "")
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return None


def _filled(row: list[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _tail(path: Path, dialect: Dialect, width: int) -> tuple[list[list[str]], bool]:
    """The last rows of the file, cut into cells, blank lines left out; whether these are all."""
    with open(path, "rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - TAIL))
        lines = file.read().decode("utf-8", "replace").split("\n")
    lines = lines[1:] if size > TAIL else lines[dialect.skip + dialect.header :]
    rows = _rows(lines, dialect)
    if size > TAIL and dialect.quote:  # the tail may begin inside a quoted cell
        inside = _rows([dialect.quote + lines[0], *lines[1:]], dialect)[1:]
        rows = max(rows, inside, key=lambda found: sum(len(row) == width for row in found))
    return rows, size <= TAIL


def _rows(lines: list[str], dialect: Dialect) -> list[list[str]]:
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
    notes.drop(rows)
    return [column[~again] for column in cells]
