"""From clean UTF-8 lines to columns: pandas' C reader on a path, text where types would damage."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from core.dataset.dialect import Dialect
from core.dataset.limits import Refused

EXACT = 2.0**53


def read_cells(
    path: Path, dialect: Dialect, width: int, text: frozenset[int], everything: bool
) -> pd.DataFrame:
    """The cells as a frame with columns 0..width-1; only an empty cell is missing.

    Columns in `text` (all with `everything`) are read as text; the others as pandas types them,
    and again as text where the type turns out to have changed what was written.
    """
    names = list(range(width))
    how = _arguments(dialect, names)
    kinds: Any = str if everything else dict.fromkeys(text, str)
    frame = _read(path, {**how, "dtype": kinds or None})
    again = [] if everything else [c for c in names if c not in text and _damaged(frame[c])]
    if again:
        frame = frame.assign(**{}) if frame.empty else frame
        texts = _read(path, {**how, "dtype": str, "usecols": again})
        for column in again:
            frame[column] = texts[column]
    return frame


def _arguments(dialect: Dialect, names: list[int]) -> dict[str, Any]:
    quoting = csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE
    return {
        "sep": dialect.separator,
        "quotechar": dialect.quote or '"',
        "quoting": quoting,
        "escapechar": dialect.escape,
        "skipinitialspace": dialect.padded or dialect.separator == " ",
        "header": None,
        "skiprows": dialect.skip + dialect.header,
        "names": names,
        "index_col": False,
        "keep_default_na": False,
        "na_values": [""],
        "encoding": "utf-8",
        "encoding_errors": "replace",
    }


def _read(path: Path, how: dict[str, Any]) -> pd.DataFrame:
    try:
        return pd.read_csv(path, **how)
    except pd.errors.EmptyDataError:
        raise Refused("There is no data below the header: the file holds names only.") from None
    except pd.errors.ParserError as error:
        reason = str(error).removeprefix("Error tokenizing data. C error: ").strip()
        raise Refused(f"The lines do not make a table: {reason}") from None


def _damaged(series: pd.Series) -> bool:
    """Whether the type pandas chose may not be what was written."""
    kind = series.dtype.kind
    if kind == "f":
        values = series.to_numpy()
        with np.errstate(invalid="ignore"):
            top = np.nanmax(np.abs(values[np.isfinite(values)]), initial=0.0)
        return bool(top >= EXACT)
    if kind == "O":
        return not isinstance(series.dtype, pd.StringDtype)
    return kind in "bu"
