"""Compare, classes: a confusion matrix a run on one scale, with the report by class under it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.plots.confusion import NORMALIZE, report_sentence
from dashboard import charts, compared, linked, tables
from dashboard.text import escape

if TYPE_CHECKING:
    import pandas as pd

    from core.plots import Look
    from core.run import Run

PLOT = "confusion_matrix"
REPORT = {
    "class": st.column_config.TextColumn("Class"),
    "precision": st.column_config.NumberColumn("Precision", format="%.3f", width=74),
    "recall": st.column_config.NumberColumn("Recall", format="%.3f", width=58),
    "f1": st.column_config.NumberColumn("F1", format="%.3f", width=52),
    "support": st.column_config.NumberColumn("Rows", format="localized", width=58),
}


@st.fragment
def card(runs: Sequence[Run], look: Look) -> None:
    """Controls in the head row, then a cell a run."""
    with st.container(border=True, key="card-classes"):
        with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
            st.subheader("Confusion matrices", width="content")
            st.space("stretch")
            report = linked.toggle("Report by class", "report")
            normalize = linked.one(
                st.segmented_control, "Cells", "cells", list(NORMALIZE), "counts",
                format_func=NORMALIZE.get, required=True, label_visibility="collapsed",
            )  # fmt: skip
        threshold = _threshold(runs) if runs[0].experiment.task == "binary" else None
        table = compared.table(PLOT, runs, normalize=normalize, threshold=threshold)
        reports = compared.table("class_report", runs, threshold=threshold) if report else None
        with st.grid(across(len(runs)), min_column_width=narrowest(table, report), gap="medium"):
            for run in runs:
                with st.container(key=f"cell-{run.id}", gap="xsmall"):
                    _cell(run, table, reports, look)
        cut = "" if threshold is None else f", at threshold {threshold:.2f}"
        words = f"Out-of-fold rows of all folds together{cut}. One scale for all runs."
        charts.foot(PLOT, table, PLOT, words)
        if reports is not None:
            charts.foot("class_report", reports, "class_report", report_sentence(reports))


def _threshold(runs: Sequence[Run]) -> float:
    """One threshold for all runs, on a line of its own; at first their own where it is the same."""
    own = {round(run.threshold, 2) for run in runs}
    row = {"horizontal": True, "wrap": False, "vertical_alignment": "center", "gap": "medium"}
    with st.container(**row):
        st.markdown("Threshold", width="content")
        look = {"label_visibility": "collapsed", "width": 260, "format": "%.2f"}
        found = linked.share("Threshold", "threshold", own.pop() if len(own) == 1 else 0.5, **look)
        st.caption("A row is called positive from this probability on.", width="content")
    return found


def across(count: int) -> int:
    """Cells in a row at most: five to eight stand in two even rows."""
    return count if count <= 4 else (count + 1) // 2


def narrowest(table: pd.DataFrame, report: bool) -> int:
    """The width in pixels below which a row takes fewer cells: by classes and their names."""
    names = table["actual"].unique()
    longest = min(max(map(len, names)), 14)
    classes = 170 if len(names) <= 3 else 230 if len(names) <= 6 else 320
    return max(classes + 8 * max(longest - 4, 0), 350 if report else 0)


def _cell(run: Run, table: pd.DataFrame, reports: pd.DataFrame | None, look: Look) -> None:
    rows = table[table["run"] == run.id]
    words = said(rows)
    charts.picture(PLOT, rows, look, f"matrix-{run.id}", words)
    st.caption(escape(words))
    if reports is not None:
        own = reports[reports["run"] == run.id].drop(columns=["run", "title"])
        name = f"Report by class, {run.title}"
        tables.show(own, hide_index=True, column_config=REPORT, key=f"report-{run.id}",
                     row_height=30, placeholder="", alt=name)  # fmt: skip


def said(rows: pd.DataFrame) -> str:
    """One run's mistakes in a sentence, with the numbers and the names of the cells."""
    if rows.attrs["task"] == "binary":
        count = rows.set_index("cell")["count"]
        no, yes = rows["actual"].unique()
        return (
            f"False negatives: {count.FN:,} of {count.FN + count.TP:,} actual {yes} called {no}. "
            f"False positives: {count.FP:,} of {count.FP + count.TN:,} actual {no} called {yes}."
        )
    wrong = rows[rows["actual"] != rows["predicted"]]
    if not wrong["count"].sum():
        return "Every row was given its class."
    worst = wrong.loc[wrong["count"].idxmax()]
    return (
        f"{wrong['count'].sum():,} of {rows['count'].sum():,} rows wrong; most often "
        f"{worst['actual']} was called {worst['predicted']} ({worst['count']:,})."
    )
