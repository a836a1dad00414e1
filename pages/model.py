"""Model: one finished run: how good it is, where it errs, what it uses, how it was made."""

import streamlit as st

from dashboard import charts, empty, linked, model_sections, one_run

st.title("Model")
experiment, records = empty.judged()
with st.container(horizontal=True, vertical_alignment="center", key="model-head"):
    run = one_run.choose(experiment, records)
    tabs = {tab: words for tab, words in model_sections.TABS.items() if model_sections.of(run, tab)}
    tab = linked.one(
        st.segmented_control, "Part of the page", "part", list(tabs), next(iter(tabs)),
        format_func=tabs.get, required=True, label_visibility="collapsed",
    )  # fmt: skip
look = charts.current_look([record for record in records if record.id == run.id])
for section in model_sections.of(run, tab):
    section.draw(run, look)
