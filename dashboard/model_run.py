"""Model: which run the page shows, what jobs computed of it, and the tables of its plots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import streamlit as st

import core
import core.jobs
from core.metrics import METRICS
from core.plots.labels import number
from dashboard import linked, state
from dashboard.text import shorten

if TYPE_CHECKING:
    import pandas as pd

    from core.experiment import Experiment
    from core.run import Run
    from core.store import RunRecord


def choose(experiment: Experiment, records: Sequence[RunRecord]) -> Run:
    """Draw the choice among the finished runs, best first; the chosen one, without its parts."""
    known = {record.id: record for record in records}
    asked = next((id for id in state.run_ids() if id in known), records[0].id)
    linked.follow("model-run", asked)
    names = {id: _label(record, experiment.metric) for id, record in known.items()}
    chosen = st.selectbox(
        "Run", list(known), key="model-run", width=380, label_visibility="collapsed",
        format_func=lambda id: names.get(id, id),
    )  # fmt: skip
    st.session_state["_model-run"] = chosen
    if state.run_ids()[:1] != [chosen]:
        # The others of the link stay behind it: Compare shows the same runs as before.
        state.choose(runs=[chosen, *(id for id in state.run_ids() if id != chosen)])
    record = known[chosen]
    made = (record.title, repr(state.store().decision(chosen)))
    return _loaded(str(state.home()), chosen, made, experiment)


def _label(record: RunRecord, metric: str) -> str:
    said = f" · {METRICS[metric].title} {number(record.scores[metric].mean)}"
    return f"#{record.number} {shorten(record.title, 40)}{said}"


@st.cache_resource(max_entries=64, show_spinner=False)
def _loaded(home: str, id: str, made: tuple, _experiment: Experiment) -> Run:
    """A run without its large parts; `made` tells its titles and thresholds apart."""
    return replace(state.store().load("run", id), experiment=_experiment)


def part(run: Run, name: str) -> Any:
    """What a job computed of the run, None when it has not; read once for all who look."""
    file = state.store().file("run", run.id, name, check=False)
    return None if file is None else _part(str(state.home()), run.id, name, file.name)


@st.cache_resource(max_entries=64, show_spinner=False)
def _part(home: str, id: str, name: str, file: str) -> Any:
    return state.store().part(id, name)


def explained(plot: str, run: Run, **options) -> pd.DataFrame:
    """A plot's table of a part of the same name, which must be there."""
    file = state.store().file("run", run.id, plot, check=False)
    key = (str(state.home()), plot, run.id, file.name, tuple(sorted(options.items())))
    return _table(key, part(run, plot))


@st.cache_data(max_entries=128, show_spinner=False)
def _table(key: tuple, _found: Any) -> pd.DataFrame:
    _, plot, _, _, options = key
    table = core.PLOTS[plot].table(_found, **dict(options))
    table.attrs["kept"] = repr(key)
    return table


def at_work(run: Run, kind: str) -> bool:
    """Whether a job of that kind about the run is waiting or being done."""
    jobs = core.jobs.jobs(state.store(), live=True)
    return any(job.kind == kind and job.subject == run.id for job in jobs)
