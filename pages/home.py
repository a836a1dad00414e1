"""Home: two doors, then what is at work and what was worked on last."""

import csv
import gzip

import streamlit as st

import core
from core.dataset import SAMPLES, read_sample
from dashboard import recent, state
from dashboard.database import database_door
from dashboard.text import escape
from dashboard.upload import file_door

TASKS = {
    "binary": ("two classes", "blue"),
    "multiclass": ("classes", "violet"),
    "regression": ("a number", "green"),
}

THEN = (
    ("fact_check", "Data lists what the reader assumed or changed, with row numbers."),
    ("query_stats", "Explore shows every column, alone and against the target."),
    ("tune", "Set up settles the question: target, folds, and the rows kept back."),
    ("compare", "Train and Compare put models side by side, on the same rows."),
)
"""What becomes of a file, page by page."""


@st.cache_data(show_spinner=False)
def size(name: str) -> str:
    """A sample's rows and columns, counted in its file."""
    path = next(sample.path for sample in SAMPLES if sample.name == name)
    packed = path.suffix == ".gz"
    with gzip.open(path, "rt") if packed else path.open(newline="") as file:
        lines = csv.reader(file)
        columns = len(next(lines))
        return f"{sum(1 for _ in lines):,} × {columns}"


def draw_sample(sample) -> bool:
    """A sample in two lines and its button; True in the run that it was clicked."""
    words, colour = TASKS[sample.task]
    row = {"horizontal": True, "wrap": False, "vertical_alignment": "center"}
    with st.container(**row, key=f"card-{sample.name}"):
        with st.container(gap=None):
            badges = f":{colour}-badge[{words}] :gray-badge[{size(sample.name)}]"
            origin = f"From: {escape(sample.origin)}. Licence: {escape(sample.licence)}."
            st.markdown(f"**{escape(sample.title)}** {badges}", help=origin)
            line = sample.line if sample.line.endswith("?") else f"{sample.line}."
            st.caption(f"{escape(line)} {escape(sample.look)}")
        return st.button("Try", key=f"sample-{sample.name}", icon=":material/play_arrow:")


def open_sample(sample) -> None:
    """Read a sample and ask its question, then go to Train: the first of two clicks."""
    kind, by = sample.split
    with st.spinner(f"Reading {escape(sample.title)}"):
        dataset = read_sample(sample.name, folder=state.store().folder("uploads"))
        split = core.Split(kind, by=by)
        experiment = core.Experiment.of(dataset, sample.target, split=split)
        state.store().save(experiment)
    state.go("train", experiment=experiment.id)


st.title("Fitboard")
st.markdown(
    "**The score you see is the score you will get:** nothing is learned outside a fold's training "
    "rows, every difference comes with its uncertainty, and a holdout stays sealed until it is "
    "opened on the record."
)
samples, files = st.columns([3, 2])
with samples.container(border=True, height="stretch", key="samples"):
    st.subheader("Try a sample")
    st.caption("One click reads it and asks its question; the next one trains the models.")
    pressed = [sample for sample in SAMPLES if draw_sample(sample)]
with files.container(border=True, height="stretch", key="files"):
    st.subheader("Drop a file")
    st.caption("It is read and explained column by column, and stays on this machine.")
    dropped = file_door() or database_door()
    for icon, words in THEN:
        st.caption(f":material/{icon}: {words}")
if pressed:
    open_sample(pressed[0])
if dropped:
    state.go("data", dataset=dropped)
recent.at_work()
recent.worked_on()
