"""The door for a database: drawn only where an administrator has opened it."""

from __future__ import annotations

import streamlit as st

import core
from core.dataset import databases_allowed
from dashboard import state
from dashboard.text import escape
from dashboard.visitors import stay


def database_door(key: str = "database") -> str | None:
    """Draw the form; the new dataset's id in the run that read one, else None.

    The URL may hold a password: the field is emptied when it is sent, and nothing repeats it.
    """
    if not databases_allowed():
        return None
    with st.expander("From a database", icon=":material/database:"):
        with st.form(f"{key}-form", border=False, clear_on_submit=True):
            url = st.text_input(
                "URL", key=f"{key}-url", type="password",
                placeholder="postgresql://user:password@host/database",
                help="It is used once, for reading only, and is not kept.",
            )  # fmt: skip
            table = st.text_input("Table or view", key=f"{key}-table", placeholder="sales")
            select = st.text_area(
                "Or a SELECT", key=f"{key}-select", height=80,
                placeholder="SELECT city, price FROM sales WHERE year = 2024",
            )  # fmt: skip
            pressed = st.form_submit_button("Read", icon=":material/download:")
        return _read(url, table.strip(), select.strip()) if pressed else None


def _read(url: str, table: str, select: str) -> str | None:
    """The saved dataset's id; a sentence is drawn where it cannot be read."""
    store = state.store()
    try:
        with st.spinner("Reading from the database"):
            dataset = core.read_database(url, table, select, folder=store.folder("uploads"))
            return stay(dataset)
    except ValueError as error:
        st.error(escape(error), icon=":material/error:")
        return None
