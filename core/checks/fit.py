"""Has it learned, and has it learned something that holds on rows it has not seen?"""

from __future__ import annotations

import numpy as np

from core.checks.spec import Check, Judged, Seen
from core.comparison import paired_test
from core.plots.labels import number

LOST, LITTLE, SPREAD, LEVEL = 0.5, 0.1, 0.5, 0.05


def _overfit(judged: Judged) -> Seen | None:
    learned, kept = judged.gain(judged.training), judged.gain(judged.score)
    if learned is None or kept is None or learned < LITTLE * judged.possible:
        return None
    if learned - max(kept, 0.0) <= LOST * learned:
        return None
    return Seen(
        f"{judged.metric.title} {number(judged.training)} on rows it learned from, "
        f"{number(judged.score)} on the others; the baseline has {number(judged.floor)}."
    )


def _underfit(judged: Judged) -> Seen | None:
    learned = judged.gain(judged.training)
    if learned is None or learned >= LITTLE * judged.possible:
        return None
    return Seen(
        f"{judged.metric.title} {number(judged.training)} even on the rows it learned from; the "
        f"baseline has {number(judged.floor)}."
    )


def _unstable(judged: Judged) -> Seen | None:
    values = [v for v in judged.run.scores[judged.metric.name].folds if v is not None]
    gain = judged.gain(judged.score)
    if len(values) < 3 or gain is None or gain <= 0 or np.std(values, ddof=1) <= SPREAD * gain:
        return None
    return Seen(
        f"{judged.metric.title} from {number(min(values))} to {number(max(values))} over "
        f"{len(values)} folds; the gain over the baseline is {number(gain)}."
    )


def _no_better(judged: Judged) -> Seen | None:
    gain = judged.gain(judged.score)
    if gain is None:
        return None
    p = paired_test(judged.run, judged.baseline, judged.metric.name)
    if gain > 0 and p < LEVEL:
        return None
    shown = "" if np.isnan(p) else f" (p = {number(p)})"
    return Seen(
        f"{judged.metric.title} {number(judged.score)}, the baseline {number(judged.floor)}{shown}."
    )


CHECKS = (
    Check("no_better_than_baseline", "serious", "Not shown to beat the baseline",
          f"Mean score no better, or p at least {LEVEL} by the corrected resampled t-test on the "
          "same folds.",
          "What does not beat a model that looks at no feature has shown nothing yet.",
          "Look for better features or more rows; a longer search will not help.", _no_better),
    Check("overfit", "warning", "Learned by heart",
          f"More than {LOST:.0%} of the gain over the baseline on training rows is lost on the "
          "test rows.",
          "It knows rows it has seen, not the rule behind them.",
          "Make it simpler: stronger penalty, shallower trees, fewer features, or more rows.",
          _overfit),
    Check("underfit", "warning", "Learned little",
          f"On the rows it learned from, it gains less than {LITTLE:.0%} of what a perfect model "
          "would gain over the baseline.",
          "It is too stiff for these data, or the features say little about the target.",
          "Try a more flexible model; if that learns little too, look for better features.",
          _underfit),
    Check("unstable", "warning", "Unstable over the folds",
          f"The folds' standard deviation is more than {SPREAD:.0%} of the gain over the baseline.",
          "The score depends on which rows were drawn, so the next rows may give another.",
          "Use more rows or repeats; look whether one fold differs in kind, by time or group.",
          _unstable),
)  # fmt: skip
