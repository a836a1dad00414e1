"""The many spellings of a missing cell, and numbers that may be codes for missing."""

from __future__ import annotations

import numpy as np

ALWAYS = frozenset(
    "|na|n/a|#n/a|#na|<na>|nan|-nan|nat|null|(null)|#null!|\\n|?|-|--|n.a.|1.#qnan|1.#ind"
    "|-1.#ind|#value!|#div/0!|#ref!|0000-00-00|0000-00-00 00:00:00".split("|")
)
"""Missing in every column, whatever the case."""

AMONG_NUMBERS = ALWAYS.union(
    ("none", ".", "..", "...", "*", "**", "---", "x", "nil", "missing", "unknown", "na.", "–", "—")
)
"""Missing in a column that otherwise holds numbers or dates; elsewhere they may be a value."""

LOW_CODES = (-9.0, -99.0, -200.0, -999.0, -9999.0, -99999.0)
HIGH_CODES = (99.0, 999.0, 9999.0, 99999.0)


def coded(values: np.ndarray) -> float | None:
    """A number that looks like a code for missing: it repeats, alone at one end of the others.

    A low code stands below values that are all 0 or more; a high code is more than twice the
    next value. It is only proposed: the values stay.
    """
    values = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    if len(values) < 10:
        return None
    low, high = float(values.min()), float(values.max())
    if low in LOW_CODES:
        rest = values[values != low]
        if len(rest) and len(values) - len(rest) > 1 and rest.min() > max(low / 4, -50):
            return low
    if high in HIGH_CODES:
        rest = values[values != high]
        if len(rest) and len(values) - len(rest) > 1 and rest.max() * 2 < high:
            return high
    return None
