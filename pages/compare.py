"""Compare: up to eight runs of one experiment side by side, on the same rows."""

import streamlit as st

from core.comparison import verdict
from dashboard import charts, compared, linked, seal, state
from dashboard import compare_classes as classes
from dashboard import compare_curves as curves
from dashboard import compare_duels as duels
from dashboard import compare_probability as probability
from dashboard import compare_scores as scores
from dashboard.text import escape

SECTIONS = {
    "scores": "Scores",
    "duels": "Who beats whom",
    "classes": "Confusion matrices",
    "curves": "ROC and precision-recall",
    "probability": "Calibration, gains and lift",
    "errors": "Predictions and residuals",
    "learning": "Learning curves",
    "training": "Training curves",
    "parameters": "Parameters",
}


def empty(words: str, page: str, label: str, icon: str) -> None:
    """Say what to do when there is nothing to compare, with the way there."""
    with st.container(border=True):
        st.markdown(words)
        if st.button(label, icon=f":material/{icon}:", type="primary"):
            state.go(page)
    st.stop()


def sections(task: str) -> list[str]:
    """Which sections are shown; those that do not fit the task are not offered."""
    out = {"classes", "curves", "probability"} if task == "regression" else {"errors"}
    names = {name: words for name, words in SECTIONS.items() if name not in out}
    with st.popover("Sections", icon=":material/visibility:", type="tertiary", key="sections"):
        return linked.several(
            st.pills, "What this page shows", "show", list(names), list(names),
            selection_mode="multi", format_func=names.get,
        )  # fmt: skip


st.title("Compare")
experiment = state.experiment()
if experiment is None:
    words = "There is no experiment in this link. Choose a target and a split first."
    empty(words, "setup", "Open Set up", "tune")
records = compared.finished(experiment)
if not records:
    words = "No run of this experiment is finished. Train some models; they appear here by itself."
    empty(words, "train", "Open Train", "model_training")

ids = compared.chosen(records)
runs = compared.runs(experiment, records, ids)
look = charts.current_look([record for record in records if record.id in ids])
with st.container(horizontal=True, wrap=False, vertical_alignment="center", key="verdict"):
    st.markdown(f"**{escape(verdict(runs))}**", width="stretch")
    shown = sections(experiment.task)
scores.board(runs, records, look)
seal.line(runs)
if "scores" in shown:
    scores.metric(runs, look)
if "duels" in shown and len(runs) > 1:
    duels.card(runs, look)
if "classes" in shown:
    classes.card(runs, look)
if "curves" in shown:
    curves.side_by_side(["roc", "precision_recall"], runs, look)
if "probability" in shown:
    probability.card(runs, look)
if "errors" in shown:
    curves.wide("predicted_actual", runs, look)
    curves.wide("residuals", runs, look)
if "learning" in shown:
    curves.learning(runs, look)
if "training" in shown:
    curves.training(runs, look)
if "parameters" in shown:
    scores.parameters(runs)
