"""Numbers in text: plain, with a decimal comma, with thousands separators, percent, currency."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.dataset.looks import points_group
from core.dataset.spelled import Spelled, as_mask

PLAIN = r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?"
COMMA = r"[-+]?(\d+,\d*|,\d+|\d+)([eE][-+]?\d+)?"
INFINITE = r"(?i)[-+]?(inf(inity)?|∞|1\.#inf0*)"
LEADING_ZERO = r"[-+]?0\d+"
PHONE = r"\+\d(?: ?\d){7,}"
CURRENCY = (
    r"(?:(?:US|[ACR]|NZ|HK)?\$|\p{Sc}|USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|NZD|BRL|MXN|ZAR|RUB|TRY|TL"
    r"|SEK|NOK|DKK|ISK|PLN|CZK|HUF|RON|KRW|SGD|HKD|kr\.?|zł|Kč|Ft|Rs\.?|руб\.?|元|円|원)"
)
_SPACES, _MINUS, _APOSTROPHE = "[\u00a0\u202f\u2009]", "\u2212", "\u2019"
_PERCENT = r"(?:[%％]|(?i:pct|percent)\.?)"
_BODY = r"\d[\d.,' ]*"
_UNUSUAL = f"{_SPACES}|[{_MINUS}{_APOSTROPHE}]"


@dataclass(frozen=True)
class Marks:
    """The decimal mark and the thousands separator of a column, as far as they are known."""

    decimal: str = "."
    thousands: str = ""


def grouped(thousands: str, decimal: str) -> str:
    """The pattern of a number with thousands separators in their places."""
    t, d = re.escape(thousands), re.escape(decimal)
    lakhs = rf"|[1-9]\d?({t}\d\d)+{t}\d{{3}}" if thousands == "," else ""  # as in India
    return rf"[-+]?([1-9]\d{{0,2}}({t}\d{{3}})+{lakhs})({d}\d*)?"


def find_marks(column: Spelled, decimal: str | None, thousands: str | None, hint: str) -> Marks:
    """The marks under which most of the distinct values are numbers; given ones are not guessed.

    `hint` is the decimal mark that the table as a whole shows: it decides between equals.
    """
    if thousands:
        return Marks(decimal or ("," if thousands == "." else "."), thousands)
    if hint == ",":
        pairs = [",", ",.", ", ", ".", ".,", ". ", ".'"]
    else:
        pairs = [".", ".,", ",", ",.", ". ", ", ", ".'"]
    free = decimal is None and thousands is None
    if free and all(
        points_group(part.to_pylist()) for part in (column.values[:200], column.values)
    ):
        return Marks(",", ".")
    best, most = Marks(decimal or hint), 0
    for pair in pairs:
        marks = Marks(pair[0], pair[1:])
        if decimal not in (None, marks.decimal) or (thousands == "" and marks.thousands):
            continue
        hits = int(np.count_nonzero(is_number(column, marks)))
        if hits > most:
            best, most = marks, hits
        if most == len(column.values):
            break
    return best


def is_number(column: Spelled, marks: Marks) -> np.ndarray:
    """Which distinct values are numbers under these marks."""
    number = column.matches(PLAIN if marks.decimal == "." else COMMA)
    if marks.thousands:
        number |= column.matches(grouped(marks.thousands, marks.decimal))
    return number


def as_codes(column: Spelled, number: np.ndarray) -> tuple[str, np.ndarray]:
    """Why those of the values that are a number are codes in digits, and which of them show it.

    "leading_zeros" where some begin with a zero, "phone_numbers" where all do with a plus sign and
    are as long as such a number; "" for plain numbers.
    """
    zero = number & column.matches(LEADING_ZERO)
    if zero.any():
        return "leading_zeros", zero
    phone = number & column.matches(PHONE)
    return ("phone_numbers" if phone.any() and (phone == number).all() else ""), phone


def parse(values: pa.Array, marks: Marks) -> np.ndarray:
    """Numbers written as text, all valid, as int64 where every one is whole and fits, or float64.

    Integers beyond 64 bits come back as objects (Python's int).
    """
    if marks.thousands:
        values = pc.replace_substring(values, marks.thousands, "")
    if marks.decimal == ",":
        values = pc.replace_substring(values, ",", ".")
    values = pc.replace_substring_regex(values, r"^\+", "")
    if as_mask(pc.match_substring_regex(values, r"^-?\d+$")).all():
        try:
            return values.cast(pa.int64()).to_numpy(zero_copy_only=False)
        except pa.ArrowInvalid:
            return np.array(values.to_pylist(), object)
    return values.cast(pa.float64()).to_numpy(zero_copy_only=False)


def unsign(column: Spelled) -> tuple[Spelled, str, list[str]]:
    """The column without percent or currency signs, where every value is a number with one.

    Returns it with what was removed ("percent", "currency" or "") and examples. A number in
    parentheses is negative, as in accounts.
    """
    column, sign = _usual(column), CURRENCY
    minus = rf"{_BODY}[.,]\d\d-|{sign}\s?{_BODY}-"  # below zero, as some books write it
    below = column.matches(rf"{sign}?\s?\({sign}?\s?{_BODY}\s?{sign}?\)|{minus}")
    money = below | column.matches(rf"-?{sign}\s?-?{_BODY}|-?{_BODY}\s?{sign}|-?{_BODY}")
    signed = as_mask(pc.match_substring_regex(column.values, sign))
    if len(money) and money.all() and (signed.any() or below.any()):
        values = pc.replace_substring_regex(column.values, rf"\s?{sign}\s?", "")
        values = pc.replace_substring_regex(values, r"^\((.*)\)$|^(.*)-$", r"-\1\2")
        what = "currency" if signed.any() else "parentheses"
        shown = column.values.filter(pa.array(signed if signed.any() else below))
        return Spelled(column.name, column.codes, values), what, shown[:2].to_pylist()
    if len(money) and column.matches(rf"[-+]?{_BODY}\s?{_PERCENT}|{_PERCENT}\s?[-+]?{_BODY}").all():
        values = pc.replace_substring_regex(column.values, rf"\s?{_PERCENT}\s?", "")
        return Spelled(column.name, column.codes, values), "percent", column.values[:1].to_pylist()
    return column, "", []


def _usual(column: Spelled) -> Spelled:
    """The column with plain spaces, minus signs and apostrophes where typesetting has its own."""
    if not as_mask(pc.match_substring_regex(column.values, _UNUSUAL)).any():
        return column
    values = pc.replace_substring_regex(column.values, _SPACES, " ")
    values = pc.replace_substring(values, _MINUS, "-")
    values = pc.replace_substring(values, _APOSTROPHE, "'")
    return Spelled(column.name, column.codes, values)
