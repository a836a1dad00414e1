"""What a cell looks like in the first lines, before any type is decided."""

from __future__ import annotations

import re

NUMBER = re.compile(r"[-+]?[$€£]?(\d[\d.,' ]*|\.\d+)([eE][-+]?\d+)?\s?%?")
DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.{0,16}")
CLEAR_COMMA = re.compile(r"[-+]?(\d+(\.\d{3})*,(\d{1,2}|\d{4,})|0,\d+)")
WORD = re.compile(r"(?i)true|false|\d+e\d+")
BLANK = {"", "na", "n/a", "nan", "null", "?", "-"}


def is_value(cell: str) -> bool:
    """Whether a trimmed cell is a number or a date, so no name of a column."""
    return bool(NUMBER.fullmatch(cell) or DATE.fullmatch(cell))
