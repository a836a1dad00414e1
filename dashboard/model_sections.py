"""What the Model page shows of a run: SECTIONS, each on one of its TABS. A new one is one entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dashboard import compare_classes, compare_curves, holdout

if TYPE_CHECKING:
    from core.plots import Look
    from core.run import Run

TABS = {
    "scores": "Scores",
    "errors": "Errors",
    "explain": "Explanation",
    "learning": "Learning",
}
"""In this order; one without a section that applies is not shown."""


@dataclass(frozen=True)
class Section:
    """One card (or a row of cards) of the page: `draw` makes it, `applies` says for which runs."""

    name: str
    title: str
    tab: str
    draw: Callable[[Run, Look], None]
    applies: Callable[[Run], bool] = lambda run: True


def classes(run: Run) -> bool:
    """Whether the run predicts classes."""
    return run.experiment.task != "regression"


def numbers(run: Run) -> bool:
    """Whether the run predicts numbers."""
    return run.experiment.task == "regression"


def learner(run: Run) -> bool:
    """Whether the run is no baseline."""
    return run.request.model != "dummy"


SECTIONS = (
    Section("holdout", "Holdout", "scores", lambda run, look: holdout.card(run),
            lambda run: bool(run.experiment.sealed.any())),
    Section("classes", "Confusion matrix", "errors",
            lambda run, look: compare_classes.card([run], look), classes),
    Section("predicted_actual", "Predicted against actual", "errors",
            lambda run, look: compare_curves.wide("predicted_actual", [run], look), numbers),
    Section("residuals", "Residuals", "errors",
            lambda run, look: compare_curves.wide("residuals", [run], look), numbers),
    Section("learning", "Learning curve", "learning",
            lambda run, look: compare_curves.learning([run], look), learner),
    Section("training", "Training curve", "learning",
            lambda run, look: compare_curves.training([run], look), learner),
)  # fmt: skip


def of(run: Run, tab: str | None = None) -> list[Section]:
    """The sections that apply to the run, of one tab if that is given."""
    return [one for one in SECTIONS if one.applies(run) and tab in (None, one.tab)]
