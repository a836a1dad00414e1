"""What can be done with the ticked runs: compare, stop, resume, mark, delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

import core.jobs
from core.store.store import LIVE
from dashboard import marks, state
from dashboard.amounts import size
from dashboard.text import escape

if TYPE_CHECKING:
    from core.store import RunRecord
    from core.store.held import Held


def bar(records: Sequence[RunRecord]) -> None:
    """The row of buttons; one that does not apply to all ticked runs is off."""
    ids = [record.id for record in records]
    states = {record.state for record in records}
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        done = bool(ids) and states == {"succeeded"}
        pressed = st.button("Compare", icon=":material/compare:", disabled=not done, key="compare")
        with st.popover("Mark", icon=":material/star:", disabled=not ids, key="mark"):
            marks.editor(records)
        live = bool(ids) and states <= set(LIVE)
        stop = {"icon": ":material/stop:", "disabled": not live, "key": "cancel"}
        st.button("Cancel", **stop, on_click=_cancel, args=(ids,))
        over = bool(ids) and not states & {"succeeded", *LIVE}
        again = {"icon": ":material/replay:", "disabled": not over, "key": "resume"}
        st.button("Resume", **again, on_click=_resume, args=(ids,))
        delete("run", ids, off=not ids or bool(states & set(LIVE)))
        told = "Tick rows to compare, mark, stop, resume or delete."
        st.caption(f"{len(ids):,} chosen" if ids else told, width="content")
    if pressed:
        _compare(records)


def delete(kind: str, ids: Sequence[str], off: bool) -> None:
    """The one question before these are gone, with what goes along and what that frees."""
    with st.popover("Delete", icon=":material/delete:", disabled=off, key="delete"):
        if ids and not off:
            held = state.store().held(kind, ids)
            st.markdown(
                f"Delete {counted(held)}, {size(held.bytes)}, with predictions, curves and "
                "models? This cannot be undone."
            )
            if held.datasets:
                st.caption("The record of openings of their holdouts goes along.")
            label = {"icon": ":material/delete:", "type": "primary", "key": "delete-now"}
            st.button("Delete for good", **label, on_click=_delete, args=(kind, ids))


def counted(held: Held) -> str:
    """What goes, in words: "1 dataset, 2 experiments, 14 runs"."""
    counts = {"dataset": held.datasets, "experiment": held.experiments, "run": held.runs}
    said = [f"{n:,} {name}{'s' * (n > 1)}" for name, n in counts.items() if n]
    return ", ".join(said) or "nothing"


def say() -> None:
    """What the last action did, what was refused, and which records are damaged."""
    for sentence in state.store().damaged().values():
        st.error(escape(sentence), icon=":material/error:")
    if said := st.session_state.pop("_runs-said", None):
        st.success(said, icon=":material/check:")
    for sentence in st.session_state.pop("_runs-refused", []):
        st.error(escape(sentence), icon=":material/error:")


def _compare(records: Sequence[RunRecord]) -> None:
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


def _cancel(ids: Sequence[str]) -> None:
    for job in core.jobs.jobs(state.store(), live=True):
        if job.subject in ids:
            core.jobs.cancel(state.store(), job.id)


def _resume(ids: Sequence[str]) -> None:
    refused = []
    for id in ids:
        try:
            core.jobs.resume(state.store(), id)
        except ValueError as error:
            refused.append(str(error))
    st.session_state["_runs-refused"] = refused


def _delete(kind: str, ids: Sequence[str]) -> None:
    """Delete each; what cannot be deleted is said, the others go on."""
    store, refused, freed = state.store(), [], 0
    core.jobs.make_way(store, store.below(kind, ids))
    for id in ids:
        try:
            freed += store.delete(kind, id)
        except ValueError as error:
            refused.append(str(error))
    if kind == "run":
        state.choose(runs=[id for id in state.run_ids() if id not in ids])
    if len(refused) < len(ids):
        st.session_state["_runs-said"] = f"Deleted. {size(freed)} are free again."
    st.session_state["_runs-refused"] = refused
