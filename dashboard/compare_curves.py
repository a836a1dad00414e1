"""Compare, curves: ranking or residuals, learning curves, training curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

import core.jobs
from core.models import BASELINE
from core.plots import PLOTS
from dashboard import charts, compared, linked, state
from dashboard.text import escape

if TYPE_CHECKING:
    from core.plots import Look
    from core.run import Run

WAIT = 2.0
"""Seconds between two looks while learning curves are being made."""


def side_by_side(names: Sequence[str], runs: Sequence[Run], look: Look) -> None:
    """Plots beside each other, in cards of one height."""
    for column, name in zip(st.columns(len(names)), names, strict=True):
        with column.container(border=True, height="stretch", key=f"card-{name}"):
            title(name)
            charts.show(name, compared.table(name, runs), look)


def wide(name: str, runs: Sequence[Run], look: Look) -> None:
    """A plot in a card of its own."""
    with st.container(border=True, key=f"card-{name}"):
        title(name)
        charts.show(name, compared.table(name, runs), look)


def title(name: str) -> None:
    """A card's title, with what the plot shows."""
    st.subheader(PLOTS[name].title, help=PLOTS[name].help, width="content")


def waiting(runs: Sequence[Run]) -> list[Run]:
    """The runs whose learning curve is queued or being made."""
    live = core.jobs.jobs(state.store(), live=True, kind="learning_curve")
    late = {job.subject for job in live}
    return [run for run in runs if run.id in late]


def learning(runs: Sequence[Run], look: Look) -> None:
    """The learning curves; while one is being made the card says so and looks again."""

    def draw() -> None:
        late = waiting(runs)
        with st.container(border=True, key="card-learning_curve"):
            title("learning_curve")
            if late:
                names = ", ".join(escape(run.title) for run in late)
                st.caption(f":material/progress_activity: Being computed: {names}.")
            learners = [run for run in runs if run.request.model != BASELINE] or runs
            charts.show("learning_curve", compared.table("learning_curve", learners), look)
        if pending and not late:
            st.rerun()

    pending = waiting(runs)
    st.fragment(draw, run_every=WAIT if pending else None)()


@st.fragment
def training(runs: Sequence[Run], look: Look) -> None:
    """The training curves of one fold, chosen in the card's head."""
    folds = [str(fold + 1) for fold in range(runs[0].experiment.n_folds)]
    with st.container(border=True, key="card-training_curve"):
        with st.container(horizontal=True, vertical_alignment="center"):
            title("training_curve")
            st.space("stretch")
            look_of = {"label_visibility": "collapsed", "format_func": lambda fold: f"Fold {fold}"}
            if len(folds) > 6:
                fold = linked.one(st.selectbox, "Fold", "fold", folds, "1", width=140, **look_of)
            else:
                look_of["required"] = True
                fold = linked.one(st.segmented_control, "Fold", "fold", folds, "1", **look_of)
        table = compared.table("training_curve", runs, fold=int(fold) - 1)
        charts.show("training_curve", table, look)
