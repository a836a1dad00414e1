"""What a cell looks like in the first lines, before any type is decided."""

from __future__ import annotations

import re
from collections.abc import Sequence

NUMBER = re.compile(r"[-+]?[$€£]?(\d[\d.,' ]*|\.\d+)([eE][-+]?\d+)?\s?%?")
DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.{0,16}")
CLEAR_COMMA = re.compile(r"[-+]?(\d+(\.\d{3})*,(\d{1,2}|\d{4,})|0,\d+)")
WORD = re.compile(r"(?i)true|false|\d+e\d+|\+\d{8,}")
BLANK = {"", "na", "n/a", "nan", "null", "?", "-"}

THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(\.\d{3})+")


def points_group(cells: Sequence[str]) -> bool:
    """Whether points can only stand between thousands: 7, 480, 1.070.

    Numbers below 1000 have none, the others three digits after each, and some end in 0: decimals
    would have their points in all cells, or no such 0 in any.
    """
    pointed = {cell for cell in cells if "." in cell and cell.lower() not in BLANK}
    if len(pointed) < 3 or not all(map(THOUSANDS.fullmatch, pointed)):
        return False
    plain = {cell for cell in cells if "." not in cell and cell.lower() not in BLANK}
    short = all(re.fullmatch(r"[-+]?\d{1,3}", cell) for cell in plain)
    return bool(plain) and short and any(cell.endswith("0") for cell in pointed)


def is_value(cell: str) -> bool:
    """Whether a trimmed cell is a number or a date, so no name of a column."""
    return bool(NUMBER.fullmatch(cell) or DATE.fullmatch(cell))
