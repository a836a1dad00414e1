"""The leaderboard's numbers, and the comparison in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.comparison.resampled import difference
from core.comparison.ties import LEVEL, tie_groups
from core.metrics import METRICS
from core.models import BASELINE
from core.plots.labels import number, several
from core.run import Run

if TYPE_CHECKING:
    import pandas as pd


def check_comparable(runs: Sequence[Run]) -> None:
    """ValueError unless all runs share rows, target and folds."""
    if not runs:
        raise ValueError("Choose at least one run to compare.")
    for run in runs[1:]:
        if run.experiment.key != runs[0].experiment.key:
            raise ValueError(
                f"{run.title} was judged on other rows, another target or other folds than "
                f"{runs[0].title}: their scores cannot be compared."
            )


def ranked(runs: Sequence[Run], metric: str) -> list[Run]:
    """The runs best first; those without a score last."""
    sign = -1 if METRICS[metric].greater_is_better else 1

    def place(run: Run):
        mean = run.scores[metric].mean
        return (mean is None, 0.0 if mean is None else sign * mean)

    return sorted(runs, key=place)


def placed(runs: Sequence[Run], metric: str) -> list[Run]:
    """The runs that have a place, best first: no baseline, and none with a `selected` score."""
    real = [one for one in runs if one.request.model != BASELINE]
    return ranked([one for one in real if not one.scores[metric].selected], metric)


def compare(runs: Sequence[Run], metric: str | None = None) -> pd.DataFrame:
    """A row a run, best first, by `metric` (default: the experiment's primary one).

    Columns: run, title, model, mean, low, high, tie, better_than_baseline (None without a baseline
    among the runs), fit_seconds, predict_seconds_per_row, size_bytes. ValueError if the runs do not
    share rows, target and folds.
    """
    import pandas as pd

    check_comparable(runs)
    metric = metric or runs[0].experiment.metric
    if metric not in runs[0].scores:
        raise ValueError(f"metric must be one of {', '.join(runs[0].scores)}. Got {metric!r}.")
    order = ranked(runs, metric)
    letters = tie_groups(order, metric)
    baseline = next((run for run in order if run.request.model == BASELINE), None)
    table = []
    for run in order:
        score = run.scores[metric]
        table.append({
            "run": run.id, "title": run.title, "model": run.request.model,
            "mean": score.mean, "low": score.low, "high": score.high, "tie": letters[run.id],
            "better_than_baseline": _beats(run, baseline, metric),
            "fit_seconds": run.facts.get("fit_seconds"),
            "predict_seconds_per_row": run.facts.get("predict_seconds_per_row"),
            "size_bytes": run.size_bytes,
        })  # fmt: skip
    return pd.DataFrame(table)


def _beats(run: Run, baseline: Run | None, metric: str) -> bool | None:
    score = run.scores[metric]
    if baseline is None or run is baseline or score.mean is None or score.selected:
        return None
    found = difference(run, baseline, metric)
    return found is not None and found.mean > 0 and found.p < LEVEL


def verdict(runs: Sequence[Run], metric: str | None = None) -> str:
    """The comparison in one or two sentences, as the page's first line says it."""
    metric = metric or runs[0].experiment.metric
    order = ranked(runs, metric)
    real = [run for run in order if run.request.model != BASELINE]
    if not real:
        return "Only the baseline has been trained: it is what the others must beat."
    caption = METRICS[metric].caption(runs[0].experiment)
    text = _leaders(order, real, metric, caption)
    chosen = [run.title for run in real if run.scores[metric].selected]
    if chosen:
        text += f" Chosen on these very predictions, so not ranked: {several(chosen)}."
    baseline = next((run for run in runs if run.request.model == BASELINE), None)
    lost = [run.title for run in real if _beats(run, baseline, metric) is False]
    if lost:
        text += f" Not shown to beat the baseline: {several(lost)}."
    return text


def _leaders(order: Sequence[Run], real: Sequence[Run], metric: str, caption: str) -> str:
    """Who is best and who cannot be told apart from it, by the leaderboard's own tie groups."""
    letters = tie_groups(order, metric)
    tested = [run for run in order if letters[run.id]]
    if tested and tested[0] not in real:
        best = number(tested[0].scores[metric].mean)
        return f"No model has a better {caption} than the baseline: {best}."
    first = [run for run in real if letters[run.id] == "A"] or real[:1]
    leader, score = first[0], number(first[0].scores[metric].mean)
    if len(first) > 1:
        others = several([run.title for run in first[1:]])
        return (
            f"{leader.title} has the best {caption}, {score}, but {others} cannot be told apart "
            f"from it.{_quicker(first)}"
        )
    best = " is best" if letters[leader.id] and len(real) > 1 else ""
    return f"{leader.title}{best} by {caption}: {score}."


def _quicker(tied: Sequence[Run]) -> str:
    """Which of tied runs trains fastest, when it is at least twice as fast as the next."""
    timed = sorted(tied, key=lambda run: run.facts.get("fit_seconds") or float("inf"))
    a, b = (run.facts.get("fit_seconds") or 0.0 for run in timed[:2])
    if not a or b / a < 2:
        return ""
    return f" {timed[0].title} trains {b / a:.0f} times faster than the next."
