"""Findings about rows, and about columns that hold one thing, nothing, or a name for each row."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.dataset.findings.looked import FIRST, first
from core.dataset.findings.rule import Rule, Seen

if TYPE_CHECKING:
    from core.dataset.findings.looked import Looked
    from core.dataset.summary import ColumnSummary

NEARLY, ENOUGH = 0.99, 50
DIFFERENT, DENSE, ID_ROWS = 0.98, 0.9, 20
REPEATED = 0.01
GAPS, MOSTLY_GAPS = 0.05, 0.5
AHEAD = 1
"""Days after the day of looking from which a date lies in the future: clocks differ."""


def _ignored(role: str) -> str:
    return "" if role == "ignore" else "ignore"


def constant(looked: Looked) -> Iterator[Seen]:
    """Columns with one value, or none."""
    for column, found in looked.pairs():
        if found.distinct <= 1 < looked.rows:
            only = "holds one value" if found.distinct else "is empty"
            gaps = f", and {found.missing:,} cells are missing" * bool(found.missing)
            said = f"{column.name} {only} in {looked.rows:,} rows{gaps if found.distinct else ''}."
            yield Seen("warning", (column.name,), said, fix=_ignored(column.role))


def nearly_constant(looked: Looked) -> Iterator[Seen]:
    """Columns in which one value stands nearly everywhere."""
    for column, found in looked.pairs("numeric", "boolean", "categorical"):
        present = looked.present(found)
        if found.distinct < 2 or present < ENOUGH:
            continue
        value, count = most_frequent(looked, found)
        if count >= NEARLY * present:
            share = f"{min(count / present, 0.9999):.2%}"
            said = f"{column.name} is {value} in {count:,} of {present:,} cells ({share})."
            yield Seen("note", (column.name,), said, fix=_ignored(column.role))


def most_frequent(looked: Looked, found: ColumnSummary) -> tuple[str, int]:
    """The value that half the cells hold or more, and in how many; ("", 0) if there is none."""
    if found.top:
        return found.top[0]
    stats = found.stats or {}
    if not stats or stats["q1"] != stats["q3"]:
        return "", 0
    value = stats["median"]
    return f"{value:g}", int(np.count_nonzero(looked.numbers(found.name) == value))


def identifier(looked: Looked) -> Iterator[Seen]:
    """Columns that name the row: nearly all values differ, or whole numbers that count."""
    for column, found in looked.pairs("identifier", "categorical", "numeric"):
        present = looked.present(found)
        if column.role == "group" or present < ID_ROWS or found.distinct < DIFFERENT * present:
            continue
        if column.kind == "numeric" and not _counts(looked, found, present):
            continue
        said = f"{column.name} has {found.distinct:,} different values in {present:,} cells."
        yield Seen("note", (column.name,), said, fix=_ignored(column.role))


def _counts(looked: Looked, found: ColumnSummary, present: int) -> bool:
    """Whether these are whole numbers that all differ and leave few out."""
    stats = found.stats or {}
    reach = stats["max"] - stats["min"] + 1
    # Whole numbers that all differ reach at least so far: most columns need no look at their cells.
    if found.distinct < present or not DENSE * reach <= present <= reach:
        return False
    values = looked.numbers(found.name)
    return bool((values[~np.isnan(values)] % 1 == 0).all())


def duplicates(looked: Looked) -> Iterator[Seen]:
    """Rows that are equal to an earlier one in every column."""
    if len(looked.columns) < 2 or not len(again := looked.repeated):
        return
    share = len(again) / looked.rows
    said = f"{len(again):,} of {looked.rows:,} rows ({share:.1%}) repeat an earlier one."
    severity = "warning" if share >= REPEATED else "note"
    yield Seen(severity, (), said, tuple(int(row) for row in again[:FIRST]))


def missing(looked: Looked) -> Iterator[Seen]:
    """Columns with gaps; those without any value are said to be constant."""
    for column, found in looked.pairs():
        share = found.missing / max(looked.rows, 1)
        if share >= GAPS and found.distinct > 1:
            said = f"{found.missing:,} of {looked.rows:,} cells of {column.name} ({share:.1%})."
            severity = "warning" if share >= MOSTLY_GAPS else "note"
            yield Seen(severity, (column.name,), said)


def future(looked: Looked) -> Iterator[Seen]:
    """Dates after today."""
    today = np.datetime64(datetime.date.today())
    for column, found in looked.pairs("datetime"):
        if found.histogram is None:
            continue
        times = looked.array(column.name).to_numpy(zero_copy_only=False)
        late = times >= today + np.timedelta64(1 + AHEAD, "D")
        if late.any():
            last = str(times[late].max())[:10]
            count = int(late.sum())
            cells = f"{count:,} cell{'s' * (count > 1)} of {column.name}"
            said = f"{cells} lie after {today}, up to {last}."
            yield Seen("warning", (column.name,), said, first(late))


RULES = (
    Rule("constant", "A column holds one value", "1 different value or none, missing cells apart",
         "What is the same in every row tells no row from another.",
         "Leave it out.", constant),
    Rule("nearly_constant", "A column holds nearly one value",
         f"one value in at least {NEARLY:.0%} of at least {ENOUGH} cells, missing ones apart",
         "The few other rows are hardly enough to learn from, and a fold may have none of them.",
         "Keep it if the rare value matters; leave it out otherwise.", nearly_constant),
    Rule("identifier", "A column names the row",
         f"labels that differ in {DIFFERENT:.0%} of at least {ID_ROWS} cells, or whole numbers "
         f"that all differ and fill {DENSE:.0%} of their range",
         "A model can learn the training rows by heart from it; new rows have names it never saw.",
         "Leave it out.", identifier),
    Rule("duplicate_rows", "Rows are repeated",
         f"at least 1 row equal to an earlier one in every column; a warning from {REPEATED:.0%}",
         "A row that is trained on and tested makes the score too good.",
         "If each thing should stand here once, remove the copies from the file. Where copies are "
         "real, split by what they belong to.", duplicates),
    Rule("missing", "Cells are missing",
         f"at least {GAPS:.0%} of a column's cells; a warning from {MOSTLY_GAPS:.0%}",
         "Why a cell is empty may itself tell something, and a fill is a guess.",
         "Train fills gaps fold by fold; Explore shows what is missing together.", missing),
    Rule("future_dates", "Dates lie in the future",
         f"later than {AHEAD} day after the day of looking",
         "They are plans, placeholders such as 2999-12-31, or a day and month read the wrong way.",
         "Look at the rows; name a placeholder as missing.", future),
)  # fmt: skip
