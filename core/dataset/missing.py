"""The many spellings of a missing cell, and numbers that may be codes for missing."""

from __future__ import annotations

import numpy as np

ALWAYS = frozenset(
    "|na|n/a|#n/a|#na|<na>|nan|-nan|nat|null|(null)|<null>|[null]|#null!|\\n|?|-|--|n.a.|1.#qnan|1.#ind"
    "|-1.#ind|#value!|#div/0!|#ref!|0000-00-00|0000-00-00 00:00:00".split("|")
)
"""Missing in every column, whatever the case."""

_WORDS = (
    "none|.|..|...|*|**|---|x|nil|missing|unknown|not available|na.|–|—|??|???|#num!|#name?|n.d.|nd"
    "|n.v.|k.a.|k. a.|keine angabe|unbekannt|fehlt|s/d|s.d.|desconocido|inconnu|нет данных|нет|н/д"
    "|b.d.|brak|brak danych|sin datos|yok|tbd|#n/v|#wert!|nicht verfügbar|データなし|不明|无|없음"
)
AMONG_NUMBERS = ALWAYS.union(_WORDS.split("|"))
"""Missing in a column that otherwise holds numbers or dates; elsewhere they may be a value."""

KEPT = frozenset({"none"})
"""Missing in other programs; among labels it is mostly a value, so it is kept, and that is told."""

LOW_CODES = (
    -9.0,
    -88.0,
    -99.0,
    -99.9,
    -99.99,
    -200.0,
    -777.0,
    -888.0,
    -999.0,
    -999.9,
    -999.99,
    -9999.0,
    -9999.9,
)
LOW_CODES += (-9999.99, -32768.0, -99999.0, -999999.0)
HIGH_CODES = (88.0, 99.0, 99.99, 888.0, 999.0, 999.9, 999.99, 9999.0, 9999.9, 9999.99, 99999.0)
HIGH_CODES += (999999.0, 1e20)
MINUS_ONE, OTHERS = -1.0, 3


def coded(values: np.ndarray) -> float | None:
    """A number that looks like a code for missing: it repeats, alone at one end of the others.

    A low code stands below values that are all 0 or more; a high code is more than twice the
    next value. -1 is one beside enough values that are 0 or more. It is only proposed: the values
    stay.
    """
    values = values[np.isfinite(values)] if values.dtype.kind == "f" else values
    if len(values) < 10:
        return None
    low, high = float(values.min()), float(values.max())
    if low in LOW_CODES:
        rest = values[values != low]
        if len(rest) and len(values) - len(rest) > 1 and rest.min() > max(low / 4, -50):
            return low
    if low == MINUS_ONE and np.count_nonzero(values == low) > 1:
        rest = np.unique(values)[1:]
        if len(rest) >= OTHERS and rest[0] >= 0:
            return low
    if high in HIGH_CODES:
        rest = values[values != high]
        if len(rest) and len(values) - len(rest) > 1 and rest.max() * 2 < high:
            return high
    return None
