"""Another reading of a dataset's file: shown before and after, applied by one click, undone by one.

The reading is done for the preview; to apply it is to keep what was shown.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

import core
from core.dataset.reread import asked, difference, made_from, merged, texts
from core.store.kinds import ROLES
from dashboard import state, tables
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.dataset import Dataset
    from core.dataset.reread import Change

ROWS, COLUMNS, SAID = 8, 8, 6
"""So many first rows, columns and sentences a preview shows."""
STALE = 3600
"""Seconds after which a reading that nobody applied is removed."""
CHANGED, GONE = ":material/edit:", "missing"


@st.cache_resource(max_entries=8, show_spinner="Reading the file another way")
def _read(home: str, id: str, options: str, _dataset: Dataset) -> Dataset | str:
    """The other reading, or core's sentence why it cannot be."""
    folder = state.store().folder("previews")
    for path in folder.iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < time.time() - STALE:
                path.unlink()
    try:
        return core.read_dataset(
            _dataset.source, name=_dataset.name, options=json.loads(options), folder=folder
        )
    except ValueError as error:
        return str(error)


def read(dataset: Dataset, options: dict[str, Any]) -> Dataset | str:
    """The dataset's file with these options, read once; a sentence where it cannot be."""
    key = (str(state.home()), dataset.id, json.dumps(options, sort_keys=True), dataset)
    new = _read(*key)
    if not isinstance(new, str) and not new.path.exists():  # it was too old, and removed
        _read.clear(*key)
        new = _read(*key)
    return new


def propose(dataset: Dataset, more: dict[str, Any]) -> None:
    """Before the page is drawn again: these options are to be looked at, with those given before.

    What is proposed already is kept, so that several changes are looked at together.
    """
    key = f"proposed-{dataset.id}"
    st.session_state[key] = merged(st.session_state.get(key) or asked(dataset), more)


def forget(dataset: Dataset) -> None:
    """Before the page is drawn again: nothing is proposed any more."""
    st.session_state.pop(f"proposed-{dataset.id}", None)


def draw_proposed(dataset: Dataset) -> None:
    """The change that somebody proposed, before it is applied; nothing when there is none."""
    options = st.session_state.get(f"proposed-{dataset.id}")
    if options is None:
        return
    with st.container(border=True, key="proposed"):
        st.subheader("Before it is applied")
        draw(dataset, options, "proposed")


def draw(dataset: Dataset, options: dict[str, Any], key: str) -> None:
    """What these options change, before and after side by side, with the button to apply them."""
    new = read(dataset, options)
    if isinstance(new, str):
        st.error(escape(new), icon=":material/error:")
        st.button("Discard", key=f"discard-{key}", on_click=forget, args=(dataset,))
        return
    if new.id == dataset.id:
        st.caption("Read this way, the table is the same.")
        if f"proposed-{dataset.id}" in st.session_state:
            st.button("Discard", key=f"discard-{key}", on_click=forget, args=(dataset,))
        return
    changes = difference(dataset, new)
    _sentences(dataset, new, changes)
    marked = {change.name for change in changes}
    for cell, title, one in zip(st.columns(2), ("Now", "After"), (dataset, new)):
        with cell.container(gap="xsmall"):
            st.markdown(f"**{title}** :gray[{one.rows:,} rows × {len(one.columns):,} columns]")
            _table(one, _shown(dataset, new, marked), marked, f"{key}-{title}")
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button("Apply", type="primary", icon=":material/check:", key=f"apply-{key}"):
            apply(dataset, new)
        st.button("Discard", key=f"discard-{key}", on_click=forget, args=(dataset,))
        st.caption("It makes a dataset of its own; this one stays, and one click goes back.")


def _sentences(dataset: Dataset, new: Dataset, changes: tuple[Change, ...]) -> None:
    cells = sum(change.cells for change in changes)
    columns = f"{len(changes):,} column{'s' * (len(changes) != 1)}"
    said = f"Cells that change: {cells:,}, in {columns}."
    if new.rows != dataset.rows:
        said = f"{dataset.rows:,} rows become {new.rows:,}: cells are not compared one by one."
    st.markdown(said)
    for change in changes[:SAID]:
        st.markdown(f"- {escape(shorten(change.sentence(), 200))}{_examples(change)}")
    if len(changes) > SAID:
        st.caption(f"And {len(changes) - SAID:,} more columns.")


def _examples(change: Change) -> str:
    """The first cells that change, as Markdown."""
    said = [
        f"row {row + 1:,}: {escape(shorten(a, 24)) or GONE} → {escape(shorten(b, 24)) or GONE}"
        for row, a, b in change.examples
    ]
    return f" :gray[{'; '.join(said)}]" if said else ""


def _shown(old: Dataset, new: Dataset, marked: set[str]) -> list[str]:
    """The columns to show: those that change first, then the first others."""
    names = list(dict.fromkeys([*new.names, *old.names]))
    return sorted(names, key=lambda name: name not in marked)[:COLUMNS]


def _table(dataset: Dataset, names: list[str], marked: set[str], key: str) -> None:
    here = [name for name in names if name in dataset.names]
    frame = dataset.slice(0, ROWS, here).to_pandas()
    shown = {name: np.where(frame[name].notna(), texts(frame[name]), None) for name in here}
    kinds = {name: dataset.column(name).kind for name in here}
    config = {
        name: st.column_config.TextColumn(
            f"{'● ' * (name in marked)}{name}", help=f"{kinds[name]}, changed" * (name in marked)
            or kinds[name],
        )
        for name in here
    }  # fmt: skip
    table = pd.DataFrame(shown, index=range(1, len(frame) + 1))
    tables.show(table, key=key, placeholder="", column_config=config, alt="First rows")


def apply(dataset: Dataset, new: Dataset) -> None:
    """Keep the other reading, with the roles that were set, and go to it."""
    store = state.store()
    made = made_from(dataset, new)
    try:
        store.save(made)
        roles = store.part(dataset.id, ROLES, kind="dataset") or {}
        if kept := {name: role for name, role in roles.items() if name in made.names}:
            store.attach(made.id, ROLES, kept, kind="dataset")
            state.forget("dataset", made.id)
    except ValueError as error:
        st.error(escape(error), icon=":material/error:")
        return
    forget(dataset)
    state.choose(dataset=made.id)
    st.toast(f"Read again: {made.rows:,} rows × {len(made.columns):,} columns.")
    st.rerun()


def draw_undo(dataset: Dataset) -> None:
    """The way back to the reading that this one was made from, while the store has it."""
    parent = dataset.reading.get("parent")
    if not parent or parent == dataset.id or not state.store().list("dataset", id=parent):
        return
    with st.container(horizontal=True, vertical_alignment="center", key="undo"):
        st.caption("The file was read again another way; the dataset before is still there.",
                   width="content")  # fmt: skip
        if st.button("Undo", icon=":material/undo:", type="tertiary", key="undo-reading"):
            state.choose(dataset=parent)
            st.rerun()
