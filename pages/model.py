"""Model: one finished run: how good it is, where it errs, what it uses, how it was made."""

import streamlit as st

from dashboard import charts, compared, linked, model_sections, one_run, state


def empty(words: str, page: str, label: str, icon: str) -> None:
    """Say what to do when there is no model to show, with the way there."""
    with st.container(border=True):
        st.markdown(words)
        if st.button(label, icon=f":material/{icon}:", type="primary"):
            state.go(page)
    st.stop()


st.title("Model")
experiment = state.experiment()
if experiment is None:
    words = "There is no experiment in this link. Choose a target and a split first."
    empty(words, "setup", "Open Set up", "tune")
records = compared.finished(experiment)
if not records:
    words = "No run of this experiment is finished. Train some models; they appear here by itself."
    empty(words, "train", "Open Train", "model_training")

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
