"""Times by period: years, months, weeks, days or hours, the finest that stays readable."""

from __future__ import annotations

import numpy as np

PERIODS = (("hour", "M8[h]"), ("day", "M8[D]"), ("week", "M8[W]"), ("month", "M8[M]"))
MOST = 120
"""More periods than this are not shown one by one."""


def period_of(first: np.datetime64, last: np.datetime64) -> tuple[str, str]:
    """The finest period of which at most 120 lie between two times, and its NumPy type."""
    for name, kind in PERIODS:
        if int((last.astype(kind) - first.astype(kind)).astype(np.int64)) < MOST:
            return name, kind
    return "year", "M8[Y]"


def by_period(ordered: np.ndarray) -> tuple[np.ndarray, np.ndarray, str]:
    """Edges (periods + 1,), counts (periods,) and the period's name of sorted datetime64[us].

    Above 1,000 years the bins are several years wide, so that they stay at most 1,000.
    """
    if not len(ordered):
        return np.zeros(0, "M8[Y]"), np.zeros(0, np.int64), "year"
    name, kind = period_of(ordered[0], ordered[-1])
    # NumPy's weeks begin on Thursdays, as 1970 did
    shift = np.timedelta64(3, "D") if name == "week" else np.timedelta64(0, "D")
    first, last = (ordered[[0, -1]] + shift).astype(kind)
    span = int((last - first).astype(np.int64)) + 1
    step = -(-span // 1000)
    edges = first + np.arange(0, span + step, step)
    edges = edges.astype("M8[D]") - shift if name == "week" else edges
    at = np.searchsorted(ordered, edges.astype(ordered.dtype))
    return edges, np.diff(at), name
