"""Model, errors: the rows that the run judged worst, with what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.explanation import summary
from core.plots import PLOTS
from dashboard import charts, compare_curves, compared, model_run, tables

if TYPE_CHECKING:
    from core.plots import Look
    from core.run import Run

COLUMNS = 10
"""So many features are shown beside a row, the most important first."""


def worst(run: Run, look: Look) -> None:
    """The worst rows, out of fold."""
    names = shown_columns(run)
    with st.container(border=True, key="card-worst_rows"):
        compare_curves.title("worst_rows")
        table = compared.table("worst_rows", [run], columns=names)
        number = st.column_config.NumberColumn
        tables.show(
            table, hide_index=True, key="worst-table", height=320, alt="Worst rows",
            column_config={
                "row": number("Row", format="localized", pinned=True, width=70),
                "actual": _said(run, "Actual"), "predicted": _said(run, "Predicted"),
                "given": st.column_config.ProgressColumn(
                    "Given to the actual class", min_value=0, max_value=1, format="percent",
                    help="The probability that the run gave to what the row really is."),
                "error": number("Error", format="%.4g", help="Actual less predicted."),
            },
        )  # fmt: skip
        charts.foot("worst_rows", table, "worst_rows", PLOTS["worst_rows"].sentence(table))


def _said(run: Run, label: str):
    """A column of classes, or of numbers with six digits."""
    if run.experiment.task == "regression":
        return st.column_config.NumberColumn(label, format="%.6g")
    return st.column_config.TextColumn(label)


def shown_columns(run: Run) -> tuple[str, ...]:
    """The features shown beside a row: the most important ones where that is known."""
    found = model_run.part(run, "importance")
    names = list(run.request.features) if found is None else list(summary(found)["feature"])
    return tuple(names[:COLUMNS])
