"""Runs side by side: intervals, paired tests on the same folds, and who cannot be told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.metrics import METRICS
from core.plots.labels import number
from core.run import Run, corrected_error

if TYPE_CHECKING:
    import pandas as pd

LEVEL = 0.05


def paired_test(a: Run, b: Run, metric: str) -> float:
    """The two-sided p-value that two runs' mean scores differ, from their paired fold scores.

    The corrected resampled t-test of Nadeau and Bengio (2003); NaN with fewer than two folds on
    which both are defined. Runs that agree on every fold give 1.
    """
    from scipy.stats import t

    pairs = zip(a.scores[metric].folds, b.scores[metric].folds, strict=True)
    kept = [i for i, (x, y) in enumerate(pairs) if x is not None and y is not None]
    if len(kept) < 2:
        return float("nan")
    x, y = (np.array([run.scores[metric].folds[i] for i in kept]) for run in (a, b))
    folds = a.experiment.folds[:, kept]
    error = corrected_error(x - y, (folds == 1).sum(axis=0), (folds == 2).sum(axis=0))
    gap = float(np.mean(x - y))
    if error == 0:
        return 1.0 if gap == 0 else 0.0
    return float(2 * t.sf(abs(gap) / error, len(kept) - 1))


def tie_groups(runs: Sequence[Run], metric: str) -> dict[str, str]:
    """Run id -> letter: A cannot be told apart from the best, B from the best of the rest, ...

    `runs` best first. Each leader is tested against those behind it, with Holm's correction for
    their number. A `selected` score and a run with fewer than two folds stand in no group ("").
    """
    letters = {run.id: "" for run in runs}
    rest = [run for run in runs if _can_be_tied(run, metric)]
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        if not rest:
            break
        leader, *others = rest
        tested = holm([paired_test(leader, other, metric) for other in others])
        tied = [leader] + [run for run, p in zip(others, tested, strict=True) if not p < LEVEL]
        for run in tied:
            letters[run.id] = letter
        rest = [run for run in others if run not in tied]
    return letters


def _can_be_tied(run: Run, metric: str) -> bool:
    score = run.scores[metric]
    return not score.selected and sum(value is not None for value in score.folds) >= 2


def holm(p: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment of p-values (Scandinavian Journal of Statistics 6, 1979)."""
    values = np.asarray(p, dtype=float)
    order = np.argsort(values)
    scaled = values[order] * (len(values) - np.arange(len(values)))
    adjusted = np.empty(len(values))
    adjusted[order] = np.minimum(1, np.maximum.accumulate(scaled))
    return adjusted.tolist()


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
    baseline = next((run for run in order if run.request.model == "dummy"), None)
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
    if baseline is None or run is baseline or run.scores[metric].mean is None:
        return None
    gap = run.scores[metric].mean - baseline.scores[metric].mean
    gap = gap if METRICS[metric].greater_is_better else -gap
    return bool(gap > 0 and paired_test(run, baseline, metric) < LEVEL)


def verdict(runs: Sequence[Run], metric: str | None = None) -> str:
    """The comparison in one or two sentences, as the page's first line says it."""
    metric = metric or runs[0].experiment.metric
    real = [run for run in ranked(runs, metric) if run.request.model != "dummy"]
    if not real:
        return "Only the baseline has been trained: it is what the others must beat."
    caption = METRICS[metric].caption(runs[0].experiment)
    letters = tie_groups(real, metric)
    first = [run for run in real if letters[run.id] == "A"] or real[:1]
    if len(first) == 1:
        others = len(real) > 1 and letters[real[0].id]
        text = f"{first[0].title} is best" if others else f"{first[0].title}"
        text += f" by {caption}: {number(real[0].scores[metric].mean)}."
    else:
        titles = [run.title for run in first]
        text = f"{', '.join(titles[:-1])} and {titles[-1]} cannot be told apart by {caption}."
        text += _quicker(first)
    baseline = next((run for run in runs if run.request.model == "dummy"), None)
    lost = [run.title for run in real if _beats(run, baseline, metric) is False]
    if lost:
        text += f" Not shown to beat the baseline: {', '.join(lost)}."
    return text


def _quicker(tied: Sequence[Run]) -> str:
    """Which of tied runs trains fastest, when it is at least twice as fast as the next."""
    timed = sorted(tied, key=lambda run: run.facts.get("fit_seconds") or float("inf"))
    a, b = (run.facts.get("fit_seconds") or 0.0 for run in timed[:2])
    if not a or b / a < 2:
        return ""
    return f" {timed[0].title} trains {b / a:.0f} times faster than the next."
