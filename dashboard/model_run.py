"""Model: which run the page shows, and its tables."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import linked, state
from dashboard.text import shorten

if TYPE_CHECKING:
    from core.store import RunRecord


def shown(records: Sequence[RunRecord]) -> str:
    """The id of the run to show: the link's first finished one, else the best."""
    known = [record.id for record in records]
    return next((id for id in state.run_ids() if id in known), known[0])


def choose(records: Sequence[RunRecord], id: str) -> None:
    """The select box of the experiment's finished runs, best first; the link follows it."""
    names = {record.id: record.title for record in records}
    linked.follow("model-run", id)
    picked = st.selectbox(
        "Run", list(names), key="model-run", width=320, label_visibility="collapsed",
        format_func=lambda one: shorten(names.get(one, one), 60),
    )  # fmt: skip
    st.session_state["_model-run"] = id
    if picked != id or state.run_ids()[:1] != [id]:
        # The others of the link stay behind it: Compare shows the same runs as before.
        state.choose(runs=[picked, *(one for one in state.run_ids() if one != picked)])
        if picked != id:
            st.rerun()
