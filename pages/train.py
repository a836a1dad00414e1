"""Train: pick models from cards, queue them in one click, watch them learn."""

import streamlit as st

import core.jobs
from core.metrics import METRICS
from core.training import ask
from dashboard import leaks, live, state
from dashboard.cards import button_words, estimate, model_cards, preset_control
from dashboard.features import feature_table
from dashboard.preparation_form import preparation_form
from dashboard.text import escape

st.title("Train")
dataset, experiment = state.dataset(), state.experiment()
if dataset is None:
    st.caption("There is nothing to train on yet: open a table first.")
    st.page_link("../pages/home.py", label="Open a sample or drop a file", icon=":material/home:")
    st.stop()
if experiment is None:
    st.caption("There is no question yet: choose what is predicted and how runs are judged.")
    st.page_link(
        "../pages/setup.py", label="Set up an experiment", icon=":material/tune:",
        query_params=state.query_for("setup"),
    )  # fmt: skip
    st.stop()

metric = METRICS[experiment.metric]
judged = f"Judged by {metric.caption(experiment)} {metric.arrow}."
st.caption(f"{escape(experiment.sentence())} {escape(judged)}")
leaks.line(experiment)
start = st.container(horizontal=True, vertical_alignment="center", key="start")
runs = st.container()

st.subheader("Models")
found = live.records(experiment)
specs = preset_control(experiment, found)
cards = st.container()
prepare = st.expander("Preparation", icon=":material/cleaning_services:")
with st.expander("Features of these runs", icon=":material/view_column:"):
    names = set(experiment.features)
    columns = [column for column in dataset.columns if column.name in names]
    features = feature_table(columns, names, f"run-features-{experiment.id}")
used = [column for column in columns if column.name in set(features)]
with prepare:
    preparation = preparation_form(used, experiment.task, dataset.id)
with cards:
    chosen = model_cards(experiment, specs, used)

with start:
    pressed = st.button(
        button_words(len(chosen), len(specs)), type="primary", icon=":material/play_arrow:",
        disabled=not chosen, key="train",
    )  # fmt: skip
    if len(chosen) < len(specs):
        st.caption(estimate(found, chosen, experiment.n_folds + 1))
if pressed:
    # All are checked before the first is queued, so that a refused one leaves nothing behind.
    for model, params in chosen.items():
        ask(experiment, model, params, features, preparation)
    for model, params in chosen.items():
        core.jobs.submit_run(state.store(), experiment, model, params, features, preparation)

with runs:
    live.watch(experiment)
