"""Data: what was read and assumed, what was found, each column, and the first rows."""

import streamlit as st

from dashboard import columns, inspected, reading, rereading, state
from dashboard.text import escape, shorten

st.title("Data")
dataset = state.dataset()
if dataset is None:
    st.caption("There is no dataset yet: what was read from a file is told here.")
    st.page_link("../pages/home.py", label="Open a sample or drop a file", icon=":material/home:")
    st.stop()

with st.container(horizontal=True, vertical_alignment="center", key="next"):
    size = f"{dataset.rows:,} rows × {len(dataset.columns):,} columns"
    st.markdown(f"**{escape(shorten(dataset.name, 80))}** has {size}.", width="stretch")
    explore = st.button("Explore", icon=":material/query_stats:")
    setup = st.button("Set up", icon=":material/tune:", type="primary")

rereading.draw_undo(dataset)
rereading.draw_proposed(dataset)
with st.container(border=True, key="reading"):
    st.subheader("How it was read")
    reading.draw_facts(dataset)
    reading.draw_notes(dataset)
    reading.draw_offers(dataset, doubt=True)
    if dataset.source is not None:
        again = st.expander("Read again", icon=":material/restart_alt:", on_change="rerun",
                            key=f"reader-{dataset.id}")  # fmt: skip
        if again.open:
            with again:
                reading.read_again(dataset)
with st.container(border=True, key="findings"):
    inspected.draw(dataset, state.experiment())
with st.container(border=True, key="columns"):
    columns.draw_grid(dataset)
with st.container(border=True, key="rows"):
    columns.draw_rows(dataset, state.experiment())

if explore:
    state.go("explore", dataset=dataset.id)
if setup:
    state.go("setup", dataset=dataset.id)
