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
    """Calibration beside gains or lift, on demand the scores by class; of several classes, one."""
    with st.container(border=True, key="card-probability"):
        of, spread = _head(runs)
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
        if spread:
            title("score_histogram")
            charts.show("score_histogram", compared.table("score_histogram", runs, of=of), look)


def _head(runs: Sequence[Run]) -> tuple[str | None, bool]:
    """Of several classes, the one that is set against the rest; whether the scores are shown too.

    A panel a run takes as long to send as the rest of the page: it is asked for.
    """
    names, of = [str(value) for value in runs[0].experiment.classes], None
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Probabilities", width="content")
        st.space("stretch")
        spread = linked.toggle("Scores by class", "histogram")
        if len(names) > 2:
            of = linked.one(
                st.selectbox, "Class against the rest", "class", names, names[0], width=260,
                format_func=lambda name: shorten(name, 32), label_visibility="collapsed",
            )  # fmt: skip
    return of, spread
