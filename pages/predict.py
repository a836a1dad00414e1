"""Predict: a finished run turned on one case, or on a file."""

import streamlit as st

from dashboard import compared, linked, one_run, predict_file, predict_form, state

VIEWS = ("One case", "A file")

st.title("Predict")
experiment = state.experiment()
if experiment is None:
    st.caption("There is no experiment in this link: predictions come from one of its runs.")
    st.page_link("../pages/home.py", label="Open a sample or drop a file", icon=":material/home:")
    st.stop()
records = compared.finished(experiment)
if not records:
    st.caption("No run of this experiment is finished yet. Train a model: it can predict then.")
    st.page_link("../pages/train.py", label="Open Train", icon=":material/model_training:",
                 query_params=state.query_for("train"))  # fmt: skip
    st.stop()

with st.container(horizontal=True, vertical_alignment="center", key="which"):
    run = one_run.choose(experiment, records)
    shown = linked.one(st.segmented_control, "What to predict", "what", VIEWS, VIEWS[0],
                       required=True, label_visibility="collapsed")  # fmt: skip
with st.container(border=True, key="what"):
    if shown == VIEWS[0]:
        predict_form.draw_case(run)
    else:
        predict_file.draw_file(run)
