"""The reading itself, from the raw upload to a typed Parquet file and its record."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from core.dataset.aligned import level
from core.dataset.cells import plain_numbers, read_cells
from core.dataset.columnar import read_parquet, type_columns
from core.dataset.dialect import find_dialect
from core.dataset.edges import without_headers
from core.dataset.encoding import to_utf8
from core.dataset.findings.look import Inspection, look_at
from core.dataset.headers import HEADERS
from core.dataset.layout import Layout, lay_out
from core.dataset.limits import Limits, Refused
from core.dataset.magic import HEAD, form
from core.dataset.names import name_columns, rename
from core.dataset.notes import Notes, some
from core.dataset.records import read_records
from core.dataset.remarks import remark
from core.dataset.sqlite import read_sqlite
from core.dataset.summary import Summary, summarize_arrays
from core.dataset.typed import Asked, Typed, type_text, type_written
from core.dataset.unpack import unpack
from core.dataset.workbook import write_sheet

AS_WRITTEN = ("categorical", "text", "identifier", "datetime")
"""Kinds that keep what was written: such a column must not pass through a number."""


def build(raw: Path, folder: Path, options: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """Read `raw`, write `folder`/table.parquet, and return the record; Refused says why not."""
    notes = Notes()
    plain, packing = unpack(raw, folder, limits, notes)
    with open(plain, "rb") as file:
        read = FORMS[form(file.read(HEAD))]
    columns, reading = read(plain, folder, options, limits, notes)
    return keep(columns, reading | {"packing": packing}, folder, options, notes, plain)


def keep(
    columns: list[Typed], reading: dict, folder: Path, options: dict, notes: Notes, *plain: Path
) -> dict[str, Any]:
    """Write the columns (of the file `plain`) to `folder`/table.parquet, and return the record."""
    table = pa.table({t.column.name: t.values for t in columns})
    with ThreadPoolExecutor(1) as pool:  # both leave Python's lock to the other
        looked = pool.submit(_look, columns, table, notes)
        _write(table, columns, folder / "table.parquet")
        for name, found in zip(("summary", "findings"), looked.result()):
            (folder / f"{name}.json").write_text(json.dumps(found.to_json()))
    listing = [dict(vars(typed.column)) for typed in columns]
    return {
        "id": _fingerprint([folder / "table.parquet", *plain], listing),
        "rows": table.num_rows,
        "columns": listing,
        "notes": [dict(vars(note)) for note in notes.notes()],
        "reading": reading | _given(options),
    }


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
    _check_kinds(options, [typed.column.name for typed in columns])
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
    _check_kinds(options, [one.column.name for one in typed])
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
    """The same for a table or a SELECT of a database."""
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


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """The options that only repeat what was asked for."""
    keys = ("thousands", "missing", "missing_in", "values_in", "replace", "decimal_in", "names",
            "kinds", "footer", "repeated_header")  # fmt: skip
    asked = {"asked": options} if options else {}
    return {key: options[key] for key in keys if key in options} | asked


def _check_kinds(options: dict[str, Any], names: list[str]) -> None:
    unknown = next((name for name in options.get("kinds", {}) if name not in names), None)
    if unknown is not None:
        raise Refused(f"The option kinds names {unknown!r}, which is no column of the table.")


def _look(typed: list[Typed], table: pa.Table, notes: Notes) -> tuple[Summary, Inspection]:
    """The summary of the finished columns and the findings, and the notes that follow."""
    columns, arrays = [t.column for t in typed], [t.values for t in typed]
    summary = summarize_arrays(table.num_rows, columns, arrays)
    again = remark(columns, arrays, summary, notes)
    by_name = dict(zip(table.column_names, arrays))
    return summary, look_at(columns, by_name.__getitem__, summary, notes.notes(), again)


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
    _check_kinds(options, names)
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
    typed, empty = [], []
    for i, name in enumerate(names):
        series, cells[i] = cells[i], None  # freed as soon as it is typed
        nameless = header is not None and not (header[i].strip() if i < len(header) else "")
        if nameless and len(names) > 1 and series.isna().all():
            empty.append(name)
            continue
        typed.append(
            _typed(name, series, _asked(name, len(names), layout.dialect.decimal, options), notes)
        )
    for name in empty:
        notes.add("empty_columns", name)
    return typed


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
        alone=width == 1,
    )


def _typed(name: str, series: pd.Series, asked: Asked, notes: Notes) -> Typed:
    if series.dtype.kind in "if":
        return type_written(name, series.to_numpy(), asked, notes)
    return type_text(name, pa.array(series, pa.large_string(), from_pandas=True), asked, notes)


def _write(table: pa.Table, columns: list[Typed], path: Path) -> None:
    """Parquet with dictionaries for the categories; nullable integers are marked for pandas."""
    whole = {
        t.column.name: "Int64"
        for t in columns
        if t.values.type == pa.int64() and t.values.null_count
    }
    if whole:
        empty = table.slice(0, 0).to_pandas().astype(whole)
        metadata = pa.Schema.from_pandas(empty, preserve_index=False).metadata
        table = table.replace_schema_metadata(metadata)
    coded = [t.column.name for t in columns if pa.types.is_dictionary(t.values.type)]
    pq.write_table(table, path, use_dictionary=coded or False, compression="lz4")


def _fingerprint(paths: list[Path], listing: list[dict[str, Any]]) -> str:
    """The dataset's id: a hash of the Parquet file, of the unpacked one, of names and kinds."""
    digest = hashlib.sha256(json.dumps([[c["name"], c["kind"]] for c in listing]).encode())
    for path in paths:
        with open(path, "rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]
