"""Datasets and experiments with what stands on them, to open or delete as a whole."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.store.held import sizes
from dashboard import run_actions, state, tables
from dashboard.amounts import size
from dashboard.history import local
from dashboard.recent import title

if TYPE_CHECKING:
    from core.store import Store

KINDS = {"dataset": "Dataset", "experiment": "Experiment"}


def listing() -> None:
    """The table of datasets, each followed by its experiments, and what to do with those ticked."""
    table = rows(state.store())
    place = st.container()
    name = f"holdings-{hash(tuple(table['id']))}"
    ticked = tables.show(
        table.drop(columns="id"), hide_index=True, column_config=_columns(), key=name,
        on_select="rerun", selection_mode="multi-row", height="content", alt="Datasets",
    ).selection.rows  # fmt: skip
    chosen = table.iloc[[row for row in ticked if row < len(table)]]
    with place:
        _actions(chosen)


def rows(store: Store) -> pd.DataFrame:
    """A row a dataset or experiment: kind, name, rows, experiments, runs, size with all on it."""
    own, runs = sizes(store), store.list("run")
    made = Counter(run.experiment_id for run in runs)
    bytes_of: Counter = Counter()
    for run in runs:
        bytes_of[run.experiment_id] += own.get(("run", run.id), 0)
    experiments, found = store.list("experiment"), []
    for dataset in store.list("dataset"):
        below = [
            {"id": one.id, "kind": ["Experiment"], "name": f"↳ {title(one)}", "runs": made[one.id],
             "size": bytes_of[one.id] + own.get(("experiment", one.id), 0),
             "started": one.created}
            for one in experiments if one.dataset_id == dataset.id
        ]  # fmt: skip
        found.append({
            "id": dataset.id, "kind": ["Dataset"], "name": dataset.name, "rows": dataset.rows,
            "experiments": len(below), "runs": sum(one["runs"] for one in below),
            "size": sum(one["size"] for one in below) + own.get(("dataset", dataset.id), 0),
            "started": dataset.created,
        })  # fmt: skip
        found += below
    table = pd.DataFrame(found)
    return table.assign(size=table["size"].map(size), started=local(table["started"]))


def _actions(chosen: pd.DataFrame) -> None:
    kinds = {kind for (kind,) in chosen["kind"]}
    ids = list(chosen["id"])
    with st.container(horizontal=True, vertical_alignment="center", key="actions"):
        one = len(ids) == 1
        pressed = st.button("Open", icon=":material/open_in_new:", disabled=not one, key="open")
        kind = "dataset" if kinds == {"Dataset"} else "experiment"
        # A dataset takes its experiments along: ticking both says the same twice.
        run_actions.delete(kind, ids, off=len(kinds) != 1)
        if len(kinds) > 1:
            st.caption("Tick datasets or experiments, not both: a dataset takes its own along.")
        elif not ids:
            st.caption("Tick rows to open one or delete several.", width="content")
    if pressed and kind == "dataset":
        state.go("data", dataset=ids[0])
    elif pressed:
        state.go("compare", experiment=ids[0])


def _columns() -> dict:
    text, count = st.column_config.TextColumn, st.column_config.NumberColumn
    options = list(KINDS.values())
    return {
        "kind": st.column_config.MultiselectColumn(
            "Kind", options=options, color=["blue", "gray"], width=110
        ),
        "name": text("Name", width="large"), "rows": count("Rows", format="localized"),
        "experiments": count("Experiments"), "runs": count("Runs"),
        "size": text("Holds", help="On the disk, with all that stands on it."),
        "started": st.column_config.DatetimeColumn("Made", format="D MMM, HH:mm"),
    }  # fmt: skip
