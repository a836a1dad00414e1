"""Tables as files: CSV that opens in a spreadsheet without running anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = re.compile(r"^[=+\-@\t\r]")


def inert(value: object) -> object:
    """The value; a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def csv(table: pd.DataFrame) -> bytes:
    """The table as UTF-8 CSV without its index, texts and headers made inert."""
    texts = table.select_dtypes(exclude=["number", "bool", "datetime"])
    safe = table.assign(**{name: texts[name].astype(object).map(inert) for name in texts})
    return safe.rename(columns=inert).to_csv(index=False).encode()
