"""Every run and job of the store, as the Runs page lists them."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

import core.jobs
from core.metrics import METRICS
from core.plots.labels import number
from core.store.store import LIVE
from dashboard.amounts import lasting
from dashboard.recent import doing

if TYPE_CHECKING:
    from core.jobs import Job
    from core.store import RunRecord, Store

GROUPS = {
    "all": ("All", core.jobs.STATES),
    "work": ("At work", LIVE),
    "done": ("Finished", ("succeeded",)),
    "ended": ("Failed or stopped", ("failed", "cancelled", "interrupted")),
}
COLOURS = {
    "queued": "gray", "starting": "orange", "running": "orange", "cancelling": "orange",
    "succeeded": "green", "failed": "red", "cancelled": "gray", "interrupted": "violet",
}  # fmt: skip
MOST = 1000
"""At most this many lines are shown."""


def runs(store: Store, jobs: list[Job], group: str, experiment: str | None) -> list[RunRecord]:
    """The runs of a group of states, newest first; of one experiment if that is given."""
    where = {"experiment_id": experiment} if experiment else {}
    found = [record for record in store.list("run", **where) if record.state in GROUPS[group][1]]
    return found[:MOST]


def run_table(store: Store, records: list[RunRecord], jobs: list[Job]) -> pd.DataFrame:
    """A row a run: state, run, what it says, score, experiment, dataset, started, took."""
    experiments = {record.id: record for record in store.list("experiment")}
    datasets = {record.id: record.name for record in store.list("dataset")}
    latest = {job.subject: job for job in reversed(jobs) if job.kind == "train"}
    rows = []
    for record in records:
        asked, job = experiments[record.experiment_id], latest.get(record.id)
        rows.append({
            "state": [record.state], "run": f"#{record.number} {record.title}",
            "says": record.reason or _progress(record), "score": _score(record, asked.record),
            "experiment": _question(asked.record), "dataset": datasets[asked.dataset_id],
            "started": (job.started if job else None) or record.created,
            "took": lasting(_took(job)),
        })  # fmt: skip
    return _whole(pd.DataFrame(rows))


def job_table(store: Store, jobs: list[Job]) -> pd.DataFrame:
    """A row a job: kind, of which run, state, progress or reason, times."""
    titles = {record.id: f"#{record.number} {record.title}" for record in store.list("run")}
    return _whole(pd.DataFrame([
        {
            "state": [job.state], "job": core.jobs.KINDS[job.kind].title,
            "run": titles.get(job.subject, job.subject), "says": job.reason or _step(job),
            "started": job.started or job.created, "took": lasting(_took(job)),
        }
        for job in jobs[:MOST]
    ]))  # fmt: skip


def columns() -> dict:
    """How the columns of both tables look."""
    text, colours = st.column_config.TextColumn, list(COLOURS.values())
    return {
        "state": st.column_config.MultiselectColumn("State", options=list(COLOURS), color=colours,
                                                    width=100),
        "run": text("Run", width=150), "score": text("Score"), "job": text("Job"),
        "experiment": text("Experiment", width=120), "dataset": text("Dataset", width=120),
        "started": st.column_config.DatetimeColumn("Started", format="D MMM, HH:mm", width=105),
        "took": text("Took", width=70), "says": text("Note", width=260),
    }  # fmt: skip


def size_of(store: Store, ids: Iterable[str]) -> int:
    """The bytes of these runs' files."""
    files = [
        store.file("run", id, part, check=False) for id in ids for part in store.parts("run", id)
    ]
    return sum(file.stat().st_size for file in files if file and file.exists())


def _score(record: RunRecord, question: dict) -> str:
    """The primary score with its metric, as "0.847 ROC AUC"."""
    score, metric = record.scores.get(question["metric"]), METRICS[question["metric"]]
    return f"{number(score.mean)} {metric.title} {metric.averaging}".strip() if score else ""


def _question(record: dict) -> str:
    positive = record.get("positive")
    return record["target"] if positive is None else f"{record['target']} = {positive}"


def _progress(record: RunRecord) -> str:
    return doing(record.state, record.progress) if record.state in LIVE else ""


def _step(job: Job) -> str:
    if job.state == "running" and job.progress.get("of"):
        return f"step {job.progress.get('fold', 0) + 1} of {job.progress['of']}"
    return ""


def _took(job: Job | None) -> float | None:
    if job is None or job.started is None:
        return None
    return (job.finished or time.time()) - job.started


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """The moments in the reader's own time zone; the notes only where there is one."""
    if table.empty:
        return table
    zone = ZoneInfo(st.context.timezone or "UTC")
    moments = pd.to_datetime(table["started"], unit="s", utc=True)
    table["started"] = moments.dt.tz_convert(zone).dt.tz_localize(None)
    return table if table["says"].any() else table.drop(columns="says")
