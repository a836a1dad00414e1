"""What Compare shows: which runs, under which names and colours, and their tables kept by ids."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

import core
from core.comparison import ranked
from core.metrics import METRICS
from core.models import BASELINE
from core.plots.labels import several
from dashboard import state

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from core.experiment import Experiment
    from core.run import Run
    from core.store import RunRecord


def finished(experiment: Experiment) -> list[RunRecord]:
    """The experiment's finished runs, best first by its metric."""
    records = state.store().list("run", experiment_id=experiment.id, state="succeeded")
    return ranked(records, experiment.metric)


def chosen(records: list[RunRecord]) -> list[str]:
    """The ids to compare: those of the link that are finished, else the best eight.

    What was filled in here is filled in anew while the session goes on, so that a run that has
    just ended joins; a link opened elsewhere means exactly the runs it names.
    """
    known = [record.id for record in records]
    asked = [id for id in state.run_ids() if id in known]
    if asked and asked != st.session_state.get("_compared"):
        st.session_state.pop("_compared", None)
        return asked
    best = known[: state.MOST_RUNS]
    st.session_state["_compared"] = best
    state.choose(runs=best)
    return best


@st.cache_resource(max_entries=256, show_spinner=False)
def _loaded(home: str, id: str, made: str, _experiment: Experiment) -> Run:
    """A run without its large parts: they are read where they are needed, and let go.

    `made` tells its titles and decisions apart.
    """
    return replace(state.store().load("run", id), experiment=_experiment)


def loaded(experiment: Experiment, record: RunRecord) -> Run:
    """The run of a record, as its title and its decision are now."""
    made = repr((record.title, state.store().decision(record.id)))
    return _loaded(str(state.home()), record.id, made, experiment)


def runs(experiment: Experiment, records: list[RunRecord], ids: list[str]) -> list[Run]:
    """The chosen runs, best first, the baseline last."""
    picked = [record for record in records if record.id in ids]
    picked.sort(key=lambda record: record.request.model == BASELINE)
    return [loaded(experiment, record) for record in picked]


def table(plot: str, runs: list[Run], **options) -> pd.DataFrame:
    """A plot's table over these runs, computed once for all who look at the same."""
    files = tuple(_learned(run.id) for run in runs) if plot == "learning_curve" else ()
    key = tuple(key_of(run) for run in runs)
    return _table(str(state.home()), plot, key, files, tuple(sorted(options.items())), runs)


def key_of(run: Run) -> tuple:
    """What a table of the run hangs on: a decision changes scores, the same threshold's too."""
    return (run.id, run.title, run.threshold, hash(tuple(run.scores.items())))


def _learned(id: str) -> str:
    """The name of the run's learning curve file, by its content: a longer curve is another."""
    file = state.store().file("run", id, "learning", check=False)
    return file.name if file else ""


@st.cache_data(max_entries=256, show_spinner=False)
def _table(home: str, plot: str, key, files, options, _runs: list[Run]) -> pd.DataFrame:
    # A copy of each run, so that the out-of-fold rows it reads are let go with it.
    table = core.PLOTS[plot].table([replace(run) for run in _runs], **dict(options))
    table.attrs["kept"] = repr((home, key, files, options))
    return table


def thresholds(runs: Sequence[Run]) -> str:
    """At which thresholds the runs' scores of classes are; titles are not escaped."""
    decided = {run.id: state.store().decision(run.id) for run in runs}
    inside = [run for run in runs if (own := decided[run.id]) and own.nested]
    cuts = sorted({run.threshold for run in runs if run not in inside})
    said = [f"at threshold {', '.join(f'{cut:.2f}' for cut in cuts)}"] if cuts else []
    if inside:
        whose = f"those of {several([run.title for run in inside])} " if cuts else ""
        said.append(f"{whose}at thresholds chosen inside each fold's training rows")
    return f"Scores of classes are {', '.join(said)}."


def metrics(runs: list[Run]) -> dict[str, str]:
    """The metrics all of these runs were judged by: name -> caption with its averaging."""
    shared = [name for name in METRICS if all(name in run.scores for run in runs)]
    return {name: METRICS[name].caption(runs[0].experiment) for name in shared}
