"""A run's holdout scores beside its cross-validated ones, once they have been opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.metrics import METRICS
from core.plots.labels import number
from dashboard import downloads, seal, tables

if TYPE_CHECKING:
    from core.run import Run
    from core.store import Opening


def card(run: Run) -> None:
    """One run's holdout scores beside its cross-validated ones, or what opening would mean."""
    with st.container(border=True, key="card-holdout"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader("Holdout", width="content")
            st.space("stretch")
            place = st.container(width="content")
        seal.line([run])
        if one := seal.opened(run):
            table = scores(run, one)
            look = {"hide_index": True, "alt": "Holdout scores", "key": "holdout-scores"}
            tables.show(table, column_config=_columns(), **look)
            place.download_button(
                "CSV", lambda: downloads.csv(table), "holdout.csv", "text/csv",
                key="holdout-csv", icon=":material/download:", on_click="ignore",
            )  # fmt: skip
            st.caption(_caveat(run, one))


def scores(run: Run, one: Opening) -> pd.DataFrame:
    """A row a metric: cross-validated, its interval, on the holdout."""
    primary = run.experiment.metric
    names = sorted(one.scores, key=lambda name: name != primary)
    names = [name for name in names if name in METRICS and name in run.scores]
    rows = [(name, run.scores[name], one.scores[name].mean) for name in names]
    return pd.DataFrame({
        "metric": f"{METRICS[name].caption(run.experiment)} {METRICS[name].arrow}",
        "judged": "undefined" if cv.mean is None else number(cv.mean),
        "interval": "" if cv.low is None else f"{number(cv.low)} to {number(cv.high)}",
        "holdout": "undefined" if held is None else number(held),
    } for name, cv, held in rows)  # fmt: skip


def _columns() -> dict:
    text = st.column_config.TextColumn
    return {
        "metric": text("Metric", width="medium"),
        "judged": text("Cross-validated", help="The mean over the folds."),
        "interval": text("95 %", help="The interval of the mean over the folds."),
        "holdout": text("Holdout", help="The final model on the rows that were held out."),
    }


def _caveat(run: Run, one: Opening) -> str:
    rows, learned = len(run.experiment.holdout_rows), len(run.experiment.final_rows)
    words = (
        f"The final model, fitted on {learned:,} rows, on {rows:,} rows it has never seen. "
        "One number from one set of rows: expect it to differ from the cross-validated mean."
    )
    if run.experiment.task == "binary":
        words += f" Scores of classes at threshold {one.threshold:.2f}."
    return words
