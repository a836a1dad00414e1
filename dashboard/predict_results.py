"""Predictions of a file: at work, what came out, the download, and those made before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

import core.jobs
from core.jobs.work.predicting import parts_of
from core.plots import PLOTS
from core.scored import beside
from dashboard import charts, downloads, matched, state, tables, visitors
from dashboard.doing import doing
from dashboard.recent import ago
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.dataset import Dataset
    from core.incoming import Columns
    from core.jobs import Job
    from core.run import Run

FIRST_ROWS = 100
MOST_PAST = 20


def work(run: Run, dataset: Dataset, columns: Columns, why: str) -> None:
    """The button (not while `why` says what is in its way), the bar, and what came out."""
    job = _job(run, dataset.id)
    live = job is not None and job.live
    with st.container(horizontal=True, vertical_alignment="center"):
        words = f"Predict {dataset.rows:,} row{'s' * (dataset.rows != 1)}"
        st.button(
            words, type="primary", icon=":material/play_arrow:", key="predict-now",
            disabled=bool(why) or live, on_click=_begin, args=[run.id, dataset.id, columns],
        )  # fmt: skip
        if why:
            st.caption(why)
    if live:
        st.fragment(_at_work, run_every=0.5)(job.id)
    elif job is not None and job.state in ("failed", "interrupted"):
        st.error(escape(doing(job)), icon=":material/error:")
    elif job is not None and job.state == "cancelled":
        st.caption("The last try was cancelled: nothing was kept of it.")
    record = state.store().part(run.id, parts_of(dataset.id)[1])
    if record is not None and not live:
        outcome(run, dataset, record)


def _begin(run_id: str, dataset_id: str, columns: Columns) -> None:
    request = {"dataset": dataset_id, "columns": columns}
    core.jobs.submit(state.store(), "predict", run_id, request)


def _job(run: Run, dataset_id: str) -> Job | None:
    """The latest job that predicts this dataset by this run."""
    found = core.jobs.jobs(state.store(), kind="predict", subject=run.id)
    return next((job for job in found if job.request["dataset"] == dataset_id), None)


def _at_work(job_id: int) -> None:
    job = core.jobs.job(state.store(), job_id)
    if not job.live:
        st.rerun()
    of, done = job.progress.get("of", 0), job.progress.get("fold", 0)
    with st.container(horizontal=True, vertical_alignment="center", key="predicting"):
        st.progress(done / of if of else 0.0, text=escape(f"Predicting: {doing(job)}"))
        if st.button("Cancel", icon=":material/close:", type="tertiary", key="predict-cancel"):
            core.jobs.cancel(state.store(), job_id)
    st.caption("You may leave this page: the work goes on, and is here when you are back.")


def outcome(run: Run, dataset: Dataset, record: dict[str, Any]) -> None:
    """How often which class or number was predicted, the first rows, and the file."""
    values = state.store().part(run.id, parts_of(dataset.id)[0])
    by = f" by a threshold of {record['threshold']:g}" if run.experiment.task == "binary" else ""
    st.markdown(f"**{record['rows']:,} rows predicted**{by}, {ago(record['at'])}.")
    if run.experiment.task == "binary" and record["threshold"] != run.threshold:
        st.warning(
            f"The run's threshold is {run.threshold:g} now. Predict again to go by it.",
            icon=":material/warning:",
        )
    left, right = st.columns([2, 3], gap="large")
    with left:
        charts.show("predicted", PLOTS["predicted"].table(record), charts.current_look())
    first, renamed = beside(dataset.frame().head(FIRST_ROWS), values.head(FIRST_ROWS))
    with right:
        tables.show(
            first, hide_index=True, height=300, alt="The first predicted rows",
            column_order=[*values.columns, *(n for n in first if n not in values.columns)],
        )  # fmt: skip
        if dataset.rows > FIRST_ROWS:
            st.caption(f"The first {FIRST_ROWS} of {dataset.rows:,} rows; the file has all.")
    if renamed:
        st.caption(f"The file has columns of these names too; theirs are now "
                   f"{escape(', '.join(renamed))}.")  # fmt: skip
    st.download_button(
        "Download CSV", lambda: downloads.csv(beside(dataset.frame(), values)[0]),
        f"{downloads.stem(dataset.name, 'table')}-predictions.csv", "text/csv", type="primary",
        icon=":material/download:", on_click="ignore", key="predictions-csv",
    )  # fmt: skip
    st.caption(
        "All columns of the file, row by row in its order, then the predictions. Dates that are "
        "features are written as 2024-01-31; a text that a spreadsheet would run gets an "
        "apostrophe in front."
    )


def past(run: Run, shown: str) -> None:
    """The files this run has predicted before, each to be opened again or deleted."""
    store = state.store()
    ids = [part.removeprefix("predicted_") for part in store.parts("run", run.id)
           if part.startswith("predicted_")]  # fmt: skip
    records = [store.part(run.id, parts_of(id)[1]) for id in ids if id != shown]
    if not records:
        return
    st.markdown("**Predicted before**")
    for record in sorted(records, key=lambda record: -record["at"])[:MOST_PAST]:
        id = record["dataset"]
        with st.container(horizontal=True, vertical_alignment="center"):
            rows = f"{record['rows']:,} rows · {ago(record['at'])}"
            st.markdown(f"{escape(shorten(record['name'], 60))} · {rows}", width="stretch")
            there = bool(store.list("dataset", id=id))
            why = None if there else "Its table was deleted."
            st.button("Open", key=f"past-{id}", on_click=_open, args=[run, record],
                      disabled=not there, help=why)  # fmt: skip
            label = {"icon": ":material/delete:", "type": "tertiary", "key": f"forget-{id}"}
            st.button("Delete", on_click=_forget, args=[run.id, id], **label)


def _open(run: Run, record: dict[str, Any]) -> None:
    matched.again(run, state.kept("dataset", record["dataset"]), record["columns"])


def _forget(run_id: str, dataset_id: str) -> None:
    """Delete the predictions, and the file when it was only here to be predicted on."""
    state.store().detach(run_id, *parts_of(dataset_id))
    visitors.leave(dataset_id)
