"""A file to predict on: dropped, checked against the training data, and sent to work."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core import incoming
from core.checkup import checkup
from core.store.openings import withheld
from dashboard import linked, matched, state
from dashboard import predict_results as results
from dashboard.findings import draw_findings
from dashboard.predict_form import fields_of
from dashboard.text import escape, shorten
from dashboard.upload import file_door
from dashboard.visitors import visit

if TYPE_CHECKING:
    from pathlib import Path

    from core.dataset import Dataset
    from core.findings import Finding
    from core.incoming import Columns
    from core.run import Run

NOT_THERE, GAPS = "(not in the file)", "(leave it missing)"
FEW = 6
"""So many columns can be matched by hand in the open; the others are behind a line."""


def draw_file(run: Run) -> None:
    """The door, then the file's check with its columns, then its predictions; past files below."""
    st.caption(
        "Every row gets a prediction, and a copy of the file with them is there to download. "
        "The file is checked first, and stays on this machine."
    )
    _door(run)
    dataset = _chosen()
    results.past(run, _look(run, dataset) if dataset else "")


def _door(run: Run) -> None:
    def read(path: Path, name: str) -> Dataset:
        dataset = incoming.read(run, path, name, state.store().folder("uploads"))
        visit(dataset)
        return dataset

    if opened := file_door("predict-file", read):
        matched.open_file(opened)


def _chosen() -> Dataset | None:
    """The file the link names, None when there is none; one that was deleted is forgotten."""
    id = state.option("file")
    if not id or not state.store().list("dataset", id=id):
        state.set_option("file", None)
        return None
    return state.kept("dataset", id)


def _look(run: Run, dataset: Dataset) -> str:
    """The check, the columns that need a choice, and the button; the id of what is predicted."""
    with st.container(border=True, key="check"):
        size = f"{dataset.rows:,} rows × {len(dataset.columns):,} columns"
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{escape(shorten(dataset.name, 60))}** · {size}", width="stretch")
            st.button("Put it away", icon=":material/close:", type="tertiary", key="put-away",
                      on_click=matched.open_file)  # fmt: skip
        columns = _columns(run, dataset)
        dataset = _again(run, dataset, columns)
        found = _checked(run, dataset, columns)
        blocked = any(finding.severity == "serious" for finding in found)
        if found:
            draw_findings(found)
        else:
            st.caption("Every column is there, in the type and range of the training data.")
        why = "A feature has no column yet: choose one above, or leave it missing." * blocked
        if count := withheld(state.store(), run, dataset.id):
            why = (
                f"The model was made from this file, and {count:,} of its rows are sealed. They "
                "can be predicted once the holdout is opened, on the record, on Model."
            )
        results.work(run, dataset, columns, why)
    return dataset.id


def _columns(run: Run, dataset: Dataset) -> Columns:
    """Which column is which feature: what is proposed, and what the user chose instead."""
    proposed = incoming.propose(run.request.features, dataset.names)
    open_ = [name for name in run.request.features if proposed.get(name) != name]
    if not open_:
        return proposed
    st.markdown("**Which column of the file is it?**")
    columns = matched.read(run, dataset, proposed)
    few, rest = open_[:FEW], open_[FEW:]
    with st.grid(3, min_column_width=220):
        chosen = {name: _match(run, name, dataset, columns) for name in few}
    if rest:
        with st.expander(f"{len(rest):,} more features"), st.grid(3, min_column_width=220):
            chosen |= {name: _match(run, name, dataset, columns) for name in rest}
    columns = {name: name for name in run.request.features if name not in chosen}
    columns |= {n: None if c == GAPS else c for n, c in chosen.items() if c != NOT_THERE}
    state.set_option("match", matched.told(run, dataset, columns, proposed))
    return columns


def _match(run: Run, name: str, dataset: Dataset, columns: Columns) -> str:
    """The choice for one feature: a column of the file, GAPS or NOT_THERE."""
    free = [one for one in dataset.names if one not in run.request.features]
    now = columns.get(name, NOT_THERE)
    now = GAPS if now is None else now
    options = [NOT_THERE, GAPS, *free, *([now] if now not in (NOT_THERE, GAPS, *free) else [])]
    place = run.experiment.dataset.names.index(name)
    key = f"match-{run.id}-{place}-{dataset.id}"
    linked.follow(key, now)
    chosen = st.selectbox(
        escape(shorten(name, 40)), options, format_func=lambda one: shorten(one, 60), key=key
    )
    st.session_state[f"_{key}"] = chosen
    return chosen


def _again(run: Run, dataset: Dataset, columns: Columns) -> Dataset:
    """The dataset in the types these columns need: read again where a choice asks for it."""
    key = f"_fitted-{run.id}-{dataset.id}-{sorted(columns.items(), key=str)}"
    if key not in st.session_state:
        store = state.store()
        with st.spinner("Reading it in the types of the training data"):
            fitted = incoming.fit_to(run, dataset, columns, store.folder("uploads"))
            st.session_state[key] = visit(fitted)
    return state.kept("dataset", st.session_state[key])


def _checked(run: Run, dataset: Dataset, columns: Columns) -> tuple[Finding, ...]:
    chosen = tuple(columns.items())
    return _check(str(state.home()), run.id, dataset.id, chosen, run, dataset)


@st.cache_data(max_entries=128, show_spinner="Checking the file")
def _check(home: str, run_id: str, dataset_id: str, columns, _run: Run, _dataset: Dataset):
    return checkup(_run, _dataset, dict(columns), fields_of(_run))
