"""The live part of Train: what is at work, how it learns, who leads, what failed and why."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import core
import core.jobs
from core.comparison import ranked
from core.metrics import METRICS
from core.models import MODELS
from core.plots import PLOTS
from core.run import Run
from core.store.store import LIVE
from dashboard import leaderboard, state
from dashboard.cards import duration
from dashboard.charts import current_look
from dashboard.recent import doing
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.experiment import Experiment
    from core.jobs import Job
    from core.plots import Look
    from core.store import RunRecord

YOUNG = 15.0
"""Seconds in which a new run is looked at four times a second, so that its first fold shows."""
MOST_OVER = 6
"""How many runs that did not finish are listed; the rest are on the Runs page."""
QUIET = "#999999"
HEIGHT = 230
"""Of a live curve, in pixels: the list above it stays in sight."""
ROW = [3, 4, 3, 2, 1]
STATES = {
    "failed": ("error", "red"), "cancelled": ("block", "gray"), "interrupted": ("bolt", "orange"),
}  # fmt: skip


def records(experiment: Experiment) -> list[RunRecord]:
    """The experiment's runs, newest first, as light records."""
    return state.store().list("run", experiment_id=experiment.id)


def pace(found: Sequence[RunRecord]) -> float | None:
    """Seconds between two looks: short for young runs, None when nothing is at work."""
    live = [record for record in found if record.state in LIVE]
    if not live:
        return None
    return 0.25 if time.time() - max(r.created for r in live) < YOUNG else 1.0


def watch(experiment: Experiment) -> None:
    """Draw the runs, again and again while one is at work."""
    every = pace(records(experiment))
    st.fragment(_watched, run_every=every)(experiment, every)


def _watched(experiment: Experiment, every: float | None) -> None:
    found = records(experiment)
    if pace(found) != every:
        # The end of the last run, or of its youth: the whole page follows, with another pace.
        st.rerun()
    jobs = {job.subject: job for job in core.jobs.jobs(state.store(), live=True)}
    done = best_first(experiment, found)
    live = [record for record in reversed(found) if record.state in LIVE]
    if live:
        with st.container(border=True, key="at-work"):
            at_work(experiment, live, jobs)
            curves(experiment, live)
    if done:
        with st.container(border=True, key="finished"):
            finished(experiment, done, current_look(found))
    over = [record for record in found if record.state in STATES]
    if over:
        with st.container(border=True, key="over"):
            not_finished(over)


def as_run(experiment: Experiment, record: RunRecord, **parts) -> Run:
    """A record as the Run it is or will be, without loading a file; `parts` are its loaders."""
    return Run(
        record.id, experiment, record.request, record.title, record.scores, facts=record.facts,
        parts=parts,
    )  # fmt: skip


def best_first(experiment: Experiment, found: Sequence[RunRecord]) -> list[Run]:
    """The finished runs, best by the primary metric first."""
    done = [as_run(experiment, record) for record in found if record.state == "succeeded"]
    return ranked(done, experiment.metric)


def at_work(experiment: Experiment, live: list[RunRecord], jobs: dict[str, Job]) -> None:
    """A line a run: title, what it does, score so far, elapsed, cancel."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("At work", width="content")
        st.space("stretch")
        if st.button("Cancel all", icon=":material/close:", key="cancel-all"):
            for record in live:
                _cancel(jobs.get(record.id))
    for record in live:
        job = jobs.get(record.id)
        title, does, score, elapsed, action = st.columns(ROW, vertical_alignment="center")
        title.markdown(f"**{escape(shorten(record.title, 28))}**")
        progress = record.progress
        share = progress.get("fold", 0) / (progress["of"] + 1) if progress.get("of") else 0.0
        does.progress(min(share, 1.0), text=doing(record.state, progress))
        score.markdown(so_far(experiment, progress.get("score")))
        since = job.started if job else None
        elapsed.caption(duration(round(time.time() - since)) if since else "")
        button = {"icon": ":material/close:", "type": "tertiary", "help": "Cancel this run"}
        if action.button("", key=f"cancel-{record.id}", **button):
            _cancel(job)


def so_far(experiment: Experiment, score: float | None) -> str:
    """The mean of the folds that are done, with the metric's arrow."""
    if score is None:
        return ""
    metric = METRICS[experiment.metric]
    return f"{metric.title} {metric.arrow} **{score:.4g}** so far"


def _cancel(job: Job | None) -> None:
    if job is not None:
        core.jobs.cancel(state.store(), job.id)


def curves(experiment: Experiment, live: list[RunRecord]) -> None:
    """How the runs at work learn in the fold they are at: loss by epoch or round."""
    plot = PLOTS["training_curve"]
    for record in live:
        spec = MODELS[record.request.model]
        if record.state != "running" or not spec.watches:
            continue
        steps = steps_of(record)
        if steps.empty:
            continue
        run = as_run(experiment, record, curves=lambda steps=steps: steps)
        table = plot.table([run], fold=int(steps["fold"].iloc[0]))
        lines = table.pivot(index="step", columns="part", values="value")
        colours = {"training": QUIET, "validation": current_look([record]).colour(record.id)}
        # Not the plot's own figure: Plotly is mounted anew for each new figure, which flickers;
        # this chart takes new rows in place.
        st.line_chart(
            lines, x_label=spec.step.capitalize(), y_label="Loss", height=HEIGHT,
            color=[colours[part] for part in lines],
        )  # fmt: skip
        st.caption(escape(learned(table)))


def learned(table: pd.DataFrame) -> str:
    """Where a run stands in its fold, from the table of its training curve."""
    best, last = table[table["best"]].iloc[0], table["step"].max()
    part = "validation" if best["part"] == "validation" else "training"
    return (
        f"{best['title']}, fold {table.attrs['fold']} of {table.attrs['folds']}: {best['unit']} "
        f"{last:,}; lowest {part} loss {best['value']:.4g} at {best['unit']} {best['step']:,}."
    )


def steps_of(record: RunRecord) -> pd.DataFrame:
    """The steps of the run's latest fold so far: fold, step, part, value."""
    key = f"_fold-of-{record.id}"
    said = core.jobs.events(state.store(), record.id, after=st.session_state.get(key, 0))
    steps = [event for event in said if event.kind == "step"]
    steps = [event for event in steps if event.payload["fold"] == steps[-1].payload["fold"]]
    if steps:
        # Only a number is kept: where this fold began, so that earlier ones are not read again.
        st.session_state[key] = steps[0].seq - 1
    rows = [
        (event.payload["fold"], event.payload["step"], part, event.payload[part])
        for event in steps
        for part in ("training", "validation")
        if event.payload.get(part) is not None
    ]
    return pd.DataFrame(rows, columns=["fold", "step", "part", "value"])


def finished(experiment: Experiment, runs: list[Run], look: Look) -> None:
    """The finished runs with score and interval, and the way to Compare."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Leaderboard", width="content")
        st.space("stretch")
        shown = runs[: state.MOST_RUNS]
        label = "Compare" if len(shown) == len(runs) else f"Compare the best {len(shown)}"
        if st.button(label, type="primary", icon=":material/compare:", key="compare"):
            state.go("compare", experiment=experiment.id, runs=[run.id for run in shown])
    table = compared(experiment.id, tuple(run.id for run in runs), runs)
    leaderboard.show(leaderboard.board(table, runs, []), runs, [], look)


@st.cache_data(max_entries=64, show_spinner=False)
def compared(experiment_id: str, ids: tuple[str, ...], _runs: list[Run]) -> pd.DataFrame:
    """`core.compare` of these finished runs: they do not change, so it is computed once."""
    return core.compare(_runs)


def not_finished(over: list[RunRecord]) -> None:
    """A line a run that failed, was cancelled or interrupted: why, and a way to go on."""
    st.subheader("Not finished")
    for record in over[:MOST_OVER]:
        title, why, action = st.columns([3, 8, 2], vertical_alignment="center")
        title.markdown(f"**{escape(shorten(record.title, 28))}**")
        icon, colour = STATES[record.state]
        reason = escape(record.reason) or "You cancelled it."
        why.markdown(f":{colour}-badge[:material/{icon}: {record.state}] {reason}")
        label = "Try again" if record.state == "failed" else "Resume"
        if action.button(label, key=f"resume-{record.id}", help="Finished folds are kept."):
            core.jobs.resume(state.store(), record.id)
            st.rerun()
    if len(over) > MOST_OVER:
        st.caption(f"{len(over) - MOST_OVER} more are on the Runs page.")
