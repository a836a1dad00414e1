"""From clean UTF-8 lines to columns: pandas' C reader on a path, text where types would damage."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from core.dataset.dialect import Dialect
from core.dataset.limits import Refused

EXACT = 2.0**53


def read_cells(
    path: Path,
    dialect: Dialect,
    width: int,
    text: frozenset[int],
    everything: bool,
    rows: int | None = None,
) -> list[pd.Series]:
    """The cells as `width` columns of (rows,); only an empty cell is missing.

    Columns in `text` (all with `everything`) are read as text; the others as pandas types them,
    and again as text where the type turns out to have changed what was written. Only the first
    `rows` are read, if given.
    """
    how = _arguments(dialect, list(range(width))) | {"nrows": rows}
    kinds: Any = str if everything else dict.fromkeys(text, str)
    frame = _read(path, {**how, "dtype": kinds or None})
    columns = [frame[i] for i in range(width)]
    again = [] if everything else [i for i, column in enumerate(columns) if _damaged(column)]
    if again:
        texts = _read(path, {**how, "dtype": str, "usecols": again})
        for i in again:
            columns[i] = texts[i]
    return columns


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
        "encoding": "utf-8",  # without a rule for errors: it costs pandas its quick way
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
        top = max(np.fmax.reduce(values, initial=0.0), -np.fmin.reduce(values, initial=0.0))
        return bool(top >= EXACT)  # a whole number may have lost digits; infinite ones are told
    if kind == "O":
        return not isinstance(series.dtype, pd.StringDtype)
    return kind in "bu"


def plain_numbers(series: pd.Series) -> pd.Series:
    """A column of text (rows,) that holds plain numbers, as int64 or float64; text if digits go."""
    array = pa.array(series, pa.large_string(), from_pandas=True)
    for kind in (pa.int64(), pa.float64()):
        try:
            numbers = array.cast(kind)
            if kind == pa.int64() and numbers.null_count:
                numbers = numbers.cast(pa.float64())
        except pa.ArrowInvalid:
            continue
        long = kind == pa.float64() and pc.any(pc.match_substring_regex(array, r"^-?\d{16,}$"))
        return series if long and long.as_py() else numbers.to_pandas().set_axis(series.index)
    return series
