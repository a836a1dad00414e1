"""Tables on screen. Their own download button writes what they show, so that must be inert too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import downloads
from dashboard.text import escape

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_NUMBERS = re.compile(r"[-+]?[\d.,\s]+ ?%?( to [-+]?[\d.,\s]+)?")
"""A number, or the two ends of an interval: no spreadsheet reads more into it."""


def show(table: pd.DataFrame, **look):
    """`st.dataframe` with each text that a spreadsheet would run made inert by an apostrophe."""
    if "column_order" in look:
        look["column_order"] = [inert(name) for name in look["column_order"]]
    if "column_config" in look:
        look["column_config"] = {inert(k): v for k, v in look["column_config"].items()}
    return st.dataframe(safe(table), **look)


def pairs(table: Mapping[str, str]) -> None:
    """A short list of names and values."""
    st.table({escape(name): escape(value) for name, value in table.items()}, border="horizontal")


def safe(table: pd.DataFrame) -> pd.DataFrame:
    """The table, texts and headers that look like formulas with an apostrophe in front."""
    import pandas as pd

    changed = {}
    for name in table.columns:
        values = table[name]
        if pd.api.types.is_numeric_dtype(values.dtype) or values.dtype.kind in "mM":
            continue
        if any(inert(value) is not value for value in values if isinstance(value, str)):
            changed[name] = values.astype(object).map(inert)
    shown = table.assign(**changed) if changed else table
    return shown.rename(columns=inert) if any(inert(n) != n for n in table.columns) else shown


def inert(value: object) -> object:
    """A cell or a name as it is shown: a text that begins like a formula after an apostrophe."""
    if isinstance(value, str) and _NUMBERS.fullmatch(value):
        return value
    return downloads.inert(value)
