"""Star, tags and note of runs: as columns of a table, and the form that writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from dashboard import linked, state
from dashboard.text import escape

if TYPE_CHECKING:
    from core.store import Mark, RunRecord

SHOWN = {"star": "Star", "tags": "Tags", "note": "Note"}
STAR = "★"


def choice() -> list[str]:
    """Which marks stand beside the runs, as a choice kept in the link."""
    return linked.several(
        st.pills, "Marks", "marks", list(SHOWN), list(SHOWN), selection_mode="multi",
        format_func=SHOWN.get, help="A column without anything in it is left out.",
    )  # fmt: skip


def table(marks: Sequence[Mark], shown: Sequence[str] = tuple(SHOWN)) -> pd.DataFrame:
    """The marks as columns star, tags, note (a row a run); those that hold nothing are left out."""
    whole = pd.DataFrame({
        "star": [STAR if mark.star else "" for mark in marks],
        "tags": [list(mark.tags) for mark in marks],
        "note": [" ".join(mark.note.split()) for mark in marks],
    })  # fmt: skip
    return whole[[name for name in shown if whole[name].map(bool).any()]]


def columns() -> dict:
    """How these columns look."""
    return {
        "star": st.column_config.TextColumn(STAR, width=36),
        "tags": st.column_config.ListColumn("Tags", width=130),
        "note": st.column_config.TextColumn("Note", width=150),
    }


def editor(records: Sequence[RunRecord]) -> None:
    """The form that marks these runs: all fields of one, or what several shall have in common."""
    if len(records) == 1:
        _one(records[0])
    elif records:
        _several(records)


def _known() -> list[str]:
    found = (tag for mark in state.store().marks().values() for tag in mark.tags)
    return sorted(set(found), key=str.casefold)


def _one(record: RunRecord) -> None:
    mark, key = record.mark, f"mark-{record.id}"
    with st.form(key, border=False):
        title = st.text_input("Title", record.title, max_chars=100, key=f"{key}-title")
        star = st.toggle("Star", mark.star, key=f"{key}-star")
        tags = _tags("Tags", [*_known(), *mark.tags], list(mark.tags), f"{key}-tags")
        note = st.text_area("Note", mark.note, max_chars=2000, key=f"{key}-note")
        pressed = st.form_submit_button("Save", type="primary", key=f"{key}-save")
    if not pressed:
        return
    # Only what was changed here is written: a colleague may have written the rest meanwhile.
    now = {"star": star, "tags": tags, "note": note}
    before = {"star": mark.star, "tags": list(mark.tags), "note": mark.note}
    _write([(record.id, {name: now[name] for name in now if now[name] != before[name]})],
           None if title == record.title else title)  # fmt: skip


def _several(records: Sequence[RunRecord]) -> None:
    with st.form("mark-several", border=False):
        stars = {"leave": "Leave", "on": "Star all", "off": "No star"}
        star = st.segmented_control(
            "Star", list(stars), default="leave", format_func=stars.get, key="mark-star",
            required=True,
        )  # fmt: skip
        added = _tags("Add tags", _known(), [], "mark-add")
        taken = st.multiselect("Remove tags", sorted({t for r in records for t in r.mark.tags}),
                               key="mark-remove", width=360)  # fmt: skip
        pressed = st.form_submit_button("Save", type="primary", key="mark-save")
    if pressed:
        given = {} if star == "leave" else {"star": star == "on"}
        _write([(r.id, {**given, **_changed(r.mark.tags, added, taken)}) for r in records])


def _changed(tags: Sequence[str], added: Sequence[str], taken: Sequence[str]) -> dict:
    now = [tag for tag in (*tags, *added) if tag not in taken]
    return {"tags": now} if now != list(tags) else {}


def _tags(label: str, options: Sequence[str], chosen: list[str], key: str) -> list[str]:
    """A field that offers the tags that are in use and takes new ones."""
    return st.multiselect(
        label, list(dict.fromkeys(options)), chosen, key=key, accept_new_options=True,
        placeholder="Choose, or type a new one", width=360,
    )  # fmt: skip


def _write(marks: Sequence[tuple[str, dict]], title: str | None = None) -> None:
    store = state.store()
    try:
        if title is not None:
            store.rename(marks[0][0], title)
        for id, given in marks:
            store.mark(id, **given)
    except ValueError as error:
        st.error(escape(error), icon=":material/error:")
        return
    st.rerun()
