"""Model, explanation: importance, dependence, weights or tree, found by a job after training."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import core.jobs
from core import explanation
from dashboard import charts, compare_curves, linked, model_run, state
from dashboard.amounts import lasting
from dashboard.doing import doing
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.plots import Look
    from core.run import Run

WAIT = 2.0
"""Seconds between two looks while it is being computed."""
KIND = "explain"
WHAT = (
    "What a model uses is found by a job after training: each feature's cells are shuffled among "
    "test rows, fold by fold, and the score's drop is what the model had from it."
)


def section(run: Run, look: Look) -> None:
    """The cards of what is there; while the job is at work, the page says so and looks again."""

    def draw() -> None:
        live = core.jobs.jobs(state.store(), live=True, kind=KIND, subject=run.id)
        if live:
            st.caption(f":material/progress_activity: Being computed: {escape(doing(live[0]))}.")
        if model_run.part(run, "importance") is not None:
            importance(run, look)
        elif not live:
            missing(run)
        if model_run.part(run, "dependence") is not None:
            dependence(run, look)
        inside(run, look)
        if pending and not live:
            st.rerun()

    pending = model_run.at_work(run, KIND)
    st.fragment(draw, run_every=WAIT if pending else None)()


def missing(run: Run) -> None:
    """What to do when it was never computed, or its job ended."""
    with st.container(border=True, key="card-explain"):
        st.subheader("Explanation")
        st.markdown(WHAT)
        over = core.jobs.jobs(state.store(), live=False, kind=KIND, subject=run.id)
        if over and over[0].reason:
            st.caption(escape(f"The last attempt ended: {doing(over[0])}"))
        took = lasting(max(1.0, explanation.seconds(run)))
        st.caption(f"It takes about {took}, by this run's own fits and predictions; training goes "
                   "first.")  # fmt: skip
        if st.button("Compute it", icon=":material/play_arrow:", type="primary", key="explain"):
            core.jobs.submit(state.store(), KIND, run.id, {}, priority=0)
            st.rerun()


def importance(run: Run, look: Look) -> None:
    """Permutation importance with its intervals."""
    with st.container(border=True, key="card-importance"):
        compare_curves.title("importance")
        charts.show("importance", model_run.explained("importance", run), look)


def dependence(run: Run, look: Look) -> None:
    """How the answer changes along one feature, chosen in the card's head; part of the link."""
    found = model_run.part(run, "dependence")
    names = [one["name"] for one in found["features"]]
    with st.container(border=True, key="card-dependence"):
        with st.container(horizontal=True, vertical_alignment="center"):
            compare_curves.title("dependence")
            st.space("stretch")
            if names:
                name = linked.one(
                    st.selectbox, "Feature", "along", names, names[0], width=280,
                    label_visibility="collapsed", format_func=lambda one: shorten(one, 40),
                )  # fmt: skip
        if not names:
            st.caption("No feature can be set to one value after another: they are texts, or each "
                       "has one value only.")  # fmt: skip
            return
        table = model_run.explained("dependence", run, feature=name)
        charts.show("dependence", table, look)


def inside(run: Run, look: Look) -> None:
    """A linear model's weights or a tree's questions, where the model has them."""
    if model_run.part(run, "coefficients") is not None:
        coefficients(run, look)
    if model_run.part(run, "tree") is not None:
        with st.container(border=True, key="card-tree"):
            compare_curves.title("tree")
            charts.show("tree", model_run.explained("tree", run), look)


def coefficients(run: Run, look: Look) -> None:
    """The weights of one class, or of the numbers."""
    groups = list(model_run.part(run, "coefficients").attrs["intercepts"])
    group = groups[0]
    with st.container(border=True, key="card-coefficients"):
        with st.container(horizontal=True, vertical_alignment="center"):
            compare_curves.title("coefficients")
            if len(groups) > 1:
                st.space("stretch")
                group = linked.one(
                    st.selectbox, "Class", "class", groups, groups[0], width=220,
                    label_visibility="collapsed", format_func=lambda one: shorten(one, 30),
                )  # fmt: skip
        table = model_run.explained("coefficients", run, group=group)
        charts.show("coefficients", table, look)
