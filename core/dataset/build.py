"""The reading itself, from the raw upload to a typed Parquet file and its record."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from core.dataset.aligned import level
from core.dataset.cells import plain_numbers, read_cells
from core.dataset.columnar import read_parquet, type_columns
from core.dataset.dialect import find_dialect
from core.dataset.edges import without_headers
from core.dataset.encoding import to_utf8
from core.dataset.headers import HEADERS
from core.dataset.keep import keep
from core.dataset.layout import Layout, lay_out
from core.dataset.limits import Limits, Refused
from core.dataset.magic import HEAD, form
from core.dataset.names import name_columns, rename
from core.dataset.notes import Notes, listed, some
from core.dataset.records import read_records
from core.dataset.sqlite import read_sqlite
from core.dataset.typed import Asked, Typed, type_text, type_written
from core.dataset.unpack import unpack
from core.dataset.workbook import write_sheet

AS_WRITTEN = ("categorical", "text", "identifier", "datetime")
"""Kinds that keep what was written: such a column must not pass through a number."""


def build(
    raw: Path, folder: Path, options: dict[str, Any], limits: Limits, look: bool = True
) -> dict[str, Any]:
    """Read `raw`, write `folder`/table.parquet, and return the record; Refused says why not.

    Without `look`, no summary and no findings are made.
    """
    notes = Notes()
    plain, packing = unpack(raw, folder, limits, notes)
    with open(plain, "rb") as file:
        read = FORMS[form(file.read(HEAD))]
    columns, reading = read(plain, folder, options, limits, notes)
    return keep(columns, reading | {"packing": packing}, folder, options, notes, plain, look)


def _of_text(
    plain: Path, folder: Path, options: dict, limits: Limits, notes: Notes
) -> tuple[list[Typed], dict[str, Any]]:
    """The columns of a text file, and how it was read, as `options` takes it."""
    path, encoding, _ = to_utf8(plain, folder, options.get("encoding"), notes)
    path, mark = level(path, folder, options.get("separator"), notes)
    dialect = find_dialect(path, {**options, "separator": "\t"} if mark else options, notes)
    layout = lay_out(path, folder, dialect, limits, notes, options.get("footer"))
    header = list(dialect.first) if dialect.header else None
    names = name_columns(header, layout.width, notes)
    if "names" in options:
        names = rename(names, options["names"])
    columns = _columns(layout, names, header, options, notes)
    decimal = next((typed.decimal for typed in columns if typed.decimal), ".")
    return columns, {
        "separator": mark or dialect.separator,
        "decimal": options.get("decimal", decimal),
        "encoding": encoding,
        "header": HEADERS[dialect.header],
        "skip": dialect.skip,
    }


def _of_parquet(
    plain: Path, folder: Path, options: dict, limits: Limits, notes: Notes
) -> tuple[list[Typed], dict[str, Any]]:
    """The columns of a Parquet file: nothing in it was guessed."""
    notes.add("parquet", detail="This is a Parquet file: the types of its columns were kept.")
    ask = lambda name, width: _asked(name, width, ".", options)  # noqa: E731
    columns = read_parquet(plain, options.get("names"), ask, limits, notes)
    _check_names(options, [typed.column.name for typed in columns], notes)
    return columns, {}


def _of_values(read):
    """A reader of a form whose values have types: `read` gives names, columns, how it was read."""

    def _read(plain: Path, folder: Path, options: dict, limits: Limits, notes: Notes):
        written, columns, reading = read(plain, folder, options, limits, notes)
        return typed_columns(written, columns, options, notes), reading

    return _read


def typed_columns(written: list[str], columns: list[pa.Array], options: dict, notes: Notes):
    """Arrow columns in the reader's types, as `options` ask for."""
    ask = lambda name, width: _asked(name, width, ".", options)  # noqa: E731
    typed = type_columns(written, columns, options.get("names"), ask, notes)
    _check_names(options, [one.column.name for one in typed], notes)
    return typed


def _json(plain: Path, folder: Path, options: dict, limits: Limits, notes: Notes):
    path, encoding, _ = to_utf8(plain, folder, options.get("encoding"), notes)
    names, columns, reading = read_records(path, options.get("table"), limits, notes)
    return names, columns, reading | {"encoding": encoding}


def _sqlite(plain: Path, folder: Path, options: dict, limits: Limits, notes: Notes):
    return read_sqlite(plain, options.get("table"), limits, notes)


def build_database(
    request: dict[str, Any], folder: Path, options: dict[str, Any], limits: Limits
) -> dict[str, Any]:
    """The same for a table or a SELECT of a database, always looked at."""
    from core.dataset.database import read_tables

    notes = Notes()
    written, columns, told = read_tables(request, limits, notes)
    typed = typed_columns(written, columns, options, notes)
    return keep(typed, {"database": True} | told, folder, options, notes)


def _of_workbook(
    plain: Path, folder: Path, options: dict, limits: Limits, notes: Notes
) -> tuple[list[Typed], dict[str, Any]]:
    """The columns of a sheet: it is written as lines, in which title, header and footer show."""
    sheet = write_sheet(plain, folder / "sheet", options.get("sheet"), limits, notes)
    dialect = find_dialect(sheet.path, {**options, "separator": ","}, notes, ours=True)
    layout = lay_out(sheet.path, folder, dialect, limits, notes, options.get("footer"))
    layout = replace(layout, everything=True)
    header = list(dialect.first) if dialect.header else None
    names = name_columns(header, layout.width, notes)
    names = rename(names, options["names"]) if "names" in options else names
    begin = dialect.skip + dialect.header
    sheet.tell_errors(begin, names, notes)
    numbers = sheet.numbers(begin, layout.width)
    columns = _columns(layout, names, header, options, notes, numbers)
    reading = {"sheet": sheet.name, "sheets": sheet.names}
    return columns, reading | {"header": HEADERS[dialect.header], "skip": dialect.skip}


FORMS = {
    "text": _of_text,
    "xlsx": _of_workbook,
    "parquet": _of_parquet,
    "json": _of_values(_json),
    "sqlite": _of_values(_sqlite),
}
"""How each form of file is read, by what its first bytes say."""


def _check_names(options: dict[str, Any], names: list[str], notes: Notes) -> None:
    """Refuse kinds of columns that are not there; tell of other options for such columns.

    These do not stop the reading: a file to predict on is read as the training data were, and it
    need not have the target.
    """
    for key, value in options.items():
        unknown = [name for name in value if name not in names] if isinstance(value, dict) else []
        if unknown and key == "kinds":
            raise Refused(
                f"The option kinds names {unknown[0]!r}, which is no column of the table."
            )
        if unknown:
            which = "which is no column" if len(unknown) == 1 else "which are no columns"
            detail = f"The option {key} names {listed(unknown)}, {which} of the table: not used."
            notes.add("unknown_column", detail=detail)


def _columns(
    layout: Layout,
    names: list[str],
    header: list[str] | None,
    options: dict,
    notes: Notes,
    numbers: frozenset[int] = frozenset(),
) -> list[Typed]:
    """Every column in its type, without empty rows and nameless empty columns.

    Those in `numbers` were written as plain numbers, whatever marks the others have.
    """
    kinds = options.get("kinds", {})
    _check_names(options, names, notes)
    told = {*options.get("replace", {}), *options.get("decimal_in", {})}
    written = {i for i, name in enumerate(names) if kinds.get(name) in AS_WRITTEN or name in told}
    text = frozenset(i for i in layout.zeros | layout.dialect.words | written if i < layout.width)
    everything = layout.everything or layout.dialect.decimal == "," or "thousands" in options
    cells = read_cells(layout.path, layout.dialect, layout.width, text, everything, layout.rows)
    for i in numbers:
        cells[i] = plain_numbers(cells[i])
    if layout.dialect.padded:
        notes.add("padding", detail="A space follows each separator: removed.")
    if options.get("repeated_header") != "keep":
        cells = without_headers(cells, layout.dialect, notes)
    cells = _without_empty_rows(cells, notes)
    written = [name.strip() for name in header] if header is not None else names
    named = [i < len(written) and bool(written[i]) for i in range(len(names))]
    kept = [i for i in range(len(names)) if named[i] or len(names) == 1 or cells[i].notna().any()]
    asked = [_asked(name, len(names), layout.dialect.decimal, options) for name in names]
    typed = _in_their_types(cells, names, asked, kept, notes)
    for i in sorted({*range(len(names))} - {*kept}):
        notes.add("empty_columns", names[i])
    return typed


def _in_their_types(
    cells: list, names: list[str], asked: list[Asked], kept: list[int], notes: Notes
) -> list[Typed]:
    """The cells of the columns at `kept`, typed; each is freed as soon as it is."""

    def one(i: int) -> tuple[Typed, Notes]:
        series, cells[i] = cells[i], None
        own = Notes()
        return _typed(names[i], series, asked[i], own), own

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(one, kept))
    for _, own in found:
        notes.extend(own)
    return [typed for typed, _ in found]


def _without_empty_rows(cells: list[pd.Series], notes: Notes) -> list[pd.Series]:
    """The columns without the rows in which every cell is empty."""
    empty = np.ones(len(cells[0]), bool)
    for column in cells:
        empty &= column.isna().to_numpy()
        if not empty.any():
            return cells
    rows = np.flatnonzero(empty)
    if len(rows) == len(empty):
        raise Refused("There is no data below the header: every cell is empty.")
    detail = f"{some(len(rows), 'row')} without any value: dropped."
    notes.add("empty_rows", rows=rows, count=len(rows), detail=detail)
    notes.drop(rows)
    return [column[~empty] for column in cells]


def _asked(name: str, width: int, hint: str, options: dict) -> Asked:
    return Asked(
        decimal=options.get("decimal_in", {}).get(name, options.get("decimal")),
        thousands=options.get("thousands"),
        missing=frozenset(options.get("missing", ())).union(
            options.get("missing_in", {}).get(name, ())
        ),
        values=frozenset(options.get("values_in", {}).get(name, ())),
        replace=options.get("replace", {}).get(name),
        kind=options.get("kinds", {}).get(name),
        hint=hint,
        order=options.get("dates_in", {}).get(name),
        alone=width == 1,
    )


def _typed(name: str, series: pd.Series, asked: Asked, notes: Notes) -> Typed:
    if series.dtype.kind in "if":
        return type_written(name, series.to_numpy(), asked, notes)
    return type_text(name, pa.array(series, pa.large_string(), from_pandas=True), asked, notes)
