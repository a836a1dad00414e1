"""The cells of an Excel sheet as its XML has them: values, errors, what is hidden or merged."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
WIDEST = 16_384
MERGED = 50_000
"""Merged ranges that are looked at."""


@dataclass
class Found:
    """What a sheet says beside the values of its cells."""

    formulas: int = 0
    empty: list[str] = field(default_factory=list)
    """Formulas without a kept value, by their place."""
    hidden_rows: int = 0
    hidden_columns: int = 0
    percent: set[int] = field(default_factory=set)


def rows(book, sheet, found: Found | None) -> Iterator[tuple[int, dict[int, Any]]]:
    """Row numbers and their filled cells by column, both from 0."""
    source = sheet._get_source()
    number, data = -1, None
    with source:
        for event, element in ElementTree.iterparse(source, ("start", "end")):
            if event == "start":
                data = element if element.tag == _MAIN + "sheetData" else data
            elif element.tag == _MAIN + "col" and found is not None:
                if _true(element.get("hidden")):
                    last = min(int(element.get("max")), WIDEST)
                    found.hidden_columns += last - int(element.get("min")) + 1
            elif element.tag == _MAIN + "row":
                number = int(element.get("r", number + 2)) - 1
                cells = _cells(book, sheet, element, found)
                if found is not None and cells and _true(element.get("hidden")):
                    found.hidden_rows += 1
                if cells:
                    yield number, cells
                data.clear()
            elif element.tag == _MAIN + "sheetData":
                return


def _true(value: str | None) -> bool:
    return value in ("1", "true")


def _cells(book, sheet, row, found: Found | None) -> dict[int, Any]:
    from openpyxl.utils.cell import coordinate_to_tuple

    cells, column = {}, -1
    for element in row:
        if element.tag != _MAIN + "c":
            continue
        place = element.get("r")
        column = coordinate_to_tuple(place)[1] - 1 if place else column + 1
        value = _value(book, sheet, element, column, found)
        if value is not None and value != "":
            cells[column] = value
    return cells


def _value(book, sheet, element, column: int, found: Found | None) -> Any:
    """A cell's value: text, a number, a date, a boolean, or an error."""
    kind, text = element.get("t", "n"), element.findtext(_MAIN + "v") or None
    if found is not None and element.find(_MAIN + "f") is not None:
        found.formulas += 1
        if text is None and kind not in ("inlineStr", "str"):
            found.empty.append(element.get("r", ""))
    if kind == "inlineStr":
        return "".join(part.text or "" for part in element.iter(_MAIN + "t"))
    if text is None or kind == "str":
        return text
    if kind == "s":
        return str(sheet._shared_strings[int(text)])
    if kind == "e":
        return Error(text)
    if kind == "b":
        return text.strip() == "1"
    if kind == "d":
        return text.replace("T", " ")
    return _number(book, text.strip(), int(element.get("s", 0)), column, found)


class Error(str):
    """The value of a cell that holds an error, such as #DIV/0!."""


def _number(book, text: str, style: int, column: int, found: Found | None) -> Any:
    from openpyxl.utils.datetime import from_excel

    value: Any = float(text) if re.search("[.eEnN]", text) else int(text)
    if style in book._date_formats:
        try:
            return from_excel(value, book.epoch, timedelta=style in book._timedelta_formats)
        except (OverflowError, ValueError):
            return value
    form = _form(book, style)
    if form:
        if re.fullmatch("0{2,}", form) and value >= 0 and value == int(value):
            return f"{int(value):0{len(form)}d}"
        if "%" in form and found is not None:
            found.percent.add(column)
    if isinstance(value, float):
        if value.is_integer() and abs(value) < 2**53:
            return int(value)
        short = float(f"{value:.15g}")
        if short != value and len(repr(short)) < len(repr(value)) - 3:
            return short
    return value


def _form(book, style: int) -> str:
    """The number format of a style, as it is written in the file."""
    from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE

    if not 0 < style < len(book._cell_styles):
        return ""
    number = book._cell_styles[style].numFmtId
    if number < BUILTIN_FORMATS_MAX_SIZE:
        return BUILTIN_FORMATS.get(number, "")
    return book._number_formats[number - BUILTIN_FORMATS_MAX_SIZE]


@dataclass
class Extent:
    """Where a sheet's filled cells stand, and its cells merged over several rows."""

    first: int = WIDEST
    last: int = -1
    tall: dict[int, list[tuple[int, int]]] = field(default_factory=lambda: defaultdict(list))
    """By the first row: the last row and the first column of each such range, all from 0."""


def survey(sheet) -> Extent:
    """One pass over the sheet that looks at places only."""
    from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

    extent, data = Extent(), None
    with sheet._get_source() as source:
        for event, element in ElementTree.iterparse(source, ("start", "end")):
            if event == "start":
                data = element if element.tag == _MAIN + "sheetData" else data
            elif element.tag == _MAIN + "row":
                column = -1
                for cell in element:
                    place = cell.get("r")
                    column = coordinate_to_tuple(place)[1] - 1 if place else column + 1
                    if len(cell):
                        extent.first = min(extent.first, column)
                        extent.last = max(extent.last, column)
                data.clear()
            elif element.tag == _MAIN + "mergeCell" and len(extent.tall) < MERGED:
                left, top, _, bottom = range_boundaries(element.get("ref"))
                if top and bottom and bottom > top:
                    extent.tall[top - 1].append((bottom - 1, left - 1))
    return extent
