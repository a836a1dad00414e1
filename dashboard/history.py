"""Every run and job of the store, as the Runs page lists them."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pandas as pd
import streamlit as st

import core.jobs
from core.metrics import METRICS
from core.plots.labels import number
from core.store.store import LIVE
from dashboard import marks
from dashboard.amounts import lasting
from dashboard.doing import COLOURS, doing

if TYPE_CHECKING:
    from core.jobs import Job
    from core.run import Score
    from core.store import RunRecord, Store

GROUPS = {
    "all": ("All", core.jobs.STATES),
    "work": ("At work", LIVE),
    "done": ("Finished", ("succeeded",)),
    "ended": ("Failed or stopped", ("failed", "cancelled", "interrupted")),
}
ORDER = ("state", "star", "run", "says", "score", "holdout", "tags", "note", "experiment",
         "dataset", "started", "took")  # fmt: skip
MOST = 1000
"""At most this many lines are shown."""


@dataclass(frozen=True)
class Filter:
    """Which runs are listed: a group of states, words, tags, starred ones, one experiment."""

    group: str = "all"
    text: str = ""
    tags: tuple[str, ...] = ()
    starred: bool = False
    experiment: str | None = None


def runs(store: Store, asked: Filter) -> list[RunRecord]:
    """The runs that pass the filter, newest first. Each word must stand in what a line says."""
    where = {"experiment_id": asked.experiment} if asked.experiment else {}
    questions = {record.id: record for record in store.list("experiment")}
    names = {record.id: record.name for record in store.list("dataset")}
    needles = asked.text.casefold().split()
    found = []
    for record in store.list("run", **where):
        mark, question = record.mark, questions.get(record.experiment_id)
        if question is None or question.dataset_id not in names:
            continue  # what it stands on is damaged, and named
        if record.state not in GROUPS[asked.group][1] or (asked.starred and not mark.star):
            continue
        words = (record.title, *mark.tags, mark.note, record.request.model, question.target,
                 names[question.dataset_id], f"#{record.number}")  # fmt: skip
        said = " ".join(words).casefold()
        if set(asked.tags) <= set(mark.tags) and all(needle in said for needle in needles):
            found.append(record)
    return found[:MOST]


def run_table(store: Store, records: list[RunRecord], jobs: list[Job]) -> pd.DataFrame:
    """A row a run: state, run, marks, reason, scores, experiment, dataset, started, took."""
    experiments = {record.id: record for record in store.list("experiment")}
    datasets = {record.id: record.name for record in store.list("dataset")}
    latest = {job.subject: job for job in reversed(jobs) if job.kind == "train"}
    opened = {one.run_id: one for id in {r.experiment_id for r in records}
              for one in store.openings(id)}  # fmt: skip
    rows = []
    for record in records:
        asked, job = experiments[record.experiment_id], latest.get(record.id)
        held = opened[record.id].scores if record.id in opened else {}
        rows.append({
            "state": [record.state], "run": f"#{record.number} {record.title}",
            "says": _says(record),
            "score": _score(record.scores, asked.record), "holdout": _score(held, asked.record),
            "experiment": _question(asked.record), "dataset": datasets[asked.dataset_id],
            "started": (job.started if job else None) or record.created,
            "took": lasting(_took(job)),
        })  # fmt: skip
    noted = marks.table([record.mark for record in records])
    whole = _whole(pd.concat([pd.DataFrame(rows), noted], axis=1))
    return whole[[name for name in ORDER if name in whole]]


def job_table(store: Store, jobs: list[Job]) -> pd.DataFrame:
    """A row a job: kind, of which run, state, progress or reason, times."""
    titles = {record.id: f"#{record.number} {record.title}" for record in store.list("run")}
    return _whole(pd.DataFrame([
        {
            "state": [job.state], "job": core.jobs.KINDS[job.kind].title,
            "run": titles.get(job.subject, job.subject), "says": _says(job),
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
        "took": text("Took", width=70), "says": text("What happened", width=230),
        "holdout": text("Holdout"), **marks.columns(),
    }  # fmt: skip


def _score(scores: Mapping[str, Score], question: dict) -> str:
    """The primary score with its metric, as "0.847 ROC AUC"."""
    score, metric = scores.get(question["metric"]), METRICS[question["metric"]]
    if score is None or score.mean is None:
        return ""
    return f"{number(score.mean)} {metric.title} {metric.averaging}".strip()


def _question(record: dict) -> str:
    positive = record.get("positive")
    return record["target"] if positive is None else f"{record['target']} = {positive}"


def _says(job: Job | RunRecord) -> str:
    """What it is at, or the reason it ended; its state stands beside."""
    return doing(job) if job.state in LIVE else job.reason


def _took(job: Job | None) -> float | None:
    if job is None or job.started is None:
        return None
    return (job.finished or time.time()) - job.started


def local(moments: pd.Series) -> pd.Series:
    """Times in seconds since 1970 as moments in the reader's own time zone."""
    zone = ZoneInfo(st.context.timezone or "UTC")
    there = pd.to_datetime(moments, unit="s", utc=True)
    return there.dt.tz_convert(zone).dt.tz_localize(None)


def _whole(table: pd.DataFrame) -> pd.DataFrame:
    """The moments in the reader's own time zone; reasons and holdout only where there are any."""
    if table.empty:
        return table
    table["started"] = local(table["started"])
    bare = [name for name in ("says", "holdout", "took") if name in table and not table[name].any()]
    return table.drop(columns=bare)
