"""Tables as files: CSV that opens in a spreadsheet without running anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_FORMULA = re.compile(r"^[=+\-@\t\r]")


def stem(name: str, otherwise: str) -> str:
    """A title as the beginning of a file's name: letters and digits of any script, and dashes."""
    return re.sub(r"[\W_]+", "-", name).strip("-")[:60].rstrip("-") or otherwise


def inert(value: object) -> object:
    """The value; a text that a spreadsheet would take for a formula gets an apostrophe in front."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def csv(table: pd.DataFrame) -> bytes:
    """The table as UTF-8 CSV without its index, texts and headers made inert.

    Lines end as RFC 4180 has it: pandas then also quotes a cell with a bare CR, which would begin
    a line of its own.
    """
    import pandas as pd

    safe = [_safe(table.iloc[:, i]) for i in range(table.shape[1])]
    whole = pd.concat(safe, axis=1) if safe else table
    return (
        whole.set_axis([inert(name) for name in table.columns], axis=1)
        .to_csv(index=False, lineterminator="\r\n")
        .encode()
    )


def _safe(values: pd.Series) -> pd.Series:
    """The column, each text that looks like a formula made inert; each distinct text once."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(values.dtype) or values.dtype.kind in "mMb":
        return values
    if isinstance(values.dtype, pd.CategoricalDtype):
        values = values.astype(object)
    formulas = {one: inert(one) for one in values.unique() if inert(one) is not one}
    return values.astype(object).replace(formulas) if formulas else values
