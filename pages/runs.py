"""Runs: every run and job of the store, to compare, stop, resume or delete."""

import streamlit as st

import core.jobs
from core.store.store import LIVE
from dashboard import history, linked, state
from dashboard.amounts import size
from dashboard.text import escape

store = state.store()


def act(name: str, ids: list[str]) -> None:
    """Do one thing to each of these runs; what cannot be done is said, the others go on."""
    refused, freed = [], 0
    live = [job for job in core.jobs.jobs(store, live=True) if job.subject in ids]
    if name == "cancel":
        for job in live:
            core.jobs.cancel(store, job.id)
    for id in ids if name != "cancel" else ():
        try:
            if name == "delete":
                freed += store.delete("run", id)
            else:
                core.jobs.resume(store, id)
        except ValueError as error:
            refused.append(str(error))
    if name == "delete":
        state.choose(runs=[id for id in state.run_ids() if id not in ids])
        st.session_state["_runs-said"] = f"Deleted. {size(freed)} are free again."
    st.session_state["_runs-refused"] = refused


def compare(records) -> None:
    """Open Compare with these runs, or say why they cannot stand side by side."""
    if len({record.experiment_id for record in records}) > 1:
        st.error(
            "The chosen runs belong to different experiments: other rows, another target or other "
            "folds. Their scores cannot be compared.",
            icon=":material/error:",
        )
        return
    chosen = [record.id for record in records][: state.MOST_RUNS]
    state.go("compare", experiment=records[0].experiment_id, runs=chosen)


def delete(ids: list[str], off: bool) -> None:
    """The one question before runs are gone."""
    with st.popover("Delete", icon=":material/delete:", disabled=off, key="delete"):
        if ids:
            many = f"{len(ids)} runs" if len(ids) > 1 else "this run"
            st.markdown(
                f"Delete {many} with predictions, curves and model? This cannot be undone and "
                f"frees about {size(history.size_of(store, ids))}."
            )
            label = {"icon": ":material/delete:", "type": "primary", "key": "delete-now"}
            st.button("Delete for good", **label, on_click=act, args=("delete", ids))


def actions(records) -> None:
    """What can be done with the chosen runs; a button that does not apply to all is off."""
    ids = [record.id for record in records]
    states = {record.state for record in records}
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        done = bool(ids) and states == {"succeeded"}
        pressed = st.button("Compare", icon=":material/compare:", disabled=not done, key="compare")
        live = bool(ids) and states <= set(LIVE)
        stop = {"icon": ":material/stop:", "disabled": not live, "key": "cancel"}
        st.button("Cancel", **stop, on_click=act, args=("cancel", ids))
        over = bool(ids) and not states & {"succeeded", *LIVE}
        again = {"icon": ":material/replay:", "disabled": not over, "key": "resume"}
        st.button("Resume", **again, on_click=act, args=("resume", ids))
        delete(ids, off=not ids or bool(states & set(LIVE)))
        chosen = f"{len(ids)} chosen" if ids else "Tick rows to compare, stop, resume or delete."
        st.caption(chosen, width="content")
    if pressed:
        compare(records)


def listing(group: str, experiment: str | None, drawn: bool) -> None:
    """The runs, the actions on those ticked, and the jobs behind them; `drawn` with live jobs."""
    jobs = core.jobs.jobs(store)
    if any(job.live for job in jobs) != drawn:
        st.rerun()
    records = history.runs(store, jobs, group, experiment)
    if said := st.session_state.pop("_runs-said", None):
        st.success(said, icon=":material/check:")
    for sentence in st.session_state.pop("_runs-refused", []):
        st.error(escape(sentence), icon=":material/error:")
    if not records:
        st.caption("No run here. Choose another group above, or train one.")
    else:
        # The table is another one when its rows change: a tick stays with its run.
        name = f"runs-{hash(tuple(record.id for record in records))}"
        place = st.container()
        table = history.run_table(store, records, jobs)
        ticked = st.dataframe(
            table, hide_index=True, column_config=history.columns(), key=name, height="content",
            on_select="rerun", selection_mode="multi-row", alt="Runs", row_height=36,
        ).selection.rows  # fmt: skip
        with place:
            actions([records[row] for row in ticked if row < len(records)])
    with st.expander(f"Jobs, {len(jobs):,}", icon=":material/list_alt:", key="jobs"):
        look = {"hide_index": True, "column_config": history.columns(), "alt": "Jobs"}
        st.dataframe(history.job_table(store, jobs), **look)


st.title("Runs")
st.caption("Every run of every experiment, newest first, and what became of it.")
if not store.list("run"):
    with st.container(border=True):
        st.markdown("There is no run yet. Choose a target in Set up, then train a model.")
        if st.button("Open Set up", icon=":material/tune:", type="primary"):
            state.go("setup")
    st.stop()
with st.container(horizontal=True, vertical_alignment="center"):
    names = {key: words for key, (words, _) in history.GROUPS.items()}
    look = {"format_func": names.get, "required": True, "label_visibility": "collapsed"}
    group = linked.one(st.segmented_control, "State", "state", list(names), "all", **look)
    here = state.experiment()
    only = linked.toggle("This experiment only", "only") if here else False
live = bool(core.jobs.jobs(store, live=True))
st.fragment(listing, run_every=1.0 if live else None)(group, here.id if only else None, live)
