"""What a page says when there is nothing to show yet, with the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import streamlit as st

from dashboard import compared, state

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.store import RunRecord


def end(words: str, page: str, label: str, icon: str) -> NoReturn:
    """Say what to do, with a button that goes to `page`; nothing is drawn below it."""
    with st.container(border=True):
        st.markdown(words)
        if st.button(label, icon=f":material/{icon}:", type="primary"):
            state.go(page)
    st.stop()


def judged() -> tuple[Experiment, list[RunRecord]]:
    """The link's experiment and its finished runs, best first; the page ends here without them."""
    experiment = state.experiment()
    if experiment is None:
        words = "There is no experiment in this link. Choose a target and a split first."
        end(words, "setup", "Open Set up", "tune")
    records = compared.finished(experiment)
    if not records:
        words = "No run of this experiment is finished. Train some models; they appear here."
        end(words, "train", "Open Train", "model_training")
    return experiment, records
