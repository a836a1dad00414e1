"""A dataset's columns as a grid, and its first rows. Tables are made once and go by its id."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from core.dataset import KINDS, ROLES, summarize
from dashboard import downloads, rereading, state, tables
from dashboard.roles import SUGGESTED, assign
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


STATS = ("mean", "std", "min", "q1", "median", "q3", "max")


@st.cache_resource(max_entries=8, show_spinner=False)
def _grid(home: str, id: str, roles: tuple, _dataset: Dataset) -> pd.DataFrame:
    rows, summary, sizes = [], summary_of(_dataset), memory(_dataset)
    for column, found in zip(_dataset.columns, summary.columns):
        # A text's stats are those of its length, an identifier's say nothing.
        stats = found.stats or {} if column.kind in ("numeric", "boolean") else {}
        rows.append(
            {
                "column": column.name,
                "distribution": bars(found),
                "kind": column.kind,
                "role": column.role,
                "count": summary.rows - found.missing,
                "missing": 100 * found.missing / max(summary.rows, 1),
                "distinct": found.distinct,
                **{name: stats.get(name) for name in STATS},
                "memory": sizes.get(column.name),
                "why": column.reason,
            }
        )
    return pd.DataFrame(rows).astype(dict.fromkeys((*STATS, "memory"), float))


def grid(dataset: Dataset) -> pd.DataFrame:
    """A row a column: name, distribution, kind, role, count, missing share, distinct, mean, std,
    extremes and quartiles, bytes, why. Made once for its roles; treated as read-only.
    """
    roles = tuple(column.role for column in dataset.columns)
    return _grid(str(state.home()), dataset.id, roles, dataset)


def memory(dataset: Dataset) -> dict[str, int]:
    """The bytes of each column as it is stored, unpacked; read off the file's own listing."""
    import pyarrow.parquet as pq

    metadata = pq.ParquetFile(dataset.path).metadata
    found: dict[str, int] = {}
    for group in range(metadata.num_row_groups):
        for i in range(metadata.num_columns):
            part = metadata.row_group(group).column(i)
            name = part.path_in_schema
            found[name] = found.get(name, 0) + part.total_uncompressed_size
    return found


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
    """The grid with its CSV, what the columns are, and what may be done to the ticked ones."""
    table = grid(dataset)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Columns", width="content")
        st.space("stretch")
        st.download_button(
            "CSV", lambda: downloads.csv(table.drop(columns="distribution")), "columns.csv",
            "text/csv", icon=":material/download:", type="tertiary", on_click="ignore",
            key="columns-csv", help="This table as a file.",
        )  # fmt: skip
    st.caption(kinds(dataset))
    shown, asked = _filtered(table, dataset)
    actions = st.container(key="column-actions")
    picked = tables.show(
        shown,
        hide_index=True,
        height=min(38 + 35 * max(len(shown), 1), 460),
        placeholder="",
        on_select="rerun",
        selection_mode="multi-row",
        key=f"grid-{dataset.id}-{asked}",
        alt="The columns of the table",
        column_config=_config(),
    )
    names = [shown["column"].iloc[i] for i in picked.selection.rows if i < len(shown)]
    with actions:
        _actions(dataset, names)


def _filtered(table: pd.DataFrame, dataset: Dataset) -> tuple[pd.DataFrame, str]:
    """The columns whose name holds the text and whose kind is picked; a key for what was asked."""
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    text = left.text_input("Find", placeholder="Part of a name", key=f"find-{dataset.id}",
                           label_visibility="collapsed", icon=":material/search:")  # fmt: skip
    here = [kind for kind in KINDS if (table["kind"] == kind).any()]
    picked = right.pills("Kinds", here, selection_mode="multi", key=f"kinds-{dataset.id}",
                         label_visibility="collapsed")  # fmt: skip
    keep = table["column"].map(lambda name: text.casefold() in name.casefold()).astype(bool)
    keep &= table["kind"].isin(picked or here)
    # Ticks are kept by position: another list of columns begins without any.
    return table[keep.to_numpy()].reset_index(drop=True), f"{text}-{'-'.join(picked)}"


def _actions(dataset: Dataset, names: list[str]) -> None:
    """What one click does to all the ticked columns."""
    if not names:
        st.caption("Tick columns to set their kind or role, many at once.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.markdown(f"**{len(names):,} ticked**", width="content")
        roles = (*ROLES, SUGGESTED)
        for what, words, press in (("kind", KINDS, _set_kind), ("role", roles, _set_role)):
            key = f"set-{what}-{dataset.id}"
            st.selectbox(
                f"Set {what}", words, None, key=key, width=180, placeholder=f"Set {what}",
                label_visibility="collapsed", on_change=press, args=(dataset, tuple(names), key),
                disabled=what == "kind" and dataset.source is None,
            )  # fmt: skip
    said = "A kind is looked at before it is applied; a role is kept at once, for Set up."
    st.caption(said if dataset.source is not None else "The raw file was not kept: kinds stay.")


def _set_kind(dataset: Dataset, names: tuple[str, ...], key: str) -> None:
    if kind := st.session_state.get(key):
        rereading.propose(dataset, {"kinds": dict.fromkeys(names, kind)})
        st.session_state[key] = None


def _set_role(dataset: Dataset, names: tuple[str, ...], key: str) -> None:
    if role := st.session_state.get(key):
        assign(dataset, names, role)
        st.session_state[key] = None


def _config() -> dict:
    number, text = st.column_config.NumberColumn, st.column_config.TextColumn
    named = {"std": "Std", "q1": "25 %", "q3": "75 %"}
    stats = {n: number(named.get(n, n.capitalize()), format="%.4g", width=75) for n in STATS}
    return {
        "column": text("Column", pinned=True, width=140),
        "distribution": st.column_config.BarChartColumn(
            "Distribution", y_min=0, y_max=1, width=110,
            help="Numbers and dates from low to high, text by length, labels by frequency.",
        ),
        "kind": text("Kind", width=90),
        "role": text("Role", width=70, help="What it is suggested for. Set up has the last word."),
        "count": number("Count", format="localized", width=75, help="Cells that are not missing."),
        "missing": number("Missing", format="%.1f %%", width=75),
        "distinct": number("Distinct", format="localized", width=75),
        **stats,
        "memory": number("Memory", format="bytes", width=80,
                         help="As the column is stored, unpacked."),
        "why": text("Why this kind and role", width=300),
    }  # fmt: skip


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
    """The first rows and columns as they are shown, numbered from 1; treated as read-only."""
    frame = _dataset.slice(0, rows, _dataset.names[:columns]).to_pandas()
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    return tables.safe(frame)


def _unsealed(head: pd.DataFrame, experiment: Experiment) -> pd.DataFrame:
    """The first rows with the target only where it is not sealed."""
    target = tables.inert(experiment.target)
    if target not in head:
        return head
    open_ = ~experiment.sealed[: len(head)]
    return head.assign(**{target: head[target].where(open_)})


def _dates(head: pd.DataFrame) -> dict:
    """How dates are shown: those without a time of day as days."""
    days = [name for name in head.select_dtypes("datetime") if is_days(head[name])]
    return {name: st.column_config.DatetimeColumn(format="YYYY-MM-DD") for name in days}


def is_days(values: pd.Series) -> bool:
    """Whether no time of day stands in any of these times."""
    times = values.dropna()
    return bool((times == times.dt.normalize()).all())


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
        column_config=_dates(head),
        key=f"rows-{dataset.id}",
        alt="The first rows of the table",
    )
