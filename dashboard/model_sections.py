"""What the Model page shows of a run: SECTIONS, each on one of its TABS. A new one is one entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.models import BASELINE
from dashboard import (
    compare_classes,
    compare_curves,
    holdout,
    model_about,
    model_checks,
    model_errors,
    model_explained,
    model_scores,
    model_threshold,
)

if TYPE_CHECKING:
    from core.plots import Look
    from core.run import Run

TABS = {
    "scores": "Scores",
    "errors": "Errors",
    "threshold": "Threshold",
    "explain": "Explanation",
    "learning": "Learning",
    "about": "How it was made",
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
    return run.request.model != BASELINE


SECTIONS = (
    Section("verdict", "Verdict", "scores", model_scores.verdict),
    Section("holdout", "Holdout", "scores", lambda run, look: holdout.card(run),
            lambda run: bool(run.experiment.sealed.any())),
    Section("checks", "Checks", "scores", model_checks.checks, learner),
    Section("null", "Null test", "scores", model_checks.null, learner),
    Section("metrics", "Every metric", "scores", model_scores.metrics),
    Section("folds", "By fold", "scores", model_scores.folds),
    Section("notes", "Notes of the training", "scores", model_about.notes,
            lambda run: bool(run.notes)),
    Section("threshold", "Threshold", "threshold", model_threshold.section,
            lambda run: run.experiment.task == "binary" and learner(run)),
    Section("classes", "Confusion matrix", "errors",
            lambda run, look: compare_classes.card([run], look), classes),
    Section("class_scores", "Scores by class", "errors", model_scores.classes, classes),
    Section("predicted_actual", "Predicted against actual", "errors",
            lambda run, look: compare_curves.wide("predicted_actual", [run], look), numbers),
    Section("residuals", "Residuals", "errors",
            lambda run, look: compare_curves.wide("residuals", [run], look), numbers),
    Section("worst", "Worst rows", "errors", model_errors.worst, learner),
    Section("explanation", "Explanation", "explain", model_explained.section, learner),
    Section("learning", "Learning curve", "learning",
            lambda run, look: compare_curves.learning([run], look), learner),
    Section("training", "Training curve", "learning",
            lambda run, look: compare_curves.training([run], look), learner),
    Section("preparation", "Preparation as learned", "about", model_about.preparation, learner),
    Section("facts", "Parameters and facts", "about", model_about.facts),
    Section("files", "Take it with you", "about", model_about.files),
)  # fmt: skip


def of(run: Run, tab: str | None = None) -> list[Section]:
    """The sections that apply to the run, of one tab if that is given."""
    return [one for one in SECTIONS if one.applies(run) and tab in (None, one.tab)]
