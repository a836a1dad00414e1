"""One column from text to its type: number, date, category, text; each step says what it did."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.dataset import missing, numerals
from core.dataset.dates import whole_days
from core.dataset.kinds import judge_numbers, judge_text, one_case
from core.dataset.limits import Refused
from core.dataset.notes import Notes
from core.dataset.spelled import Spelled, as_mask, spell
from core.dataset.table import Column
from core.dataset.timed import MOSTLY, read_times
from core.dataset.units import without_unit


@dataclass(frozen=True)
class Asked:
    """What the user's options say about the cells of one column."""

    decimal: str | None = None
    thousands: str | None = None
    missing: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    """Spellings of missing that are values in this column."""
    kind: str | None = None
    replace: dict[str, str] | None = None
    """Another spelling for some texts, trimmed as they are."""
    hint: str = "."
    """The decimal mark that the table as a whole shows."""
    order: str | None = None
    """Of day and month: one of options.ORDERS."""
    alone: bool = False


@dataclass(frozen=True)
class Typed:
    """A column in its type, and how its numbers or dates were written."""

    column: Column
    values: pa.Array
    decimal: str | None = None
    """A comma, where a decimal comma stands in it."""
    mark: str | None = None
    """The decimal mark it was read with, where that mark or one for thousands stands in it."""
    order: str | None = None
    """Of day and month in its dates."""


def type_numbers(name: str, values: np.ndarray, asked: Asked, notes: Notes) -> Typed:
    """A column that is numbers already, (rows,) int64 or float64; infinite ones become missing."""
    codes = [float(code) for code in asked.missing if _is_float(code)]
    if codes:
        hit = np.isin(values, codes)
        if hit.any():
            notes.add("missing", name, np.flatnonzero(hit), hit.sum(), [f"{c:g}" for c in codes])
            values = np.where(hit, np.nan, values)
    if values.dtype.kind == "f":
        infinite = np.isinf(values)
        if infinite.any():
            notes.add("infinite", name, np.flatnonzero(infinite), infinite.sum())
            values = np.where(infinite, np.nan, values)
    code = missing.coded(values)
    if code is not None:
        hit = values == code
        notes.add("coded_missing", name, np.flatnonzero(hit), hit.sum(), [f"{code:.12g}"])
    column = judge_numbers(name, values, asked.alone)
    if column.reason == "every cell is missing":
        notes.add("all_missing", name)
    if asked.kind in ("numeric", "boolean"):
        distinct = len(np.unique(values[~np.isnan(values)]))
        if asked.kind == "boolean" and distinct > 2:
            raise _not_boolean(name, distinct)
        column = _as_asked(column, asked.kind)
    return Typed(column, pa.array(values))


def type_written(name: str, values: np.ndarray, asked: Asked, notes: Notes) -> Typed:
    """The same for numbers from a text: where each is a day such as 20200317, they are dates."""
    times = whole_days(values) if asked.kind is None else None
    if times is None:
        return type_numbers(name, values, asked, notes)
    notes.add("dates", name, values=["year, month and day in digits alone"])
    return type_times(name, times)


def type_text(name: str, cells: pa.Array, asked: Asked, notes: Notes) -> Typed:
    """A column of text (rows,), null where the cell is empty, in the type its values show."""
    column, padded = spell(name, cells)
    if len(padded):
        notes.add("padding", name, padded, len(padded))
    if asked.replace:
        column = _replaced(column, asked.replace, notes)
    column = _without_missing(column, missing.ALWAYS, asked, notes)
    if not len(column.values):
        return type_numbers(name, np.full(len(column.codes), np.nan), asked, notes)
    if asked.kind in (None, "numeric", "boolean"):
        typed = _numbers(column, asked, notes)
        if typed is not None:
            return typed
    if asked.kind in (None, "datetime"):
        typed = _dates(column, asked, notes)
        if typed is not None:
            return typed
    kept = _spelled(column, missing.KEPT, asked)
    if kept.any():
        notes.add("kept_words", name, *column.rows(kept), column.some(kept))
    return _labels(column, asked, notes)


def _replaced(column: Spelled, spellings: dict[str, str], notes: Notes) -> Spelled:
    """The column with other texts for some of its values, as the user asked."""
    hit = as_mask(pc.is_in(column.values, pa.array(list(spellings), pa.string())))
    if not hit.any():
        return column
    notes.add("replaced", column.name, *column.rows(hit), column.some(hit))
    texts = [spellings.get(text, text) for text in column.values.to_pylist()]
    merged = pa.array(texts, pa.string()).dictionary_encode()
    codes = np.append(merged.indices.to_numpy(zero_copy_only=False), -1)[column.codes]
    return Spelled(column.name, codes, merged.dictionary)


def _without_missing(column: Spelled, spellings, asked: Asked, notes: Notes) -> Spelled:
    """The column with the spellings of missing taken out; other than empty ones are told."""
    hit = _spelled(column, spellings, asked)
    if not hit.any():
        return column
    told = [value or "blanks" for value in column.some(hit)]
    notes.add("missing", column.name, *column.rows(hit), told)
    return column.without(hit)


def _spelled(column: Spelled, spellings, asked: Asked) -> np.ndarray:
    """Which distinct values are spellings of missing: the known ones, or the user's own."""
    known = pa.array(sorted(spellings), pa.string())
    hit = as_mask(pc.is_in(pc.utf8_lower(column.values), known))
    if asked.missing:
        hit |= as_mask(pc.is_in(column.values, pa.array(sorted(asked.missing), pa.string())))
    if asked.values:
        hit &= ~as_mask(pc.is_in(column.values, pa.array(sorted(asked.values), pa.string())))
    return hit


def _numbers(column: Spelled, asked: Asked, notes: Notes) -> Typed | None:
    """The column as numbers, if its values are (or are but for a few); None if it is text."""
    plain, sign, examples = numerals.unsign(column)
    if not sign:
        words = _spelled(plain, missing.AMONG_NUMBERS, asked)
        plain, sign, examples = without_unit(plain, words, notes)
    marks = numerals.find_marks(plain, asked.decimal, asked.thousands, asked.hint)
    number = numerals.is_number(plain, marks)
    forced = asked.kind in ("numeric", "boolean")
    if not number.any():
        if asked.kind == "numeric":
            raise Refused(f"Column {column.name!r} holds no numbers: it cannot be numeric.")
        return None
    code, shown = numerals.as_codes(plain, number)
    if code and not forced:
        notes.add(code, column.name, values=column.some(shown))
        return None
    infinite = plain.matches(numerals.INFINITE)
    other = ~number & ~infinite
    if other.any():
        if not _may_go(column, other, asked, notes):
            return None
        plain, infinite = plain.without(other), infinite[~other]
    return _parsed(plain, marks, infinite, (sign, examples), asked, notes)


def _may_go(column: Spelled, other: np.ndarray, asked: Asked, notes: Notes) -> bool:
    """Whether the values that are no numbers may become missing: known spellings, or very few."""
    words = _spelled(column, missing.AMONG_NUMBERS, asked)
    known, odd = other & words, other & ~words
    counts = column.counts
    numbers, strange = counts[~other].sum(), counts[odd].sum()
    forced = asked.kind in ("numeric", "boolean")
    few = numbers >= 100 and numbers >= MOSTLY * (numbers + strange)
    if odd.any() and not forced and not few:
        if numbers > strange:
            rows, count = column.rows(odd)
            notes.add("mixed", column.name, rows, count, column.some(odd))
        return False
    for code, mask in (("missing", known), ("not_a_number", odd)):
        if mask.any():
            notes.add(code, column.name, *column.rows(mask), column.some(mask))
    return True


def _parsed(column, marks, infinite, signed, asked, notes) -> Typed | None:
    if infinite.any():
        rows, count = column.rows(infinite)
        notes.add("infinite", column.name, rows, count)
        column = column.without(infinite)
    numbers = numerals.parse(column.values, marks)
    if numbers.dtype == object:
        if asked.kind != "numeric":
            notes.add("long_integers", column.name)
            return None
        numbers = numbers.astype(float)
    mark, comma = _tell_marks(column, marks, signed, notes)
    gaps = (column.codes < 0).any()
    if numbers.dtype.kind == "i" and gaps:
        if np.abs(numbers).max(initial=0) >= 2**53:
            return _exact(column, numbers, asked, notes)
        numbers = numbers.astype(np.float64)
    values = column.take(numbers, np.nan if numbers.dtype.kind == "f" else 0)
    typed = type_written(column.name, values, asked, notes)
    return replace(typed, decimal="," if comma else None, mark=mark)


def _tell_marks(column: Spelled, marks, signed, notes: Notes) -> tuple[str | None, bool]:
    """Note which marks and signs were read; the decimal mark where one shows, if it is a comma."""
    shows = lambda sign: bool(as_mask(pc.match_substring(column.values, sign)).any())  # noqa: E731
    decimal, grouped = shows(marks.decimal), bool(marks.thousands) and shows(marks.thousands)
    comma = decimal and marks.decimal == ","
    if comma:
        notes.add("decimal_comma", column.name)
    if grouped:
        notes.add("thousands", column.name, values=[marks.thousands])
    sign, examples = signed
    if sign:
        notes.add(sign, column.name, values=examples)
    elif len(column.values) and column.matches(r"\d+[eE]\d+").all():
        notes.add("number_like_ids", column.name, values=column.values[:2].to_pylist())
    return marks.decimal if decimal or grouped else None, comma


def _exact(column: Spelled, numbers: np.ndarray, asked: Asked, notes: Notes) -> Typed:
    """Integers above 2^53 beside missing cells: nullable, so that every digit stays."""
    notes.add("exact_integers", column.name)
    values = pa.array(column.take(numbers, 0), mask=column.codes < 0)
    judged = judge_numbers(column.name, column.take(numbers, 0)[column.codes >= 0], asked.alone)
    return Typed(judged, values)


def _dates(column: Spelled, asked: Asked, notes: Notes) -> Typed | None:
    words = _spelled(column, missing.AMONG_NUMBERS, asked)
    times = read_times(column, words, asked.order, asked.kind == "datetime", notes)
    return times and replace(type_times(column.name, times.values), order=times.order)


def type_times(name: str, times: np.ndarray) -> Typed:
    """A column of times, (rows,) datetime64[us], NaT for missing."""
    present = times[~np.isnat(times)]
    if not len(present):
        return Typed(Column(name, "datetime", "ignore", "every cell is missing"), pa.array(times))
    first, last = present.min(), present.max()
    reason = f"dates from {str(first)[:10]} to {str(last)[:10]}"
    role = "ignore" if first == last else "feature"
    reason = f"constant: every date is {str(first)[:10]}" if first == last else reason
    return Typed(Column(name, "datetime", role, reason), pa.array(times))


def _labels(column: Spelled, asked: Asked, notes: Notes) -> Typed:
    """Categories, booleans in words, text and identifiers."""
    if asked.kind in (None, "boolean"):
        column = one_case(column, notes)
    judged = judge_text(column)
    if asked.kind == "boolean" and len(column.values) > 2:
        raise _not_boolean(column.name, len(column.values))
    if asked.kind is not None:
        judged = _as_asked(judged, asked.kind)
    if judged.kind in ("categorical", "boolean"):
        return Typed(judged, column.categories())
    return Typed(judged, column.strings())


def _not_boolean(name: str, distinct: int) -> Refused:
    return Refused(f"Column {name!r} has {distinct:,} different values: it cannot be boolean.")


def _as_asked(column: Column, kind: str) -> Column:
    if kind == column.kind:
        return column
    role = "ignore" if kind == "identifier" else "feature"
    return Column(column.name, kind, role, f"set by you (it looked {column.kind})")


def _is_float(text: str) -> bool:
    try:
        return np.isfinite(float(text))
    except ValueError:
        return False
