"""Compare, scores: the leaderboard, any metric with its intervals, the parameters that differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.comparison import compare, overtaken, ranked
from core.metrics import METRICS, advice, majority
from dashboard import charts, compared, downloads, leaderboard, linked, marks, state, tables
from dashboard.differences import differences
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.plots import Look
    from core.run import Run
    from core.store import RunRecord


def board(runs: Sequence[Run], records: Sequence[RunRecord], look: Look) -> None:
    """The leaderboard's card: which runs, which columns, the file; the table; what it says."""
    experiment = runs[0].experiment
    with st.container(border=True, key="card-leaderboard"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader("Leaderboard", width="content")
            st.space("stretch")
            choose(runs, records)
            others, noted = _columns(runs)
            place = st.container(width="content")
        table = leaderboard.board(compare(runs), runs, others, noted)
        with place:
            st.download_button(
                "CSV", lambda: downloads.csv(table), "leaderboard.csv", "text/csv",
                key="leaderboard-csv", icon=":material/download:", on_click="ignore",
            )  # fmt: skip
        leaderboard.show(table, runs, others, look)
        letters = dict(zip(table["run"], table["tie"], strict=True))
        st.caption(escape(_told(runs, [experiment.metric, *others], letters)))


def choose(runs: Sequence[Run], records: Sequence[RunRecord]) -> None:
    """Which runs stand side by side, at most eight."""
    names = {record.id: record.title for record in records}
    ids, most = [run.id for run in runs], state.MOST_RUNS
    count = f"Runs: {len(ids)} of {len(names)}"
    with st.popover(count, icon=":material/checklist:", key="runs"):
        linked.follow("chosen-runs", ids)
        picked = st.multiselect(
            f"Runs to compare, up to {most}", list(names), key="chosen-runs", width=420,
            format_func=lambda id: shorten(names[id], 60), max_selections=most,
        )  # fmt: skip
        st.caption("Best first. The choice is part of this page's link.")
    st.session_state["_chosen-runs"] = ids
    if picked and set(picked) != set(ids):
        state.choose(runs=picked)
        st.rerun()


def _columns(runs: Sequence[Run]) -> tuple[list[str], list[str]]:
    """The other metrics and the marks that the leaderboard shows."""
    primary, task = runs[0].experiment.metric, runs[0].experiment.task
    names = {name: words for name, words in compared.metrics(runs).items() if name != primary}
    default = [name for name in names if task in METRICS[name].beside]
    with st.popover("Columns", icon=":material/view_column:", key="columns"):
        others = linked.several(
            st.multiselect, "More metrics in the leaderboard", "columns", list(names), default,
            format_func=names.get, width=420,
        )  # fmt: skip
        return others, marks.choice()


def _told(runs: Sequence[Run], names: Sequence[str], letters: Mapping[str, str]) -> str:
    """What holds for the numbers: how they were found, thresholds, the majority's share."""
    experiment = runs[0].experiment
    said = f"Out-of-fold scores, mean over {experiment.n_folds} folds. "
    said += "Tie: the runs of a letter cannot be told apart from its first by paired tests at 5 %."
    for run, better in overtaken(ranked(runs, experiment.metric), letters):
        said += (
            f" {run.title} keeps its {letters[run.id]} below {better.title}: its folds scatter so "
            "much that no test shows it to be worse than the best."
        )
    if experiment.task == "binary" and any(METRICS[name].needs == "labels" for name in names):
        said += f" {compared.thresholds(runs)}"
    for metric in (METRICS[name] for name in names):
        if metric.majority:
            share = majority(experiment.y(experiment.tested_rows), experiment.classes)
            said += f" {metric.title}: {share}"
    return said


@st.fragment
def metric(runs: Sequence[Run], look: Look) -> None:
    """Any metric of the task, run by run, with its interval and folds."""
    names = compared.metrics(runs)
    with st.container(border=True, key="card-metric_intervals"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader("Scores with intervals", width="content")
            st.space("stretch")
            name = linked.one(
                st.selectbox, "Metric", "metric", list(names), runs[0].experiment.metric,
                format_func=names.get, label_visibility="collapsed", width=320,
            )  # fmt: skip
        charts.show("metric_intervals", compared.table("metric_intervals", runs, metric=name), look)
        entry, experiment = METRICS[name], runs[0].experiment
        misleads = advice(name, experiment.y(experiment.tested_rows), experiment.classes)
        st.caption(escape(f"{entry.title}: {entry.formula} When it misleads: {misleads}"))


def parameters(runs: Sequence[Run]) -> None:
    """What was asked of the runs differently."""
    with st.container(border=True, key="card-parameters"):
        st.subheader("Parameters that differ")
        table = differences(runs)
        if table.empty:
            st.caption(
                "Nothing: every run has its model's defaults, the same features, the same "
                "preparation and the same seed."
            )
            return
        tables.show(table, hide_index=True, key="differences", alt="Parameters that differ")
        st.caption("Only what differs between these runs or from a model's default.")
