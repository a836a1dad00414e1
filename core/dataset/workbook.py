"""An Excel workbook (xlsx): one sheet of it as lines of text, every value as exact as it stands."""

from __future__ import annotations

import csv
import datetime
import re
import warnings
import zipfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.dataset.gather import check_size, spelled
from core.dataset.limits import MB, Limits, Refused
from core.dataset.notes import Notes, listed, some
from core.dataset.sheet import Error, Found, rows, survey

_DAMAGED = "This Excel file is damaged or cut off. Save it again, or save the sheet as CSV."
_MARKUP = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.I)
PEEK = 60
"""Rows of a sheet that are looked at to see whether it holds a table."""


@dataclass
class Sheet:
    """A sheet as it was written to a file of lines, and what its cells held beside text."""

    name: str
    names: list[str]
    path: Path
    lines: int = 0
    text: dict[int, int] = field(default_factory=dict)
    """For each column the last line that is not empty and no number."""
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    """Line, column and value of cells that hold an error such as #N/A."""

    def numbers(self, begin: int, width: int) -> frozenset[int]:
        """The columns that hold numbers only from that line on."""
        return frozenset(i for i in range(width) if self.text.get(i, -1) < begin)

    def tell_errors(self, begin: int, names: list[str], notes: Notes) -> None:
        """Note the cells that hold an error, below the line `begin`, by column."""
        for i, name in enumerate(names):
            found = [(n - begin, value) for n, place, value in self.errors if place == i]
            rows = [row for row, _ in found if row >= 0]
            if rows:
                notes.add("error_cells", name, rows, len(rows), [value for _, value in found])


def is_workbook(path: Path) -> bool:
    """Whether a zip archive is an Excel workbook."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    return "[Content_Types].xml" in names and any(n.startswith("xl/workbook") for n in names)


def write_sheet(
    path: Path, target: Path, wanted: str | None, limits: Limits, notes: Notes
) -> Sheet:
    """Write the wanted sheet (by default the first with a table) to `target` as clean CSV."""
    _check_parts(path, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _write(path, target, wanted, limits, notes)
    except (Refused, MemoryError):
        raise
    except Exception:  # openpyxl raises whatever a broken part runs into
        raise Refused(_DAMAGED) from None


def _check_parts(path: Path, limits: Limits) -> None:
    """Unpack every part once, to nowhere, under the cap; no part may define entities."""
    packed = path.stat().st_size
    cap = min(limits.unpacked, max(64 * MB, limits.ratio * packed))
    size = 0
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "xl/workbook.bin" in names:
                raise Refused("This is a binary Excel file (xlsb). Save it as xlsx or CSV.")
            if len(names) != len(set(names)) or len(names) > 20_000:
                raise Refused(_DAMAGED)
            for info in archive.infolist():
                if info.flag_bits & 1:
                    raise Refused("This Excel file is encrypted. Save it without a password.")
                size = _check_part(archive, info, size, cap, packed)
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError) as error:
        if isinstance(error, Refused):
            raise
        raise Refused(_DAMAGED) from None


def _check_part(archive: zipfile.ZipFile, info, size: int, cap: float, packed: int) -> int:
    tail = b""
    markup = info.filename.endswith((".xml", ".rels", ".vml"))
    with archive.open(info) as part:
        while block := part.read(MB):
            size += len(block)
            if size > cap:
                raise Refused(
                    f"The file is too large: it unpacks to more than {cap / MB:,.0f} MB, "
                    f"the limit for {packed / MB:,.1f} MB of xlsx."
                )
            if markup and not tail and b"\0" in block[:200]:
                raise Refused(_DAMAGED)  # UTF-16 could hide what is looked for below
            if markup and _MARKUP.search(tail + block):
                raise Refused("This Excel file defines entities, as attacks do: it is not opened.")
            tail = block[-20:]
    return size


def _write(path: Path, target: Path, wanted, limits: Limits, notes: Notes) -> Sheet:
    from openpyxl import load_workbook

    with open(path, "rb") as packed, open(target, "w", encoding="utf-8", newline="") as file:
        book = load_workbook(packed, read_only=True, data_only=True, keep_links=False)
        sheet = _choose(book, wanted, notes)
        made = Sheet(sheet.title, [s.title for s in book.worksheets], target)
        _Writer(book, sheet, made, limits).write(file, notes)
    return made


def _choose(book, wanted: str | None, notes: Notes):
    """The sheet to read, which is told when there are several."""
    sheets = list(book.worksheets)
    names = [sheet.title for sheet in sheets]
    if wanted is not None:
        if wanted not in names:
            raise Refused(f"There is no sheet {wanted[:60]!r}. There is {listed(names, 8)}.")
        return sheets[names.index(wanted)]
    shown = [s for s in sheets if s.sheet_state == "visible"] or sheets
    sizes = [_size(book, sheet) for sheet in shown]
    tables = [s for s, (rows, width) in zip(shown, sizes, strict=True) if rows > 1 and width > 1]
    tables += [s for s, (rows, _) in zip(shown, sizes, strict=True) if rows > 1]
    if not tables:
        raise Refused("There is no data in this Excel file: no sheet has rows below a header.")
    others = [name for name in names if name != tables[0].title]
    if others:
        detail = f"Other sheets: {listed(others, 6)}: any of them can be read instead."
        notes.add("sheets", detail=detail)
    return tables[0]


def _size(book, sheet) -> tuple[int, int]:
    """Filled rows and their usual width, of the first rows."""
    widths = []
    for _, cells in rows(book, sheet, None):
        widths.append(len(cells))
        if len(widths) == PEEK:
            break
    return len(widths), max(sorted(widths)[len(widths) // 2 :], default=0)


class _Writer:
    """Writes one sheet line by line, and keeps what must be told about it."""

    def __init__(self, book, sheet, made: Sheet, limits: Limits):
        self.book, self.sheet, self.made, self.limits = book, sheet, made, limits
        self.found, self.extent = Found(), survey(sheet)
        self.blank: list[int] = []
        self.open: list[tuple[int, int, Any]] = []
        """The merged cells that reach into the next row: last row, column, value."""
        width = self.extent.last - self.extent.first + 1
        if width < 1:
            raise Refused("There is no data in this sheet: it is empty.")
        check_size(0, width, limits)
        self.width = width

    def write(self, file, notes: Notes) -> None:
        """All rows, the empty ones left out, as wide as the widest."""
        writer = csv.writer(file, lineterminator="\n")
        before = None
        for number, cells in rows(self.book, self.sheet, self.found):
            if before is not None and number > before + 1:
                self.blank += range(before + 1, min(number, before + 1000))
            before = number
            self._fill(number, cells)
            writer.writerow(self._line(cells))
            self.made.lines += 1
            check_size(self.made.lines - 100, 0, self.limits)
        if before is None:
            raise Refused("There is no data in this sheet: it is empty.")
        self._tell(notes)

    def _fill(self, number: int, cells: dict[int, Any]) -> None:
        """A cell merged over several rows holds its value in each of them."""
        self.open = [one for one in self.open if one[0] >= number]
        for _, column, value in self.open:
            cells.setdefault(column, value)
        for last, column in self.extent.tall.get(number, ()):
            if column in cells:
                self.open.append((last, column, cells[column]))

    def _line(self, cells: dict[int, Any]) -> list[str | None]:
        line: list[str | None] = [None] * self.width
        for column, value in cells.items():
            place = column - self.extent.first
            if isinstance(value, Error):
                self.made.errors.append((self.made.lines, place, str(value)))
            elif 0 <= place < self.width:
                line[place] = _text(value)
                if isinstance(value, bool) or not isinstance(value, (int, float)):
                    self.made.text[place] = self.made.lines
        return line

    def _tell(self, notes: Notes) -> None:
        found, say = self.found, notes.add
        detail = f"This is an Excel file: the cells of the sheet {self.made.name[:40]!r} were read."
        say("xlsx", detail=detail)
        if self.blank:
            rows = ", ".join(str(row + 1) for row in self.blank[:6])
            detail = f"{some(len(self.blank), 'empty row')} of the sheet left out (row {rows})."
            say("blank_lines", count=len(self.blank), detail=detail)
        tall = sum(map(len, self.extent.tall.values()))
        if tall:
            detail = f"{some(tall, 'cell')} merged over several rows: the value stands in each row."
            say("merged", count=tall, detail=detail)
        if found.formulas:
            detail = f"{some(found.formulas, 'formula')} read by the value that Excel kept."
            say("formulas", count=found.formulas, detail=detail)
        if found.empty:
            where = ", ".join(found.empty[:6])
            detail = (
                f"{some(len(found.empty), 'formula')} without a kept value ({where}): missing. "
            )
            detail += "Open the file in Excel, save it, and read it again."
            say("formulas_empty", count=len(found.empty), detail=detail)
        for count, what in ((found.hidden_rows, "row"), (found.hidden_columns, "column")):
            if count:
                detail = f"{some(count, f'hidden {what}')} of the sheet read like the others."
                say("hidden", count=count, detail=detail)
        if found.percent:
            say("percent_format", detail="Numbers shown as percent were kept: 12% is read as 0.12.")


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        value = value.replace("_x000D_", "").replace("\0", "")  # as Excel writes a return
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, datetime.timedelta):
        whole = int(value.total_seconds())
        return f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
    return spelled(value)
