"""What a model asks of the numbers it predicts, beyond that they are numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np

    from core.experiment import Experiment


@dataclass(frozen=True)
class Rule:
    """`breaks` marks the values (n,) that cannot be taken; `words` say what the target must be."""

    words: str
    breaks: Callable[[np.ndarray], np.ndarray]


RULES = {
    "nonnegative": Rule("numbers from 0 up", lambda y: y < 0),
    "positive": Rule("numbers above 0", lambda y: y <= 0),
}


def why_not(rule: str, title: str, experiment: Experiment) -> str | None:
    """Why a model of this title cannot take the target, naming rule and value; None if it can.

    Only the rows that may be learned from are looked at: what is sealed stays unseen.
    """
    y = experiment.y(experiment.training_rows)
    broken = RULES[rule].breaks(y)
    if not broken.any():
        return None
    count = int(broken.sum())
    rows = f"{count:,} rows break that" if count > 1 else "one row breaks that"
    return (
        f"{title} predicts {RULES[rule].words}: in {experiment.target} {rows}, "
        f"the lowest is {y.min():g}."
    )
