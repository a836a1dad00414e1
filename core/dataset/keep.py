"""What a reading leaves: the typed table as Parquet, its summary and findings, its record."""

from __future__ import annotations

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from core.dataset.findings.look import Inspection, look_at
from core.dataset.notes import Notes
from core.dataset.remarks import remark
from core.dataset.summary import Summary, summarize_arrays
from core.dataset.typed import Typed


def keep(
    columns: list[Typed],
    reading: dict,
    folder: Path,
    options: dict,
    notes: Notes,
    plain: Path | None = None,
    look: bool = True,
) -> dict[str, Any]:
    """Write the columns to `folder`/table.parquet, and return the record.

    `plain` is the unpacked file, if there is one. With `look`, the summary and the findings are
    written beside the table, and the notes that follow from them are in the record.
    """
    table = pa.table({t.column.name: t.values for t in columns})
    listing = [dict(vars(typed.column)) for typed in columns]
    with ThreadPoolExecutor(2) as pool:  # they leave Python's lock to each other
        looked = pool.submit(_look, columns, table, notes) if look else None
        digest = pool.submit(_digest, plain) if plain else None
        _write(table, columns, folder / "table.parquet")
        digests = [_digest(folder / "table.parquet"), digest.result() if digest else b""]
        key = _fingerprint(listing, *digests)
        for name, found in zip(("summary", "findings"), looked.result() if looked else ()):
            (folder / f"{name}.json").write_text(json.dumps(found.to_json()))
    return {
        "id": key,
        "rows": table.num_rows,
        "columns": listing,
        "notes": [dict(vars(note)) for note in notes.notes()],
        "reading": reading | _found(columns) | _given(options),
    }


def _found(columns: list[Typed]) -> dict[str, Any]:
    """How numbers and dates of single columns were read, in the form of the options for it."""
    marks = {typed.column.name: typed.mark for typed in columns if typed.mark}
    orders = {typed.column.name: typed.order for typed in columns if typed.order}
    found = {"decimal_in": marks} if marks else {}
    found |= {"dates_in": orders} if orders else {}
    return {"found": found} if found else {}


def _given(options: dict[str, Any]) -> dict[str, Any]:
    """The options that only repeat what was asked for."""
    keys = ("thousands", "missing", "missing_in", "values_in", "replace", "decimal_in", "dates_in",
            "names", "kinds", "footer", "repeated_header")  # fmt: skip
    asked = {"asked": options} if options else {}
    return {key: options[key] for key in keys if key in options} | asked


def _look(typed: list[Typed], table: pa.Table, notes: Notes) -> tuple[Summary, Inspection]:
    """The summary of the finished columns and the findings, and the notes that follow."""
    columns, arrays = [t.column for t in typed], [t.values for t in typed]
    summary = summarize_arrays(table.num_rows, columns, arrays)
    again = remark(columns, arrays, summary, notes)
    by_name = dict(zip(table.column_names, arrays))
    return summary, look_at(columns, by_name.__getitem__, summary, notes.notes(), again)


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


def _digest(path: Path) -> bytes:
    """The SHA-256 of a file."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _fingerprint(listing: list[dict[str, Any]], *digests: bytes) -> str:
    """The dataset's id: a hash of the Parquet file, of the unpacked one, of names and kinds."""
    parts = json.dumps([[c["name"], c["kind"]] for c in listing]).encode()
    return hashlib.sha256(b"".join((parts, *digests))).hexdigest()[:16]
