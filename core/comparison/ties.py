"""Tie groups: which runs cannot be told apart from the best, corrected for their number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.comparison.resampled import paired_test

if TYPE_CHECKING:
    from core.run import Run

LEVEL = 0.05


def tie_groups(runs: Sequence[Run], metric: str) -> dict[str, str]:
    """Run id -> letter: A cannot be told apart from the best, B from the best of the rest, ...

    `runs` best first. Each leader is tested against those behind it, with Holm's correction for
    their number. A `selected` score and a run with fewer than two folds stand in no group ("").

    A letter is what was shown, not a rank: a run whose folds scatter may stay in A while a run
    with a better mean and steady folds is in B. To move it down would claim a difference that no
    test has found; `overtaken` names such runs. Pairs behind the leader are not tested.
    """
    letters = {run.id: "" for run in runs}
    rest = [run for run in runs if can_be_tied(run, metric)]
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


def overtaken(runs: Sequence[Run], letters: Mapping[str, str]) -> list[tuple[Run, Run]]:
    """(run, a better run in a later group), for each run that stands in a group above one.

    `runs` best first, `letters` as `tie_groups` gives them; the first such better run is named.
    """
    found = []
    for place, run in enumerate(runs):
        later = [above for above in runs[:place] if letters[above.id] > letters[run.id] > ""]
        if later:
            found.append((run, later[0]))
    return found


def can_be_tied(run: Run, metric: str) -> bool:
    """Whether its score may be tested: not chosen on its own predictions, on two folds or more."""
    score = run.scores[metric]
    return not score.selected and sum(value is not None for value in score.folds) >= 2


def holm(p: Sequence[float]) -> list[float]:
    """Holm's step-down adjustment of p-values (Scandinavian Journal of Statistics 6, 1979).

    NaN, where there was no test, stays NaN and is not counted.
    """
    values = np.asarray(p, dtype=float)
    known = np.flatnonzero(np.isfinite(values))
    order = known[np.argsort(values[known], kind="stable")]
    scaled = values[order] * (len(order) - np.arange(len(order)))
    adjusted = np.full(len(values), np.nan)
    adjusted[order] = np.minimum(1, np.maximum.accumulate(scaled))
    return adjusted.tolist()
