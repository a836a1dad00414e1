"""A column of text as times: which of its cells are dates, which are missing, and what is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.dataset.dates import parse_dates
from core.dataset.limits import Refused

if TYPE_CHECKING:
    from core.dataset.dates import Dates
    from core.dataset.notes import Notes
    from core.dataset.spelled import Spelled

MOSTLY = 0.99
"""From this share of numbers or dates (of at least 100 cells) the few others become missing."""
MANY, ENOUGH = 0.8, 5
"""From this share and number of dates on a column that stays text is told to be nearly dates."""


@dataclass(frozen=True)
class Times:
    """The rows as datetime64[us], NaT for missing; `order` of day and month, None without one."""

    values: np.ndarray
    order: str | None


def read_times(
    column: Spelled, words: np.ndarray, order: str | None, forced: bool, notes: Notes
) -> Times | None:
    """The column as times, if its values are dates (or are but for a few); None if it is text.

    `words`: which distinct values are spellings of missing beside dates. `order` of day and month
    is "day first" or "month first", or None to judge. `forced`: what is no date becomes missing.
    """
    rest = column.without(words) if words.any() else column
    dates = parse_dates(rest.values, order)
    bad = np.ones(len(rest.values), bool) if dates is None else np.isnat(dates.times)
    if forced and bad.all():
        raise Refused(f"Column {column.name!r} holds no dates: it cannot be datetime.")
    if dates is None or (bad.any() and not forced and not _few(rest, bad, notes)):
        return None
    if words.any():
        notes.add("missing", column.name, *column.rows(words), column.some(words))
    if bad.any():
        notes.add("not_a_date", column.name, *rest.rows(bad), rest.some(bad))
    _tell(column.name, dates, notes)
    return Times(rest.take(dates.times, np.datetime64("NaT")), dates.order)


def _few(column: Spelled, bad: np.ndarray, notes: Notes) -> bool:
    """Whether so few values are no dates that they may become missing; if some, it is told."""
    odd, cells = column.counts[bad].sum(), column.present
    if cells >= 100 and odd <= (1 - MOSTLY) * cells:
        return True
    if cells - odd >= max(ENOUGH, MANY * cells):
        notes.add("mixed_dates", column.name, *column.rows(bad), column.some(bad))
    return False


def _tell(name: str, dates: Dates, notes: Notes) -> None:
    notes.add("dates", name, values=[dates.form])
    if dates.ambiguous:
        notes.add("ambiguous_dates", name)
    if dates.zoned:
        notes.add("time_zone", name)
