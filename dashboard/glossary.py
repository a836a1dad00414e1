"""The words on screen, explained: a dialog that every page can open."""

from __future__ import annotations

import streamlit as st

from core.words import search
from dashboard.text import escape

COLOURS = {"Word": "gray", "Metric": "blue", "Plot": "green"}


@st.fragment
def button() -> None:
    """The entry in the menu; a fragment, so that looking a word up draws no page anew."""
    if st.button("Words", icon=":material/dictionary:", type="tertiary", key="words"):
        show()


@st.dialog("Words", width="medium", icon=":material/dictionary:")
def show() -> None:
    """Every word, metric and plot, by what is typed."""
    asked = st.text_input(
        "Search", key="words-search", max_chars=100, live=True, icon=":material/search:",
        placeholder="fold, ROC AUC, threshold ...", label_visibility="collapsed",
    )  # fmt: skip
    found = search(asked or "")
    if not found:
        st.caption("No such word here. Try a part of it.")
        return
    with st.container(height=440, border=False):
        st.markdown("\n\n".join(
            f"**{escape(word.term)}** :{COLOURS[word.part]}-badge[{word.part.lower()}]  \n"
            f"{escape(word.text)}"
            for word in found
        ))  # fmt: skip
    st.caption(f"{len(found)} entries: words, metrics with when they mislead, and plots.")
