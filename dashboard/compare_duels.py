"""Compare, who beats whom: a reference against each other run, with the margin the user sets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.comparison import default_margin
from core.metrics import METRICS
from core.plots.labels import number
from dashboard import charts, compared, linked, tables
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.plots import Look
    from core.run import Run

PROBABILITY = (
    "The chance, given the folds, that the reference is {}: the Bayesian correlated t-test of "
    "Benavoli and others (2017). The three add up to 1."
)
ABOUT = {
    "title": ("Against", None, "The run that the reference is set against."),
    "gain": ("Better by", 80, "How much better the reference is; below 0 it is worse."),
    "interval": ("95 % interval", 130, "Of the difference, by Nadeau and Bengio's corrected t."),
    "better": ("P better", 74, PROBABILITY.format("better by more than the margin")),
    "equal": ("P equal", 74, PROBABILITY.format("neither: both are within the margin")),
    "worse": ("P worse", 74, PROBABILITY.format("worse by more than the margin")),
    "p": ("p, folds", 74, "Corrected resampled t-test on the scores of the same folds."),
    "mcnemar": ("p, labels", 74, "McNemar's exact test: of the rows that only one of the two has "
                "right, is it one run more often? Not where a threshold was chosen on them."),
    "delong": ("p, ranking", 78, "DeLong's test of two ROC AUCs on the same pooled rows."),
}  # fmt: skip
TOGETHER = {
    "group": "rows of one group belong together",
    "time": "rows that follow each other in time are alike",
}


@st.fragment
def card(runs: Sequence[Run], look: Look) -> None:
    """Reference and margin in the head; the sentences, the pictures, the numbers."""
    with st.container(border=True, key="card-duels"):
        reference, margin = _head(runs)
        table = compared.table("differences", runs, reference=reference, margin=margin)
        st.markdown("\n".join(f"- {escape(said)}" for said in table["said"]))
        places = st.columns(2) if len(runs) > 2 else [st.container()]
        with places[0]:
            charts.show("differences", table, look)
        if len(runs) > 2:
            with places[1]:
                charts.show("better_matrix", compared.table("better_matrix", runs, margin=margin),
                            look)  # fmt: skip
        shown = in_words(table)
        about = {name: st.column_config.TextColumn(
                     words, width=width, help=told, alignment="right" if width else "left")
                 for name, (words, width, told) in ABOUT.items()}  # fmt: skip
        tables.show(shown, hide_index=True, column_config=about, key="duels", alt="Who beats whom")
        st.caption(escape(how(table, runs[0].experiment)))


def _head(runs: Sequence[Run]) -> tuple[str, float]:
    """The reference run's id and the margin, both kept in the link."""
    names = {run.id: shorten(run.title, 40) for run in runs}
    usual = default_margin(runs[0].experiment.metric, runs[0].experiment)
    with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
        st.subheader("Who beats whom", width="content")
        st.space("stretch")
        reference = linked.one(
            st.selectbox, "Reference", "reference", list(names), runs[0].id,
            format_func=names.get, width=260,
        )  # fmt: skip
        margin = linked.number(
            "Practically equal within", "margin", usual, width=180, step=usual, format="%g",
            help="A difference this small does not matter to you, in the metric's unit.",
        )  # fmt: skip
    return reference, margin


def in_words(table: pd.DataFrame) -> pd.DataFrame:
    """The numbers as they are read: probabilities in %, p-values with "<0.001"."""
    interval = [f"{number(low)} to {number(high)}" if math.isfinite(low) else "–"
                for low, high in zip(table["low"], table["high"], strict=True)]  # fmt: skip
    shown = pd.DataFrame({"title": table["title"], "gain": table["gain"].map(number)})
    shown["interval"] = interval
    for name in ("better", "equal", "worse"):
        shown[name] = [_chance(share) for share in table[name]]
    for name in ("p", "mcnemar", "delong"):
        if table[name].notna().any():
            shown[name] = [_p(value) for value in table[name]]
    return shown


def how(table: pd.DataFrame, experiment: Experiment) -> str:
    """What the numbers rest on, and what they do not say."""
    margin, usual = f"{table.attrs['margin']:g}", METRICS[table.attrs["metric"]].usual_margin
    within = margin if margin == usual else f"{margin} ({usual} by default)"
    said = (
        f"By {table.attrs['caption']}, on the same folds; practically equal means within "
        f"{within}. p-values are Holm-corrected for the number of rows here."
    )
    if experiment.task == "regression":
        return said
    if table.attrs["split"] in TOGETHER:
        return (
            f"{said} Tests over single rows (McNemar, DeLong) are left out: "
            f"{TOGETHER[table.attrs['split']]}, so they would claim too much."
        )
    return (
        f"{said} The tests of labels and ranking take the models as they are; only the one on "
        "folds reckons with other training rows."
    )


def _chance(share: float) -> str:
    if not math.isfinite(share):
        return "–"
    return ">99 %" if share > 0.995 else "<1 %" if share < 0.005 else f"{100 * share:.0f} %"


def _p(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    return "<0.001" if value < 0.001 else f"{value:.3f}"
