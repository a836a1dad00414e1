"""The columns a model may look at, ticked in a table with the reason for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.dataset import Column

NAMED = 4
"""How many columns that are left out the line under the table names."""


def feature_table(
    columns: Sequence[Column], chosen: Iterable[str], key: str, height: int = 280
) -> tuple[str, ...]:
    """Draw the columns with a tick each; the names of those that are ticked, in their order.

    `chosen` are ticked at first. Ten thousand columns are one table, not ten thousand widgets.
    """
    ticked = set(chosen)
    frame = pd.DataFrame(
        {
            "use": [column.name in ticked for column in columns],
            "name": [column.name for column in columns],
            "kind": [column.kind for column in columns],
            "why": [column.reason for column in columns],
        }
    )
    edited = st.data_editor(
        frame,
        key=key,
        hide_index=True,
        height=height,
        disabled=["name", "kind", "why"],
        column_config={
            "use": st.column_config.CheckboxColumn("Use", width=70),
            "name": st.column_config.TextColumn("Feature", width="medium"),
            "kind": st.column_config.TextColumn("Kind", width=90),
            "why": st.column_config.TextColumn("What was found"),
        },
        alt="The columns a model may look at, ticked",
    )
    used = edited["use"].to_numpy(dtype=bool)
    st.caption(left_out([c for c, use in zip(columns, used, strict=True) if not use], len(columns)))
    return tuple(frame.loc[used, "name"])


def left_out(columns: Sequence[Column], total: int) -> str:
    """How many columns are used and which are not, with their reasons, as Markdown."""
    said = f"{total - len(columns):,} of {total:,} columns are features."
    if not columns:
        return said
    named = [
        f"{escape(shorten(column.name, 30))} ({escape(shorten(column.reason, 60)) or column.kind})"
        for column in columns[:NAMED]
    ]
    rest = f" and {len(columns) - NAMED:,} more" if len(columns) > NAMED else ""
    return f"{said} Left out: {', '.join(named)}{rest}."
