"""Which run predicts: the first of the link, or one chosen from the finished ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.metrics import METRICS
from core.plots.labels import number
from dashboard import linked, state
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.experiment import Experiment
    from core.run import Run
    from core.store import RunRecord


def choose_run(experiment: Experiment, records: Sequence[RunRecord]) -> Run:
    """Draw the choice among the finished runs, best first; the chosen one, without its parts."""
    known = {record.id: record for record in records}
    asked = next((id for id in state.run_ids() if id in known), records[0].id)
    linked.follow("predict-run", asked)
    labels = {id: _label(record, experiment) for id, record in known.items()}
    chosen = st.selectbox("Run", list(known), format_func=labels.get, key="predict-run")
    st.session_state["_predict-run"] = chosen
    if state.run_ids()[:1] != [chosen]:
        state.choose(runs=[chosen, *(id for id in state.run_ids() if id != chosen)])
    return state.store().load("run", chosen)


def _label(record: RunRecord, experiment: Experiment) -> str:
    score = record.scores.get(experiment.metric)
    said = f" · {METRICS[experiment.metric].title} {number(score.mean)}" if score else ""
    return f"#{record.number} {escape(shorten(record.title, 60))}{said}"
