"""Opening the holdout from a page: the question before it, its worker at work, a failure's reason.

The only place that queues an opening; what was opened is told by dashboard/seal.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

import core.jobs
from dashboard import state
from dashboard.doing import doing
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.jobs import Job
    from core.run import Run

LOOK = 0.5
"""Seconds between two looks while the sealed rows are scored."""


def button(runs: Sequence[Run], key: str = "open-seal") -> None:
    """The way to the holdout scores of these runs, as far as they are not open; asks first."""
    store, experiment = state.store(), runs[0].experiment
    seen = {one.run_id for one in store.openings(experiment.id)}
    left = [run for run in runs if run.id not in seen]
    if waiting := _jobs(left, live=True):
        _at_work([job.id for job in waiting])
    elif left:
        words = "Open for another run" if seen else "Open the holdout"
        if st.button(words, icon=":material/lock_open:", key=key):
            ask(left)
    for job in _failed(left):
        title = next(run.title for run in left if run.id == job.subject)
        st.error(
            escape(f"The holdout was not opened for {title}: {doing(job)}"), icon=":material/error:"
        )


@st.dialog("Open the holdout?", icon=":material/lock_open:", width="medium")
def ask(runs: Sequence[Run]) -> None:
    """What opening means, for which of the runs, who opens; then it is queued."""
    titles = {run.id: run.title for run in runs}
    experiment = runs[0].experiment
    st.markdown(
        f"**{len(experiment.holdout_rows):,} rows** were set aside before any training, and no "
        "model has learned from them. Opening scores the finished model on these rows."
    )
    st.markdown(
        "- It cannot be undone, and it is written down: who, when, which run, which score.\n"
        "- It counts for every experiment that holds out any of these rows.\n"
        "- A model that is built or picked after the look may owe its score to it. "
        "So choose first, by the cross-validated scores, then open."
    )
    with st.form("opening", border=False):
        picked = list(titles)
        if len(runs) > 1:
            picked = st.multiselect(
                "Runs to score on the holdout", list(titles), list(titles)[:1], key="opening-runs",
                format_func=lambda id: shorten(titles[id], 60),
                help="The seal counts as opened once for each run.",
            )  # fmt: skip
        else:
            st.markdown(f"Run: **{escape(shorten(runs[0].title, 80))}**")
        who = st.text_input(
            "Your name", st.session_state.get("_who", ""), key="opening-who", max_chars=60
        )
        pressed = st.form_submit_button("Open and write it down", type="primary", key="opening-go")
    if pressed:
        _submit(picked, who)


def _submit(picked: Sequence[str], who: str) -> None:
    if not picked:
        st.error("Choose at least one run.", icon=":material/error:")
        return
    try:
        for id in picked:
            core.jobs.open_seal(state.store(), id, who)
    except ValueError as error:
        st.error(escape(error), icon=":material/error:")
        return
    st.session_state["_who"] = who
    st.rerun()


@st.fragment(run_every=LOOK)
def _at_work(ids: list[int]) -> None:
    """Said until the last of these jobs is over; then the page is drawn anew with the scores."""
    live = {job.id for job in core.jobs.jobs(state.store(), live=True, kind="open_seal")}
    if not live & set(ids):
        st.rerun()
    st.caption(":material/progress_activity: Scoring the held-out rows …", width="content")


def _jobs(runs: Sequence[Run], live: bool) -> list[Job]:
    ids = {run.id for run in runs}
    found = core.jobs.jobs(state.store(), live=live, kind="open_seal")
    return [job for job in found if job.subject in ids]


def _failed(runs: Sequence[Run]) -> list[Job]:
    """Of each run the latest opening, if it came to nothing."""
    latest = {job.subject: job for job in reversed(_jobs(runs, live=False))}
    return [job for job in latest.values() if job.state != "succeeded"]
