"""Star, tags and note of runs: as columns of a table, and the form that writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.store import Mark
from dashboard import linked, state
from dashboard.text import escape

if TYPE_CHECKING:
    from core.store import RunRecord

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
    mark = record.mark
    stored = {"title": record.title, "star": mark.star, "tags": list(mark.tags), "note": mark.note}
    key = f"mark-{record.id}"
    before = {name: _follow(f"{key}-{name}", value) for name, value in stored.items()}
    with st.form(key, border=False):
        now = {
            "title": st.text_input("Title", max_chars=100, key=f"{key}-title"),
            "star": st.toggle("Star", key=f"{key}-star"),
            "tags": _tags("Tags", [*_known(), *before["tags"], *mark.tags], f"{key}-tags"),
            "note": st.text_area("Note", max_chars=2000, key=f"{key}-note"),
        }
        pressed = st.form_submit_button("Save", type="primary", key=f"{key}-save")
    if pressed:
        # Only what was changed here: a colleague may have written the rest meanwhile.
        given = {name: now[name] for name in now if now[name] != before[name]}
        seen = Mark(before["star"], tuple(before["tags"]), before["note"])
        for name, value in stored.items():
            st.session_state[f"_{key}-{name}"] = value  # saved again, it takes the place of this
        _write([(record.id, given, seen)])


def _follow(key: str, stored: Any) -> Any:
    """Show what is stored in a field that the user has not changed; what it showed before."""
    shown = st.session_state.get(f"_{key}")
    if key not in st.session_state or st.session_state[key] == shown:
        shown = st.session_state[key] = st.session_state[f"_{key}"] = stored
    return shown


def _several(records: Sequence[RunRecord]) -> None:
    with st.form("mark-several", border=False, clear_on_submit=True):
        stars = {"leave": "Leave", "on": "Star all", "off": "No star"}
        star = st.segmented_control(
            "Star", list(stars), default="leave", format_func=stars.get, key="mark-star",
            required=True,
        )  # fmt: skip
        added = _tags("Add tags", _known(), "mark-add")
        taken = st.multiselect("Remove tags", sorted({t for r in records for t in r.mark.tags}),
                               key="mark-remove", width=360)  # fmt: skip
        pressed = st.form_submit_button("Save", type="primary", key="mark-save")
    if pressed:
        given = {} if star == "leave" else {"star": star == "on"}
        _write([(r.id, {**given, **_changed(r.mark.tags, added, taken)}, r.mark) for r in records])


def _changed(tags: Sequence[str], added: Sequence[str], taken: Sequence[str]) -> dict:
    now = [tag for tag in (*tags, *added) if tag not in taken]
    return {"tags": now} if now != list(tags) else {}


def _tags(label: str, options: Sequence[str], key: str) -> list[str]:
    """A field that offers the tags that are in use and takes new ones."""
    return st.multiselect(
        label, list(dict.fromkeys(options)), key=key, accept_new_options=True,
        placeholder="Choose, or type a new one", width=360,
    )  # fmt: skip


def _write(marks: Sequence[tuple[str, dict, Mark]]) -> None:
    """Keep what was changed of each run; what is refused is said, and nothing more is written.

    Nothing is written over what somebody else has written since it was seen.
    """
    store = state.store()
    try:
        for id, given, seen in marks:
            if "title" in given:
                store.rename(id, given.pop("title"))
            store.mark(id, **given, seen=seen)
    except ValueError as error:
        st.error(escape(error), icon=":material/error:")
        return
    for key in (f"mark-{id}-{name}" for id, *_ in marks for name in ("title", *SHOWN)):
        if key in st.session_state:
            st.session_state[f"_{key}"] = st.session_state[key]  # saved: no change any more
    st.rerun()
