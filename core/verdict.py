"""One run judged in words: how good, against the baseline, against the others, how it learned."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from core.comparison import paired_test, placed, tie_groups
from core.metrics import METRICS
from core.models import BASELINE
from core.plots.labels import number, percent, several

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.run import Run

LEVEL = 0.05
LOST = 0.5
"""A sign of learning by heart: so much of the gain over the baseline is lost on unseen rows."""


def sentences(run: Run, others: Sequence[Run]) -> list[str]:
    """The verdict, a sentence a line; `others` are runs of the same experiment, or their records.

    Their scores are all that is looked at: what a list of runs knows is enough.
    """
    metric = run.experiment.metric
    if run.scores[metric].mean is None:
        return [f"{METRICS[metric].caption(run.experiment)} is undefined on every fold."]
    every = [run] + [
        replace(run, id=one.id, title=one.title, request=one.request, scores=one.scores)
        for one in others
        if one.id != run.id and metric in one.scores
    ]
    found = [_quality(run), _against_baseline(run, every), _place(run, every), _learned(run, every)]
    return [sentence for sentence in found if sentence]


def _quality(run: Run) -> str:
    metric = METRICS[run.experiment.metric]
    score, task = run.scores[metric.name], run.experiment.task
    said = f"Out of fold, {metric.caption(run.experiment)} is {number(score.mean)}"
    if score.low is not None:
        said += f" (95 % interval {number(score.low)} to {number(score.high)})"
    if metric.plain and task != "multiclass":
        mean = score.mean
        told = {"number": number(mean), "percent": percent(mean), "hundred": f"{100 * mean:.0f}"}
        said += f": {metric.plain.format(**told)}"
    if score.selected:
        said += "; it was chosen on these very rows, so it is too good to be true"
    return f"{said}."


def _against_baseline(run: Run, every: Sequence[Run]) -> str:
    """Whether the run is shown to be better than looking at no feature."""
    base = next((one for one in every if one.request.model == BASELINE), None)
    if run.request.model == BASELINE:
        return "It is the baseline: it looks at no feature, and the others must beat it."
    metric = METRICS[run.experiment.metric]
    if run.scores[metric.name].selected:
        return "No test against the baseline is fair to a score that was chosen on these rows."
    if base is None or base.scores[metric.name].mean is None:
        return "There is no baseline to hold it against: train one."
    floor = base.scores[metric.name].mean
    gap = (run.scores[metric.name].mean - floor) * (1 if metric.greater_is_better else -1)
    p = paired_test(run, base, metric.name)
    if gap > 0 and p < LEVEL:
        return f"It beats the baseline ({number(floor)}) by the paired test on the same folds."
    why = "" if gap > 0 else ", which is no worse"
    return f"It is not shown to beat the baseline ({number(floor)}{why})."


def _place(run: Run, every: Sequence[Run]) -> str:
    """Where it stands among the models that were trained, and with whom it is tied."""
    metric = run.experiment.metric
    order = placed(every, metric)
    if len(order) < 2 or run not in order:
        return ""
    place = next(i for i, one in enumerate(order) if one.id == run.id) + 1
    letters = tie_groups(order, metric)
    mine = letters[run.id]
    tied = [one.title for one in order if one.id != run.id and mine and letters[one.id] == mine]
    said = "It is the best" if place == 1 else f"It is number {place}"
    said += f" of the {len(order)} models trained here"
    if any(one.scores[metric].selected for one in every):
        said += " whose scores were not chosen on these rows"
    if tied:
        more = f" and {len(tied) - 3} more" if len(tied) > 3 else ""
        return f"{said}, and cannot be told apart from {several(tied[:3])}{more}."
    if mine and letters[order[0].id] not in ("", mine):
        return f"{said}; {order[0].title} is shown to be better."
    return f"{said}."


def _learned(run: Run, every: Sequence[Run]) -> str:
    """What it says of rows it has learned from, beside what it says of the others."""
    seen = [v for v in run.facts.get("training_scores") or () if v is not None]
    metric = METRICS[run.experiment.metric]
    if not seen or run.request.model == BASELINE:
        return ""
    training, test = float(np.mean(seen)), run.scores[metric.name].mean
    sign = 1 if metric.greater_is_better else -1
    said = f"On rows it has learned from it reaches {number(training)}"
    base = [one.scores[metric.name].mean for one in every if one.request.model == BASELINE]
    floor = base[0] if base else None
    if floor is not None and sign * (training - test) > LOST * sign * (training - floor) > 0:
        return f"{said}: more than half of that gain is lost on others, a sign of overfitting."
    if sign * (test - training) >= 0:
        return f"{said}, no better than on others: no sign of overfitting."
    return f"{said}; the difference to unseen rows is {number(abs(training - test))}."
