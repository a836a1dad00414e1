"""What was worked on last, and what is at work now: the lower half of Home."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

import core.jobs
from dashboard import state
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.store import Store
    from core.store.records import DatasetRecord, ExperimentRecord, RunRecord

MOST = 6
"""How many datasets Home lists."""
QUESTIONS = 4
"""How many experiments it lists under each."""


@dataclass(frozen=True)
class Question:
    """An experiment in a list: what is predicted, how many runs it has, how many are finished."""

    id: str
    title: str
    runs: int
    finished: tuple[str, ...]


def question(record: ExperimentRecord, runs: list[RunRecord]) -> Question:
    """An experiment's line: the words are data and not escaped yet."""
    positive = record.record.get("positive")
    title = record.target if positive is None else f"{record.target} = {positive}"
    done = tuple(run.id for run in runs if run.state == "succeeded")
    return Question(record.id, title, len(runs), done)


def recent(store: Store) -> list[tuple[DatasetRecord, list[Question], int]]:
    """The last datasets, each with its last experiments and how many it has in all."""
    found = []
    for dataset in store.list("dataset")[:MOST]:
        records = store.list("experiment", dataset_id=dataset.id)
        lines = [question(r, store.list("run", experiment_id=r.id)) for r in records[:QUESTIONS]]
        found.append((dataset, lines, len(records)))
    return found


def ago(then: float, now: float | None = None) -> str:
    """How long ago a moment (seconds since 1970) was, in words."""
    seconds = max((time.time() if now is None else now) - then, 0)
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        count = int(seconds // size)
        if count:
            return f"{count} {unit}{'s' * (count > 1)} ago"
    return "just now"


def at_work(store: Store) -> list[tuple[str, RunRecord]]:
    """The runs that are queued or at work, with what each is doing."""
    found = []
    for job in core.jobs.jobs(store, live=True):
        if job.kind != "train":
            continue
        for run in store.list("run", id=job.subject):
            found.append((doing(job.state, job.progress or {}), run))
    return found


def doing(job_state: str, progress: dict) -> str:
    """A job's state in words: "fold 3 of 5", "waiting"."""
    if job_state == "running" and progress.get("stage") == "final":
        return "fitting on all rows"
    if job_state == "running" and progress.get("of"):
        # `fold` counts from 0 and names the one at work.
        return f"fold {min(progress.get('fold', 0) + 1, progress['of'])} of {progress['of']}"
    return {"queued": "waiting", "cancelling": "stopping"}.get(job_state, "starting")


@st.fragment
def list_recent() -> None:
    """The last datasets and their experiments, each one click away."""
    for dataset, questions, count in recent(state.store()):
        with st.container(border=True, gap="xsmall", key=f"recent-{dataset.id}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                opened = st.button(
                    escape(shorten(dataset.name, 60)),
                    key=f"open-{dataset.id}",
                    type="tertiary",
                    icon=":material/table:",
                )
                size = f"{dataset.rows:,} rows × {dataset.columns:,} columns"
                st.caption(f"{size} · {ago(dataset.created)}", width="content")
            _questions(dataset.id, questions, count)
        if opened:
            state.go("data", dataset=dataset.id)


def _questions(dataset: str, questions: list[Question], count: int) -> None:
    if not questions:
        st.caption("No experiment yet. Open the data, then choose a target in Set up.")
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
        for line in questions:
            runs = f"{line.runs} run{'s' * (line.runs != 1)}"
            label = f"{escape(shorten(line.title, 32))} · {runs}"
            if st.button(label, key=f"question-{line.id}", icon=":material/flag:"):
                page = "compare" if line.finished else "train"
                state.go(page, dataset=dataset, experiment=line.id)
        if count > len(questions):
            st.caption(f"and {count - len(questions)} more", width="content")
