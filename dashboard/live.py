"""The live part of Train: what is at work, how it learns, who leads, what failed and why."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import streamlit as st

import core
import core.jobs
from core import comparison
from core.metrics import METRICS
from core.store.store import LIVE
from dashboard import leaderboard, state
from dashboard.amounts import lasting
from dashboard.charts import current_look
from dashboard.doing import COLOURS, doing
from dashboard.live_curve import as_run, curves
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.experiment import Experiment
    from core.jobs import Job
    from core.plots import Look
    from core.run import Run
    from core.store import RunRecord

YOUNG = 5.0
"""Seconds in which a new run is looked at five times a second, so that its first fold shows."""
MOST_DONE = 12
"""How many finished runs the leaderboard shows here."""
MOST_OVER = 6
"""How many runs that did not finish are listed; the rest are on the Runs page."""
ROW = [6, 8, 6, 3, 3]
OVER = {"failed": "error", "cancelled": "block", "interrupted": "bolt"}
"""The states of a run that did not finish, with their icons."""


def records(experiment: Experiment) -> list[RunRecord]:
    """The experiment's runs, newest first, as light records."""
    return state.store().list("run", experiment_id=experiment.id)


def pace(found: Sequence[RunRecord]) -> float | None:
    """Seconds between two looks: short for runs that begin or end, None when none is at work."""
    live = [record for record in found if record.state in LIVE]
    if not live:
        return None
    young = time.time() - max(record.created for record in live) < YOUNG
    ending = any(record.state == "cancelling" for record in live)
    return 0.2 if young or ending else 1.0


def watch(experiment: Experiment) -> None:
    """Draw the runs, again and again while one is at work."""
    every = pace(records(experiment))
    st.fragment(_watched, run_every=every)(experiment, every)


def _watched(experiment: Experiment, every: float | None) -> None:
    found = records(experiment)
    if pace(found) != every:
        # The end of the last run, or of its youth: the whole page follows, with another pace.
        st.rerun()
    waiting = core.jobs.jobs(state.store(), live=True, kind="train")
    jobs = {job.subject: job for job in waiting}
    done = best_first(experiment, found)
    live = [record for record in reversed(found) if record.state in LIVE]
    if live:
        with st.container(border=True, key="at-work"):
            at_work(experiment, live, jobs)
            curves(experiment, live)
    if done:
        with st.container(border=True, key="finished"):
            finished(experiment, done, current_look(found))
    over = [record for record in found if record.state in OVER]
    if over:
        with st.container(border=True, key="over"):
            not_finished(over)


def best_first(experiment: Experiment, found: Sequence[RunRecord]) -> list[Run]:
    """The finished runs, best by the primary metric first."""
    done = [as_run(experiment, record) for record in found if record.state == "succeeded"]
    return comparison.ranked(done, experiment.metric)


def at_work(experiment: Experiment, live: list[RunRecord], jobs: dict[str, Job]) -> None:
    """A line a run: title, what it does, score so far, elapsed, cancel."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("At work", width="content")
        st.space("stretch")
        ids = [jobs[record.id].id for record in live if record.id in jobs]
        st.button(
            "Cancel all", on_click=_cancel, args=ids, icon=":material/close:", key="cancel-all"
        )
    for record in live:
        job = jobs.get(record.id)
        title, does, score, elapsed, action = st.columns(ROW, vertical_alignment="center")
        title.markdown(f"**{escape(shorten(record.title, 28))}**")
        progress = record.progress
        share = progress.get("fold", 0) / (progress["of"] + 1) if progress.get("of") else 0.0
        does.progress(min(share, 1.0), text=escape(doing(record)))
        score.markdown(so_far(experiment, progress.get("score")))
        since = job.started if job else None
        elapsed.caption(lasting(round(time.time() - since)) if since else "")
        button = {"key": f"cancel-{record.id}", "type": "tertiary", "disabled": job is None}
        action.button("Cancel", on_click=_cancel, args=[job.id] if job else [], **button)


def so_far(experiment: Experiment, score: float | None) -> str:
    """The mean of the folds that are done, with the metric's arrow."""
    if score is None:
        return ""
    metric = METRICS[experiment.metric]
    return f"{metric.title} {metric.arrow} **{score:.4g}** so far"


def _cancel(*jobs: int) -> None:
    """Before the list is drawn again, so that it shows what the click did."""
    for id in jobs:
        core.jobs.cancel(state.store(), id)


def finished(experiment: Experiment, runs: list[Run], look: Look) -> None:
    """The finished runs with score and interval, and the way to Compare."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Leaderboard", width="content")
        st.space("stretch")
        shown = runs[: state.MOST_RUNS]
        label = "Compare" if len(shown) == len(runs) else f"Compare the best {len(shown)}"
        if st.button(label, type="primary", icon=":material/compare:", key="compare"):
            state.go("compare", experiment=experiment.id, runs=[run.id for run in shown])
    best = runs[:MOST_DONE]
    table, verdict = compared(experiment.id, tuple(run.id for run in best), best)
    st.caption(escape(verdict))
    leaderboard.show(leaderboard.board(table, best, []), best, [], look)
    if len(runs) > MOST_DONE:
        st.caption(f"The best {MOST_DONE} of {len(runs)}; all are on the Runs page.")


@st.cache_data(max_entries=64, show_spinner=False)
def compared(experiment_id: str, ids: tuple[str, ...], _runs: list[Run]) -> tuple:
    """The comparison of finished runs and its sentence; they do not change, so it is made once."""
    return core.compare(_runs), comparison.verdict(_runs)


def not_finished(over: list[RunRecord]) -> None:
    """A line a run that failed, was cancelled or interrupted: why, and a way to go on."""
    st.subheader("Not finished")
    for record in over[:MOST_OVER]:
        title, why, action = st.columns([3, 8, 2], vertical_alignment="center")
        title.markdown(f"**{escape(shorten(record.title, 28))}**")
        icon, colour = OVER[record.state], COLOURS[record.state]
        why.markdown(f":{colour}-badge[:material/{icon}: {record.state}] {escape(doing(record))}")
        label = "Try again" if record.state == "failed" else "Resume"
        if action.button(label, key=f"resume-{record.id}", help="Finished folds are kept."):
            core.jobs.resume(state.store(), record.id)
            st.rerun()
    if len(over) > MOST_OVER:
        st.caption(f"{len(over) - MOST_OVER} more are on the Runs page.")
