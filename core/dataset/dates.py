"""Dates in text: ISO, year-month, day and month first, months by name; with a time or a zone."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from core.dataset.options import ORDERS

_TIME = (
    r"(?:(?:T|,? )(?P<hour>\d{1,2}):(?P<minute>\d{2})"
    r"(?::(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?"
    r"(?: ?(?P<half>[AaPp])\.?[Mm]\.?)? ?(?P<zone>Z|GMT|UTC|[-+]\d{2}:?\d{2})?(?: Uhr)?)?"
)
FORMS = {
    "year-month-day": r"(?P<a>\d{4})(?P<s>[-/.年]) ?(?P<b>\d{1,2})[-/.月] ?(?P<c>\d{1,2})日?"
    + _TIME,
    "day/month/year": r"(?P<a>\d{1,2})(?P<s>[-/.]) ?(?P<b>\d{1,2})[-/.] ?(?P<c>\d{4})" + _TIME,
    "day/month/year of two digits": r"(?P<a>\d\d)(?P<s>[-/.])(?P<b>\d\d)[-/.](?P<c>\d\d)" + _TIME,
    "day/month/year, two digits": r"(?P<a>\d{1,2})(?P<s>/)(?P<b>\d{1,2})/(?P<c>\d\d)" + _TIME,
    "yearmonthday": r"(?P<a>(?:19|20)\d\d)(?P<b>\d\d)(?P<c>\d\d)"
    r"(?:T(?P<hour>\d\d):?(?P<minute>\d\d):?(?P<second>\d\d)?(?P<part>)(?P<half>)(?P<zone>Z)?)?",
    "year-month": r"(?P<a>\d{4})(?P<s>-)(?P<b>\d{2})",
}

_NAMED = re.compile(
    r"(?:[A-Za-z]{2,9}\.?,? )?(?:(\d{1,2})(?:st|nd|rd|th|\.)?[ -]?([^\W\d]{3,9})\.?,?"
    r"|([^\W\d]{3,9})\.?[ -](\d{1,2})(?:st|nd|rd|th)?,?[ -])[ -]?(\d{4}|\d{2})((?:[ T].{4,})?)"
)
_TURNED = (  # the year first, as web servers write it, as C does
    (re.compile(r"(\d{4})[-/ ]([^\W\d]{3,9})[-/ ](\d{1,2})((?:[ T].{4,})?)"), r"\3-\2-\1\4"),
    (re.compile(r"(\d{1,2})/([^\W\d]{3})/(\d{4}):(\d\d:\d\d:\d\d.*)"), r"\1-\2-\3 \4"),
    (re.compile(r"[A-Za-z]{3} ([^\W\d]{3}) +(\d{1,2}) (\d\d:\d\d:\d\d) (\d{4})"), r"\2-\1-\4 \3"),
)
_ENGLISH = "jan feb mar apr may jun jul aug sep oct nov dec".split()
MONTHS = {name: i + 1 for i, name in enumerate(_ENGLISH)}
MONTHS |= {"mär": 3, "mrz": 3, "mai": 5, "okt": 10, "dez": 12, "fév": 2, "avr": 4, "aoû": 8}
for _names in (
    "ene feb mar abr may jun jul ago sep oct nov dic",
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "jan fev mar abr mai jun jul ago set out nov dez",
    "sty lut mar kwi maj cze lip sie wrz paź lis gru",
    "янв фев мар апр мая июн июл авг сен окт ноя дек",
    "oca şub mar nis may haz tem ağu eyl eki kas ara",
):
    MONTHS |= {name: i + 1 for i, name in enumerate(_names.split())}
MONTHS |= {"май": 5, "mei": 5, "mrt": 3}
"""Months by the first three letters of their names, in ten languages (in French not all)."""


@dataclass(frozen=True)
class Dates:
    """Distinct texts as times, datetime64[us]; NaT where a text holds no date of this form."""

    times: np.ndarray
    form: str
    ambiguous: bool = False
    zoned: bool = False

    @property
    def order(self) -> str | None:
        """Which of day and month comes first; None where they have names or follow the year."""
        return next((o for o in ORDERS if self.form.startswith(o.split()[0] + "/")), None)


def parse_dates(values: pa.Array, order: str | None = None) -> Dates | None:
    """The reading of these texts that makes most of them dates; None if none does.

    `order` is one of ORDERS; None lets the days above 12 decide.
    """
    plain = _numbered(values)
    if plain is not None:
        found = _read(plain, "year-month-day")
        return found and replace(found, form="the month by its name")
    readings = [d for form in FORMS if (d := _read(values, form, order)) is not None]
    return max(readings, key=lambda d: np.count_nonzero(~np.isnat(d.times)), default=None)


def whole_days(values: np.ndarray) -> np.ndarray | None:
    """Numbers such as 20200317 or 20200317130500 as datetime64[us], NaT if missing.

    `values` (rows,) are int64 or float64. None if one is no such date, or if too few differ.
    """
    known = ~np.isnan(values)
    days = values[known]
    if not len(days) or days.min() < 19000101 or (days % 1).any():
        return None
    days, clock = days.astype(np.int64), np.zeros(len(days), np.int64)
    if days.min() >= 19000101_000000:
        days, clock = days // 1_000_000, days % 1_000_000
    if days.max() > 20991231 or (clock > 235959).any() or (clock % 10_000 > 5959).any():
        return None
    found = _dates({}, days // 10000, days // 100 % 100, days % 100, "yearmonthday", False).times
    seconds = clock // 10_000 * 3600 + clock // 100 % 100 * 60 + clock % 100
    found = found + seconds.astype("m8[s]")
    if np.isnat(found).any() or len(np.unique(found)) < 3:
        return None
    times = np.full(len(values), np.datetime64("NaT"), "M8[us]")
    times[known] = found
    return times


def _numbered(values: pa.Array) -> pa.Array | None:
    """Dates with the month by its name as year-month-day; None if the first ones have none."""
    if not any(_named(text) for text in values[:20].to_pylist()):
        return None
    texts = values.to_pylist()
    return pa.array([_named(text) or text for text in texts], pa.string())


def _named(text: str) -> str | None:
    for pattern, plain in _TURNED:
        if turned := pattern.fullmatch(text):
            text = turned.expand(plain)
            break
    found = _NAMED.fullmatch(text)
    month = found and MONTHS.get((found[2] or found[3])[:3].lower())
    if not month:
        return None
    year = int(found[5]) + (0 if len(found[5]) == 4 else 2000 if int(found[5]) < 69 else 1900)
    return f"{year:04d}-{month:02d}-{int(found[1] or found[4]):02d}{found[6]}"


def _read(values: pa.Array, form: str, order: str | None = None) -> Dates | None:
    found = pc.extract_regex(values, f"^{FORMS[form]}$")
    if found.null_count == len(found):
        return None
    parts = {found.type[i].name: found.field(i) for i in range(found.type.num_fields)}
    a, b = _whole(parts["a"], -1), _whole(parts["b"], -1)
    c = _whole(parts["c"], -1) if "c" in parts else np.ones(len(values), np.int64)
    if "two digits" in form:
        c = np.where(c < 0, c, c + np.where(c < 69, 2000, 1900))
    if not form.startswith("day"):
        return _dates(parts, a, b, c, form, False)
    # both orders may be possible: a day above 12 decides, for the whole column
    decided = (b > 12).any() and not (a > 12).any()
    if order == "month first" or (decided and order is None):
        return _dates(parts, c, a, b, form.replace("day/month", "month/day"), False)
    matched = a > 0
    ambiguous = order is None and not (a > 12).any() and bool((a[matched] != b[matched]).any())
    return _dates(parts, c, b, a, form, ambiguous)


def _whole(array: pa.Array, missing: int) -> np.ndarray:
    """Digits as integers; empty or null is `missing`."""
    filled = pc.fill_null(array, "")
    filled = pc.if_else(pc.equal(filled, ""), str(missing), filled)
    return filled.cast(pa.int64()).to_numpy(zero_copy_only=False)


def _dates(parts, year, month, day, form: str, ambiguous: bool) -> Dates:
    valid = (year >= 1) & (month >= 1) & (month <= 12) & (day >= 1)
    months = np.where(valid, (year - 1970) * 12 + month - 1, 0).astype("M8[M]")
    length = ((months + 1).astype("M8[D]") - months.astype("M8[D]")).astype(np.int64)
    valid &= day <= length
    times = (months.astype("M8[D]") + np.where(valid, day - 1, 0)).astype("M8[us]")
    zoned = False
    if "hour" in parts:
        half = pc.utf8_lower(pc.fill_null(parts["half"], "")).to_numpy(zero_copy_only=False)
        hour, minute = _whole(parts["hour"], 0), _whole(parts["minute"], 0)
        second = _whole(parts["second"], 0)
        hour = np.where(half == "", hour, hour % 12 + 12 * (half == "p"))
        valid &= (hour < 24) & (minute < 60) & (second < 61)
        micro = _whole(pc.utf8_slice_codeunits(_padded(parts["part"]), 0, 6), 0)
        times = times + (((hour * 60 + minute) * 60 + second) * 1_000_000 + micro).astype("m8[us]")
        zone = pc.fill_null(parts["zone"], "")
        zoned = pc.any(pc.not_equal(zone, "")).as_py() or False
        times = times - _offset(zone) if zoned else times
    return Dates(np.where(valid, times, np.datetime64("NaT")), form, ambiguous, zoned)


def _padded(part: pa.Array) -> pa.Array:
    """Digits after the second, to at least six: "5" is half a second."""
    return pc.utf8_rpad(pc.fill_null(part, ""), 6, "0")


def _offset(zone: pa.Array) -> np.ndarray:
    """Minutes east of Greenwich, as timedelta64."""
    found = pc.extract_regex(zone, r"^(?P<sign>[-+])(?P<hour>\d{2}):?(?P<minute>\d{2})$")
    names = {found.type[i].name: found.field(i) for i in range(found.type.num_fields)}
    minutes = _whole(names["hour"], 0) * 60 + _whole(names["minute"], 0)
    west = pc.fill_null(pc.equal(names["sign"], "-"), False).to_numpy(zero_copy_only=False)
    return np.where(west, -minutes, minutes).astype("m8[m]")
