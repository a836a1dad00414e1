"""How a file was read, in words, and the form that reads it again another way."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.dataset.offers import offers
from core.dataset.reread import asked
from dashboard import rereading
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.dataset import Dataset, Note

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe", " ": "space"}
DECIMALS = {".": "point", ",": "comma"}
THOUSANDS = {"": "none", ",": "comma", ".": "point", " ": "space", "'": "apostrophe"}
HEADERS = {"first line": "first line", "two lines": "first two lines", "none": "no line of names"}
REPEATED = {"": "as found", "drop": "left out", "keep": "kept"}
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "iso8859-1", "cp1250", "cp1251", "shift_jis")
TEXT_ONLY = ("separator", "encoding")
LINES = ("decimal", "header", "thousands", "repeated_header", "skip", "footer")
"""Options that say nothing where the file is no text, or knows its names and types itself."""
SKIPPED = "Lines above the names that are no part of the table."
FOOTER = "Last rows that are no part of the table, like totals."
CHECK = {
    "not_a_number", "not_a_date", "mixed", "mixed_dates", "ambiguous_dates", "infinite",
    "all_missing", "number_like_ids", "long_integers", "short_rows", "long_rows", "encoding", "nul",
    "footer", "repeated_header", "lookalike_names", "units", "unknown_column",
}  # fmt: skip
"""Codes of notes that a model may feel: the user should look. The others only say what was done."""
FOUND = {"coded_missing", "spellings", "duplicate_rows", "constant"}
"""Codes of notes that a finding tells better."""
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
    if lines := reading.get("skip"):
        found.append(f"{lines} line{'s' * (lines > 1)} above skipped")
    for part in ("sheet", "table"):
        if name := reading.get(part):
            found.append(f"{part} {name}")
    if packing := reading.get("packing"):
        found.append(f"unpacked from {packing}")
    return found


def draw_facts(dataset: Dataset) -> None:
    """One badge for each thing the reader found or was told."""
    badges = [f":gray-badge[{escape(shorten(fact))}]" for fact in facts(dataset.reading)]
    st.markdown(" ".join(badges) or ":gray-badge[a table of its own]", width="content")


def draw_notes(dataset: Dataset) -> None:
    """What the reader assumed or changed, what should be looked at first."""
    notes = [note for note in dataset.notes if note.code not in FOUND]
    notes.sort(key=lambda note: note.code not in CHECK)
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
    """One click for what the notes speak for, a field an option, and live what they change."""
    st.caption("The file was kept as it came. Another reading makes a new dataset.")
    draw_offers(dataset, doubt=False)
    changed = _fields(dataset)
    options = {**asked(dataset), **changed}
    if options == asked(dataset):
        st.caption("Change a field: what it does to the table is shown here before it is done.")
        return
    rereading.draw(dataset, options, "again")


def draw_offers(dataset: Dataset, doubt: bool) -> None:
    """A button for each other reading that the notes speak for: those in doubt, or the others."""
    chosen = [offer for offer in offers(dataset) if offer.doubt == doubt]
    if not chosen:
        return
    with st.container(horizontal=True):
        for number, offer in enumerate(chosen):
            st.button(
                escape(offer.label), icon=":material/auto_fix_high:",
                key=f"offer-{doubt}-{number}-{dataset.id}", on_click=rereading.propose,
                args=(dataset, offer.options), help="You see what changes before it is applied.",
            )  # fmt: skip


def _fields(dataset: Dataset) -> dict[str, Any]:
    """One field an option, set to how the file was read; the options that were changed."""
    ask = _Fields(dataset)
    ask.part("Sheet", "sheet", "sheets")
    ask.part("Table", "table", "tables")
    draw = {
        "separator": lambda: ask.one_of("Separator", "separator", SEPARATORS),
        "decimal": lambda: ask.one_of("Decimal mark", "decimal", DECIMALS),
        "encoding": lambda: ask.one_of("Encoding", "encoding", {n: n for n in ENCODINGS}),
        "header": lambda: ask.one_of("Names", "header", HEADERS),
        "thousands": lambda: ask.one_of("Thousands mark", "thousands", THOUSANDS),
        "repeated_header": lambda: ask.one_of("Repeated header lines", "repeated_header", REPEATED),
        "skip": lambda: ask.count("Skipped lines", "skip", SKIPPED),
        "footer": lambda: ask.count("Footer rows", "footer", FOOTER),
        "missing": ask.spellings,
    }  # fmt: skip
    of = dataset.reading
    hidden = (TEXT_ONLY if "separator" not in of else ()) + (LINES if "header" not in of else ())
    shown = [name for name in draw if name not in hidden]
    for cell, name in zip(cycle(st.columns(3)), shown):
        with cell:
            draw[name]()
    return ask.changed


class _Fields:
    """The fields of one dataset's reading; `changed` are the options that no longer are its own."""

    def __init__(self, dataset: Dataset):
        self.reading, self.id = dataset.reading, dataset.id
        self.changed: dict[str, Any] = {}

    def one_of(self, label: str, name: str, words: dict[str, str]) -> None:
        """A choice; a value that is not among the words is one of them too."""
        given = self.reading.get(name) or ""
        words = words if given in words else {given: escape(given) or "as found", **words}
        place, key = list(words).index(given), f"{name}-{self.id}"
        chosen = st.selectbox(label, list(words), place, words.get, key=key)
        if chosen != given:
            self.changed[name] = chosen

    def part(self, label: str, name: str, among: str) -> None:
        """Which of the file's sheets or tables; nothing where there is one only."""
        names = self.reading.get(among) or []
        if len(names) > 1:
            self.one_of(label, name, {name: escape(shorten(name)) for name in names})

    def count(self, label: str, name: str, help: str) -> None:
        """A number of lines; empty where the reader looks for them itself."""
        given = self.reading.get(name)
        chosen = st.number_input(
            label, 0, 10_000, given, key=f"{name}-{self.id}", help=help, placeholder="as found"
        )
        if chosen != given and chosen is not None:
            self.changed[name] = chosen

    def spellings(self) -> None:
        """More spellings of a missing cell, with a comma between them."""
        given = ", ".join(self.reading.get("missing") or [])
        missing = st.text_input(
            "Also read as missing", given, key=f"missing-{self.id}", placeholder="-200, unknown",
            help="Spellings, with a comma between them. Empty cells, NA and the like always count.",
        )  # fmt: skip
        if missing != given:
            self.changed["missing"] = [word.strip() for word in missing.split(",") if word.strip()]
