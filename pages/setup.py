"""Set up: what is predicted, how runs are judged, and which rows train, test and stay sealed."""

import streamlit as st

from core.splits import OF_KIND
from dashboard import charts, draft, leaks, question, state
from dashboard.features import feature_table
from dashboard.text import escape

st.title("Set up")
dataset = state.dataset()
if dataset is None:
    st.caption("There is no dataset yet: a question needs a table that can answer it.")
    st.page_link("../pages/home.py", label="Open a sample or drop a file", icon=":material/home:")
    st.stop()

ready = st.container(horizontal=True, vertical_alignment="center", key="ready")
with st.container(border=True):
    st.subheader("Question")
    left, right = st.columns(2, gap="medium")
    with left.container(gap="xsmall"):
        key = f"target-{dataset.id}"
        st.session_state.setdefault(key, draft.first_target(dataset))
        target = st.selectbox(
            "Target", dataset.names, key=key, persist_state="session", help="What is predicted."
        )
        drafted = draft.open_draft(dataset, target)
        state.set_option("target", target)
    asked, given = question.question_fields(drafted, left, right)

with st.container(border=True):
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Split", width="content")
        st.space("stretch")
        kind = question.kind_field(drafted, asked)
    st.caption(OF_KIND[kind].line)
    question.suggested(drafted, kind)
    fields, picture = st.columns([1, 3], gap="medium")
    with fields:
        given |= question.split_fields(drafted, asked, kind)
    try:
        dealt = drafted.ask(**given)
    except ValueError as error:
        # Beside the fields that can mend it, and not at the end of the page.
        picture.error(escape(error), icon=":material/error:")
        st.stop()

check = st.container(border=True, key="leaks")
with st.container(border=True):
    st.subheader("Features")
    columns = [c for c in dataset.columns if c.name not in (target, dealt.split.apart)]
    mended, start = st.session_state.get(
        drafted.key("mended"), (0, drafted.start.get("features", dealt.features))
    )
    chosen = feature_table(columns, start, drafted.key(f"features-{len(columns)}-{mended}"))
    if chosen != dealt.features:
        given["features"] = chosen

drafted.remember(**given)
experiment = drafted.ask(**given)
with picture:
    bands = draft.split_table(experiment.id, experiment)
    charts.show("split_bands", bands, charts.current_look())
    for note in experiment.notes:
        st.caption(f":material/info: {escape(note.message)}")

with check:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Leak check", width="content")
        record = leaks.found(experiment)
        if record is not None:
            st.markdown(leaks.counted(record), width="content")
    leaks.watch(experiment, drafted)

with ready:
    st.markdown(escape(question.in_words(experiment)), width="content")
    st.space("stretch")
    if st.button("Use this experiment", type="primary", icon=":material/check:"):
        state.store().save(experiment)
        leaks.keep(experiment)
        state.go("train", dataset=dataset.id, experiment=experiment.id)
