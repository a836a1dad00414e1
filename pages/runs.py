"""Runs: every run, job, experiment and dataset of the store; to find, mark, stop or delete."""

import streamlit as st

import core.jobs
from dashboard import empty, history, holdings, linked, run_actions, state, tables

LISTS = {"runs": "Runs", "data": "Datasets and experiments", "jobs": "Jobs"}
store = state.store()


def filters() -> history.Filter:
    """Which runs are listed, by widgets whose values stand in the link."""
    here = state.experiment()
    with st.container(horizontal=True, vertical_alignment="center", key="filters"):
        names = {key: words for key, (words, _) in history.GROUPS.items()}
        look = {"format_func": names.get, "required": True, "label_visibility": "collapsed"}
        group = linked.one(st.segmented_control, "State", "state", list(names), "all", **look)
        text = linked.text(
            "Find", "find", label_visibility="collapsed", width=240, icon=":material/search:",
            placeholder="Title, model, dataset, note",
        )  # fmt: skip
        tags = sorted({tag for mark in store.marks().values() for tag in mark.tags})
        picked = []
        if tags:
            picked = linked.several(
                st.multiselect, "Tags", "tag", tags, [], label_visibility="collapsed", width=240,
                placeholder="All tags",
            )  # fmt: skip
        starred = linked.toggle("Starred only", "starred")
        only = linked.toggle("This experiment only", "only") if here else False
    return history.Filter(group, text, tuple(picked), starred, here.id if only else None)


def listing(asked: history.Filter, drawn: bool) -> None:
    """The runs and the actions on those ticked; `drawn` with live jobs."""
    jobs = core.jobs.jobs(store)
    if any(job.live for job in jobs) != drawn:
        st.rerun()
    records = history.runs(store, asked)
    run_actions.say()
    if not records:
        st.caption("No run here. Choose another group or fewer filters above, or train one.")
        return
    # The table is another one when its rows change: a tick stays with its run.
    name = f"runs-{hash(tuple(record.id for record in records))}"
    place = st.container()
    ticked = tables.show(
        history.run_table(store, records, jobs), hide_index=True, key=name, height="content",
        column_config=history.columns(), on_select="rerun", selection_mode="multi-row",
        alt="Runs", row_height=36,
    ).selection.rows  # fmt: skip
    with place:
        run_actions.bar([records[row] for row in ticked if row < len(records)])


def jobs_listing(drawn: bool) -> None:
    """Every job with its state and reason, newest first."""
    jobs = core.jobs.jobs(store)
    if any(job.live for job in jobs) != drawn:
        st.rerun()
    look = {"hide_index": True, "column_config": history.columns(), "alt": "Jobs"}
    tables.show(history.job_table(store, jobs), **look)
    if not jobs:
        st.caption("No job yet: training, learning curves and the like are listed here.")


st.title("Runs")
st.caption("Every run of every experiment, newest first, and what became of it.")
if not store.list("dataset"):
    words = "There is no run yet. Open a sample or drop a file on Home."
    empty.end(words, "home", "Open Home", "home")
look = {"format_func": LISTS.get, "required": True, "label_visibility": "collapsed"}
shown = linked.one(st.segmented_control, "List", "list", list(LISTS), "runs", **look)
live = bool(core.jobs.jobs(store, live=True))
again = 1.0 if live else None
if shown == "data":
    run_actions.say()
    holdings.listing()
elif shown == "jobs":
    st.fragment(jobs_listing, run_every=again)(live)
elif not store.list("run"):
    run_actions.say()
    words = "There is no run yet. Choose a target in Set up, then train a model."
    empty.end(words, "setup", "Open Set up", "tune")
else:
    st.fragment(listing, run_every=again)(filters(), live)
