"""Compare, probabilities: do they keep what they promise, and what do the best scored rows hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import charts, compared, linked
from dashboard.compare_curves import title
from dashboard.text import shorten

if TYPE_CHECKING:
    from core.plots import Look
    from core.run import Run

DEPTH = ("gains", "lift")


@st.fragment
def card(runs: Sequence[Run], look: Look) -> None:
    """Calibration beside gains or lift, the scores by class below; of several classes, one."""
    with st.container(border=True, key="card-probability"):
        of = _head(runs)
        left, right = st.columns(2)
        with left:
            title("calibration")
            charts.show("calibration", compared.table("calibration", runs, of=of), look)
        with right:
            with st.container(horizontal=True, vertical_alignment="center"):
                place = st.container(width="content")
                st.space("stretch")
                depth = linked.one(
                    st.segmented_control, "Curve", "depth", list(DEPTH), "gains", required=True,
                    format_func=lambda name: name.capitalize(), label_visibility="collapsed",
                )  # fmt: skip
            with place:
                title(depth)
            charts.show(depth, compared.table(depth, runs, of=of), look)
        title("score_histogram")
        charts.show("score_histogram", compared.table("score_histogram", runs, of=of), look)


def _head(runs: Sequence[Run]) -> str | None:
    """The card's title and, of several classes, the one that is set against the rest."""
    names = [str(value) for value in runs[0].experiment.classes]
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Probabilities", width="content")
        st.space("stretch")
        if len(names) == 2:
            return None
        return linked.one(
            st.selectbox, "Class against the rest", "class", names, names[0], width=260,
            format_func=lambda name: f"{shorten(name, 30)} against the rest",
            label_visibility="collapsed",
        )  # fmt: skip
