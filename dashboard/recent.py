"""What is at work now and what was worked on last: the lower half of Home."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import streamlit as st

import core.jobs
from dashboard import state
from dashboard.doing import doing
from dashboard.text import escape, shorten
from dashboard.visitors import visitors

if TYPE_CHECKING:
    from core.store import Store
    from core.store.records import DatasetRecord, ExperimentRecord, RunRecord

MOST = 6
"""So many datasets are listed."""
QUESTIONS = 3
"""So many experiments stand under each."""
LIVE = 4
"""So many runs at work are named."""


def ago(then: float, now: float | None = None) -> str:
    """How long ago a moment (seconds since 1970) was, in words."""
    seconds = max((time.time() if now is None else now) - then, 0)
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if count := int(seconds // size):
            return f"{count} {unit}{'s' * (count > 1)} ago"
    return "just now"


def title(record: ExperimentRecord) -> str:
    """What an experiment predicts, in its own words (not escaped)."""
    positive = record.record.get("positive")
    target = shorten(record.target, 28)
    return target if positive is None else f"{target} = {shorten(positive, 16)}"


def live_runs(store: Store) -> list[RunRecord]:
    """The runs that wait or are at work, in the order of the queue."""
    jobs = core.jobs.jobs(store, live=True, kind="train")
    return [run for job in reversed(jobs) for run in store.list("run", id=job.subject)]


def at_work() -> None:
    """The runs at work, kept up to date while there are any."""
    runs = live_runs(state.store())
    if runs:
        st.subheader("At work")
        st.fragment(_at_work, run_every=2.0)()


def _at_work() -> None:
    runs = live_runs(state.store())
    with st.container(border=True, gap="xsmall"):
        for run in runs[:LIVE]:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{escape(shorten(run.title))}**", width=220)
                st.caption(escape(doing(run)), width="stretch")
                if st.button("Watch", key=f"watch-{run.id}", type="tertiary"):
                    state.go("train", experiment=run.experiment_id)
        rest = len(runs) - LIVE
        if rest > 0:
            st.caption(f"and {rest:,} more")
        if not runs:
            st.caption("All runs are finished.")


def worked_on() -> None:
    """The last datasets with their experiments, each one click away."""
    store = state.store()
    others = visitors(store)
    datasets = [one for one in store.list("dataset") if one.id not in others]
    st.subheader("Recent")
    if not datasets:
        st.caption("Nothing yet. Open a sample or drop a file above, and it is listed here.")
    with st.container(border=bool(datasets), gap="small"):
        for dataset in datasets[:MOST]:
            with st.container(horizontal=True, vertical_alignment="center"):
                _dataset(dataset)
                _questions(dataset, store.list("experiment", dataset_id=dataset.id))
    if len(datasets) > MOST:
        st.caption(f"{len(datasets) - MOST:,} older datasets are listed on the Runs page.")


def _dataset(record: DatasetRecord) -> None:
    name = escape(shorten(record.name, 44))
    with st.container(gap=None, width=330):
        opened = st.button(
            name, key=f"open-{record.id}", type="tertiary", icon=":material/table:", wrap=False
        )
        size = f"{record.rows:,} rows × {record.columns:,} columns"
        st.caption(f"{size} · {ago(record.created)}")
    if opened:
        state.go("data", dataset=record.id)


def _questions(dataset: DatasetRecord, records: list[ExperimentRecord]) -> None:
    """The dataset's experiments; one with finished runs opens Compare, else Train."""
    if not records and st.button("Choose a target", key=f"ask-{dataset.id}"):
        state.go("setup", dataset=dataset.id)
    for record in records[:QUESTIONS]:
        runs = state.store().list("run", experiment_id=record.id)
        done = any(run.state == "succeeded" for run in runs)
        count = f"{len(runs)} run{'s' * (len(runs) != 1)}"
        label = f"{escape(title(record))} · {count}"
        if st.button(label, key=f"question-{record.id}", icon=":material/flag:"):
            state.go("compare" if done else "train", experiment=record.id)
    if len(records) > QUESTIONS:
        st.caption(f"and {len(records) - QUESTIONS:,} more", width="content")
