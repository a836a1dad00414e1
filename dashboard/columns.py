"""A dataset's columns as a grid, and its first rows. Tables are made once and go by its id."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from core.dataset import summarize
from dashboard import downloads, state
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.dataset import Dataset
    from core.dataset.summary import ColumnSummary, Summary
    from core.experiment import Experiment

FIRST_ROWS = 1_000
FIRST_COLUMNS = 100
"""The preview shows so many: the browser keeps its search."""
BARS = 20
"""So many bars make a column's small picture."""


@st.cache_resource(max_entries=8, show_spinner="Looking at every column")
def _summary(home: str, id: str, _dataset: Dataset) -> Summary:
    return summarize(_dataset)


def summary_of(dataset: Dataset) -> Summary:
    """The summary of a dataset, kept by its store and id."""
    return _summary(str(state.home()), dataset.id, dataset)


@st.cache_resource(max_entries=8, show_spinner=False)
def grid(home: str, id: str, _dataset: Dataset) -> pd.DataFrame:
    """A row a column: name, distribution, kind, role, missing share, distinct, min, mean, max, why.

    Treated as read-only.
    """
    rows, summary = [], summary_of(_dataset)
    for column, found in zip(_dataset.columns, summary.columns):
        # A text's stats are those of its length, an identifier's say nothing.
        stats = found.stats or {} if column.kind in ("numeric", "boolean") else {}
        rows.append(
            {
                "column": column.name,
                "distribution": bars(found),
                "kind": column.kind,
                "role": column.role,
                "missing": 100 * found.missing / max(summary.rows, 1),
                "distinct": found.distinct,
                "min": stats.get("min"),
                "mean": stats.get("mean"),
                "max": stats.get("max"),
                "why": column.reason,
            }
        )
    return pd.DataFrame(rows).astype({"min": float, "mean": float, "max": float})


def bars(found: ColumnSummary) -> list[float]:
    """The heights of the small picture, the highest 1; neighbouring bins are taken together."""
    if found.kind == "identifier":
        return []
    counts = found.histogram.counts if found.histogram else [count for _, count in found.top]
    if not len(counts):
        return []
    together = -(-len(counts) // BARS) if found.histogram else 1
    sums = np.add.reduceat(np.asarray(counts), np.arange(0, len(counts), together))
    return (sums / max(sums.max(), 1)).round(3).tolist()


def draw_grid(dataset: Dataset) -> None:
    """The grid with its CSV and a line on what the columns are."""
    table = grid(str(state.home()), dataset.id, dataset)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Columns", width="content")
        st.space("stretch")
        st.download_button(
            "CSV", lambda: downloads.csv(table.drop(columns="distribution")), "columns.csv",
            "text/csv", icon=":material/download:", type="tertiary", on_click="ignore",
            key="columns-csv", help="This table as a file.",
        )  # fmt: skip
    st.caption(kinds(dataset))
    number = st.column_config.NumberColumn
    st.dataframe(
        table,
        hide_index=True,
        height=min(38 + 35 * len(table), 460),
        placeholder="",
        key=f"grid-{dataset.id}",
        alt="The columns of the table",
        column_config={
            "column": st.column_config.TextColumn("Column", pinned=True, width=140),
            "distribution": st.column_config.BarChartColumn(
                "Distribution", y_min=0, y_max=1, width=110,
                help="Numbers and dates from low to high, text by length, labels by frequency.",
            ),
            "kind": st.column_config.TextColumn("Kind", width=90),
            "role": st.column_config.TextColumn(
                "Role", width=70, help="What it is suggested for. Set up has the last word."
            ),
            "missing": number("Missing", format="%.1f %%", width=75),
            "distinct": number("Distinct", format="localized", width=75),
            "min": number("Min", format="%.4g", width=75),
            "mean": number("Mean", format="%.4g", width=75),
            "max": number("Max", format="%.4g", width=75),
            "why": st.column_config.TextColumn("Why this kind and role", width=300),
        },
    )  # fmt: skip


def kinds(dataset: Dataset) -> str:
    """How many columns of each kind there are, and which are left out, as Markdown."""
    counts = Counter(column.kind for column in dataset.columns)
    said = ", ".join(f"{count:,} {kind}" for kind, count in counts.most_common())
    ignored = [column for column in dataset.columns if column.role == "ignore"]
    if not ignored:
        return f"{said}."
    named = ", ".join(escape(shorten(column.name, 30)) for column in ignored[:4])
    rest = f" and {len(ignored) - 4:,} more" if len(ignored) > 4 else ""
    return f"{said}. Suggested to be left out of models: {named}{rest}."


@st.cache_resource(max_entries=8, show_spinner=False)
def _head(home: str, id: str, rows: int, columns: int, _dataset: Dataset) -> pd.DataFrame:
    """The first rows and columns, the rows numbered from 1; treated as read-only."""
    import pyarrow.parquet as pq

    # A whole table may hold millions of rows: one batch of the file is enough.
    names = list(_dataset.names[:columns])
    batches = pq.ParquetFile(_dataset.path).iter_batches(rows, columns=names)
    frame = next(batches).to_pandas() if _dataset.rows else _dataset.frame(names)
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    return frame


def _unsealed(head: pd.DataFrame, experiment: Experiment) -> pd.DataFrame:
    """The first rows with the target only where it is not sealed."""
    if experiment.target not in head:
        return head
    open_ = ~experiment.sealed[: len(head)]
    return head.assign(**{experiment.target: head[experiment.target].where(open_)})


def draw_rows(dataset: Dataset, experiment: Experiment | None = None) -> None:
    """The first rows as they were typed; with an experiment, without its sealed rows' targets.

    The rows stay, so that their numbers are those that the notes name.
    """
    st.subheader("First rows")
    shown = "All" if dataset.rows <= FIRST_ROWS else f"The first {FIRST_ROWS:,} of"
    said = f"{shown} {dataset.rows:,} rows"
    if len(dataset.columns) > FIRST_COLUMNS:
        said += f", the first {FIRST_COLUMNS} of {len(dataset.columns):,} columns"
    head = _head(str(state.home()), dataset.id, FIRST_ROWS, FIRST_COLUMNS, dataset)
    said += ". Empty cells are missing values"
    if experiment is not None and len(experiment.holdout_rows):
        said += f"; {escape(shorten(experiment.target, 30))} is left empty in the sealed rows"
        head = _unsealed(head, experiment)
    st.caption(f"{said}.")
    st.dataframe(
        head,
        height=380,
        placeholder="",
        key=f"rows-{dataset.id}",
        alt="The first rows of the table",
    )
