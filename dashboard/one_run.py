"""Which one run a page is about: the first of the link, chosen among the finished ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.metrics import METRICS
from core.plots.labels import number
from dashboard import compared, linked, state
from dashboard.text import shorten

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.run import Run
    from core.store import RunRecord


def choose(experiment: Experiment, records: Sequence[RunRecord]) -> Run:
    """Draw the choice, best first; the chosen run, without its parts. The link follows it."""
    known = {record.id: record for record in records}
    asked = next((id for id in state.run_ids() if id in known), records[0].id)
    linked.follow("one-run", asked)
    names = {id: _label(record, experiment) for id, record in known.items()}
    chosen = st.selectbox(
        "Run", list(known), key="one-run", width=380, label_visibility="collapsed",
        format_func=lambda id: names.get(id, id),
    )  # fmt: skip
    st.session_state["_one-run"] = chosen
    if state.run_ids()[:1] != [chosen]:
        # The others of the link stay behind it: Compare shows the same runs as before.
        state.choose(runs=[chosen, *(id for id in state.run_ids() if id != chosen)])
    return compared.loaded(experiment, known[chosen])


def _label(record: RunRecord, experiment: Experiment) -> str:
    score = record.scores.get(experiment.metric)
    said = f" · {METRICS[experiment.metric].title} {number(score.mean)}" if score else ""
    return f"#{record.number} {shorten(record.title, 40)}{said}"
