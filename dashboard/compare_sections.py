"""What Compare shows below its leaderboard: SECTIONS, in this order. A new one is one entry."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import compare_classes, compare_duels, compare_probability, compare_scores, linked
from dashboard import compare_curves as curves

if TYPE_CHECKING:
    from core.plots import Look
    from core.run import Run


@dataclass(frozen=True)
class Section:
    """One card (or several) about the runs; `task` is "classes", "numbers" or "" for both."""

    name: str
    title: str
    draw: Callable[[Sequence[Run], Look], None]
    task: str = ""
    fewest: int = 1
    """It is left out where fewer runs stand side by side."""


def errors(runs: Sequence[Run], look: Look) -> None:
    """Predictions and residuals of numbers."""
    curves.wide("predicted_actual", runs, look)
    curves.wide("residuals", runs, look)


SECTIONS = (
    Section("scores", "Scores", compare_scores.metric),
    Section("duels", "Who beats whom", compare_duels.card, fewest=2),
    Section("classes", "Confusion matrices", compare_classes.card, "classes"),
    Section("curves", "ROC and precision-recall",
            lambda runs, look: curves.side_by_side(["roc", "precision_recall"], runs, look),
            "classes"),
    Section("probability", "Calibration, gains and lift", compare_probability.card, "classes"),
    Section("errors", "Predictions and residuals", errors, "numbers"),
    Section("learning", "Learning curves", curves.learning),
    Section("training", "Training curves", curves.training),
    Section("parameters", "Parameters", lambda runs, look: compare_scores.parameters(runs)),
)  # fmt: skip


def chosen(task: str) -> list[Section]:
    """The sections to draw, by a choice kept in the link; those of another task are not offered."""
    other = "classes" if task == "regression" else "numbers"
    known = {one.name: one for one in SECTIONS if one.task != other}
    with st.popover("Sections", icon=":material/visibility:", type="tertiary", key="sections"):
        names = linked.several(
            st.pills, "What this page shows", "show", list(known), list(known),
            selection_mode="multi", format_func=lambda name: known[name].title,
        )  # fmt: skip
    return [known[name] for name in names]
