"""Predict: a finished run turned on one case, or on a file."""

import streamlit as st

from dashboard import empty, linked, one_run, predict_file, predict_form

VIEWS = ("One case", "A file")

st.title("Predict")
experiment, records = empty.judged()
with st.container(horizontal=True, vertical_alignment="center", key="which"):
    run = one_run.choose(experiment, records)
    shown = linked.one(st.segmented_control, "What to predict", "what", VIEWS, VIEWS[0],
                       required=True, label_visibility="collapsed")  # fmt: skip
with st.container(border=True, key="what"):
    if shown == VIEWS[0]:
        predict_form.draw_case(run)
    else:
        predict_file.draw_file(run)
