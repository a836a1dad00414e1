"""Notes while they are collected: one code, many columns, one sentence at the end."""

from __future__ import annotations

import numpy as np

from core.dataset.table import Note

FIRST = 20
"""How many row numbers a note keeps."""

SENTENCES = {
    "padding": "{cells} of {columns} had spaces around them: removed.",
    "missing": "{cells} of {columns} hold {values}: read as missing.",
    "replaced": "{cells} of {columns} hold {values}: read in another spelling, as asked.",
    "error_cells": "{cells} of {columns} hold an error ({values}): read as missing.",
    "not_a_number": "{cells} of {columns} hold no number ({values}): read as missing.",
    "not_a_date": "{cells} of {columns} hold no date ({values}): read as missing.",
    "mixed": "{columns}: most cells are numbers, but {cells} are not ({values}): kept as text.",
    "mixed_dates": "{columns}: all cells but {cells} ({values}) are dates: kept as they are "
    "written. It can be changed: read as dates, what is none becomes missing.",
    "leading_zeros": "{columns}: numbers with leading zeros (like {values}) are kept as text.",
    "phone_numbers": "{columns}: phone numbers (like {values}) are kept as text.",
    "unit": "{columns}: the unit ({values}) behind every number was removed.",
    "units": "{columns}: numbers with several units ({values}) are kept as text.",
    "one_case": "{cells} of {columns} hold another spelling of yes or no ({values}): upper and "
    "lower case were read as the same.",
    "long_integers": "{columns}: integers too long for 64 bits are kept as text, digit by digit.",
    "exact_integers": "{columns}: integers above 2^53 are kept exact.",
    "number_like_ids": "{columns}: text such as {values} looks like a number: check its kind.",
    "decimal_comma": "{columns}: the comma was read as the decimal mark.",
    "thousands": "{columns}: {values} was read as the thousands separator.",
    "percent": "{columns}: the percent sign (%) was removed; 12% is read as 12.",
    "currency": "{columns}: the currency sign ({values}) was removed.",
    "parentheses": "{columns}: numbers as accounts write them ({values}) were read as negative.",
    "dates": "{columns}: text was read as dates ({values}).",
    "ambiguous_dates": "{columns}: day and month are ambiguous: read as day first. "
    "It can be changed: they may be month first.",
    "time_zone": "{columns}: times with a zone were moved to UTC.",
    "infinite": "{cells} of {columns} are infinite: read as missing.",
    "coded_missing": "{columns}: {values} may stand for missing ({cells}). It was kept: "
    "name it in the option `missing` if so.",
    "kept_words": "{cells} of {columns} hold {values}, which other programs read as missing: kept.",
    "empty_columns": "{columns}: empty and without a name: dropped.",
    "all_missing": "{columns}: every cell is empty or missing.",
    "constant": "{columns}: constant, every value is the same: not used as a feature.",
    "identifiers": "{columns}: every row has its own value, like an id: not used as a feature.",
    "all_different": "{columns}: every value is different (unique), so there is little to learn.",
    "groups": "{columns}: an id that repeats: suggested to keep its rows on one side of a split.",
    "spellings": "{columns}: {values} differ only in case, spaces or spelling of one letter: "
    "they may be one value. Kept apart.",
    "single_quotes": "{columns}: single quotes around the values were kept.",
}


def some(number: int, thing: str) -> str:
    """A count with its noun: "1 row", "2,000 rows"."""
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def listed(things, most: int = 3) -> str:
    """The first things in quotes: "'a', 'b' and 4 more"."""
    things = [f"{thing[:40]!r}" for thing in dict.fromkeys(things)]
    rest = len(things) - most
    return ", ".join(things[:most]) + (f" and {rest} more" if rest > 0 else "")


class Notes:
    """Collects what the reader assumed or changed, and merges the same finding of many columns."""

    def __init__(self):
        self._found: dict[str, dict] = {}

    def add(self, code, column=None, rows=(), count=0, values=(), detail=None) -> None:
        """One finding; `detail` is a whole sentence of its own (then the code is not merged)."""
        found = self._of(code if detail is None else f"{code} {detail}", code, detail)
        found["columns"] += [] if column is None else [column]
        found["rows"] += [int(row) for row in rows[:FIRST]]
        found["count"] += int(count)
        found["values"] += list(values)

    def drop(self, rows: np.ndarray) -> None:
        """These rows (sorted) leave the table: the numbers of all rows noted so far move up.

        A row that leaves keeps the number of the row that follows it.
        """
        for found in self._found.values():
            found["rows"] = [row - int(np.searchsorted(rows, row)) for row in found["rows"]]

    def extend(self, other: Notes) -> None:
        """Add what another one collected."""
        for key, more in other._found.items():
            found = self._of(key, more["code"], more["detail"])
            for part in ("columns", "rows", "count", "values"):
                found[part] += more[part]

    def _of(self, key: str, code: str, detail: str | None) -> dict:
        empty = {"code": code, "columns": [], "rows": [], "count": 0, "values": []}
        return self._found.setdefault(key, empty | {"detail": detail})

    def notes(self) -> tuple[Note, ...]:
        """All findings, as notes."""
        return tuple(_note(found) for found in self._found.values())


def _note(found: dict) -> Note:
    message = found["detail"] or SENTENCES[found["code"]].format(
        cells=some(found["count"], "cell"),
        columns=listed(found["columns"]),
        values=listed(found["values"]),
    )
    rows = tuple(sorted(set(found["rows"]))[:FIRST])
    columns = tuple(dict.fromkeys(found["columns"]))
    return Note(found["code"], message, columns, rows, found["count"])
