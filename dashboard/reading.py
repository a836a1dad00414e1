"""How a file was read, in words, and the form that reads it again another way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

import core
from dashboard import state
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.dataset import Dataset, Note

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "space"}
DECIMALS = {".": "point", ",": "comma"}
THOUSANDS = {"": "none", ",": "comma", ".": "point", " ": "space", "'": "apostrophe"}
HEADERS = {"first line": "first line", "two lines": "first two lines", "none": "no line of names"}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "iso8859-1", "cp1250", "cp1251", "shift_jis")
CHECK = {
    "not_a_number", "not_a_date", "mixed", "ambiguous_dates", "coded_missing", "infinite",
    "all_missing", "number_like_ids", "long_integers", "ragged", "encoding", "nul", "footer",
    "repeated_header", "duplicate_rows", "lookalike_names", "spellings",
}  # fmt: skip
"""Codes of notes that a model may feel: the user should look. The others only say what was done."""
FEW = 5
"""So many notes stand open; the others are behind a line."""


def facts(reading: dict[str, Any]) -> list[str]:
    """What was found in the file, in words; they are data and not escaped."""
    marks = (("separator", SEPARATORS, "{}-separated"), ("decimal", DECIMALS, "decimal {}"))
    marks += (("thousands", THOUSANDS, "thousands {}"), ("encoding", {}, "{}"))
    found = []
    for name, words, phrase in marks:
        if mark := reading.get(name):
            found.append(phrase.format(words.get(mark, mark)))
    if header := reading.get("header"):
        found.append(f"names in the {header}" if header != "none" else "no line of names")
    if spellings := reading.get("missing"):
        found.append(f"also missing: {', '.join(map(str, spellings))}")
    if packing := reading.get("packing"):
        found.append(f"unpacked from {packing}")
    return found


def draw_facts(dataset: Dataset) -> None:
    """One badge for each thing the reader found or was told."""
    badges = [f":gray-badge[{escape(shorten(fact))}]" for fact in facts(dataset.reading)]
    st.markdown(" ".join(badges) or ":gray-badge[a table of its own]", width="content")


def draw_notes(dataset: Dataset) -> None:
    """What the reader assumed or changed, what should be looked at first."""
    notes = sorted(dataset.notes, key=lambda note: note.code not in CHECK)
    urgent = sum(note.code in CHECK for note in notes)
    if not notes:
        st.caption("Every cell was taken as it stands: nothing was assumed or changed.")
        return
    said = f"{len(notes):,} thing{'s were' if len(notes) > 1 else ' was'} assumed or changed"
    said += f"; {urgent:,} to check" if urgent else ""
    st.caption(f"{said}. Rows count from 1, as in the preview below.")
    for note in notes[:FEW]:
        draw_note(note)
    if len(notes) > FEW:
        with st.expander(f"{len(notes) - FEW:,} more"):
            for note in notes[FEW : 20 * FEW]:
                draw_note(note)


def draw_note(note: Note) -> None:
    """One note: how much it matters, its sentence, its rows."""
    urgent = note.code in CHECK
    badge = ":orange-badge[:material/warning: check]" if urgent else ":gray-badge[noted]"
    where = rows(note)
    st.markdown(f"{badge} {escape(shorten(note.message, 400))}" + f" :gray[{where}]" * bool(where))


def rows(note: Note, most: int = 6) -> str:
    """The rows of a note, counted from 1; "" when it names none."""
    if not note.rows:
        return ""
    named = ", ".join(f"{row + 1:,}" for row in note.rows[:most])
    rest = max(note.count, len(note.rows)) - min(len(note.rows), most)
    more = f" and {rest:,} more" if rest > 0 else ""
    return f"Row{'s' * (len(note.rows) + rest > 1)} {named}{more}."


def read_again(dataset: Dataset) -> None:
    """The form of the reader's options; a reading that works becomes a dataset of its own."""
    with st.form(f"again-{dataset.id}", border=False):
        st.caption("The file was kept as it came. Another reading makes a new dataset.")
        options = _fields(dataset.reading, dataset.id)
        pressed = st.form_submit_button("Read again", type="primary", width="stretch")
    if not pressed:
        return
    store = state.store()
    try:
        with st.spinner("Reading"):
            folder = store.folder("uploads")
            new = core.read_dataset(
                dataset.source, name=dataset.name, options=options, folder=folder
            )
            store.save(new)
    except ValueError as error:
        st.error(escape(error), icon=":material/error:")
        return
    if new.id == dataset.id:
        st.caption("Read this way, the table is the same.")
        return
    state.choose(dataset=new.id)
    st.toast(f"Read again: {new.rows:,} rows × {len(new.columns):,} columns.")
    st.rerun()


def _fields(reading: dict[str, Any], key: str) -> dict[str, Any]:
    """One field an option, set to how the file was read; the options chosen."""

    def pick(label: str, name: str, words: dict[str, str]) -> str:
        given = reading.get(name) or ""
        words = words if given in words else {given: escape(given) or "as found", **words}
        place = list(words).index(given)
        return st.selectbox(label, list(words), place, words.get, key=f"{name}-{key}")

    left, right = st.columns(2)
    with left:
        options = {"separator": pick("Separator", "separator", SEPARATORS)}
        options["header"] = pick("Names", "header", HEADERS)
    with right:
        options["decimal"] = pick("Decimal mark", "decimal", DECIMALS)
        options["thousands"] = pick("Thousands mark", "thousands", THOUSANDS)
    options["encoding"] = pick("Encoding", "encoding", {name: name for name in ENCODINGS})
    missing = st.text_input(
        "Also read as missing", ", ".join(reading.get("missing") or []), key=f"missing-{key}",
        placeholder="-200, unknown",
        help="Spellings, with a comma between them. Empty cells, NA and the like always count.",
    )  # fmt: skip
    options["missing"] = [word.strip() for word in missing.split(",") if word.strip()]
    return {name: value for name, value in options.items() if value}
