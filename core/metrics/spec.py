"""What a metric's entry says, and how it is computed on some rows."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.experiment import Experiment

Function = Callable[[np.ndarray, np.ndarray, str], float]


@dataclass(frozen=True)
class Metric:
    """One way to judge, with its formula in words and when it misleads.

    `function(y, values, task)` gives a float, NaN where the metric is undefined: `y` are class
    codes 0..k-1 (n,) or targets (n,); `values` are what the metric `needs`: "labels" predicted
    codes (n,), "probability" an array (n, k) in the order of the classes, "values" predicted
    numbers (n,). In the binary case code 1 is the positive class.
    """

    name: str
    title: str
    greater_is_better: bool
    tasks: tuple[str, ...]
    needs: str
    function: Function
    formula: str
    misleads: str
    bounds: tuple[float, float] = (0.0, 1.0)
    """The values it can take: an interval is cut there."""
    averaging: str = ""
    """How classes are combined: "positive" (the positive class alone), "macro", "weighted", ""."""
    unit: str = ""
    """"target" or "squared" where it is measured in the target's unit, or in its square."""
    margin: float = 0.01
    """A difference this small is practically none, by default; in spreads if there is a unit."""
    by_class: bool = False
    """Of several classes it is computed for each and averaged, as "macro"."""
    majority: bool = False
    """Whether the share of the largest class must stand beside it, or it misleads."""
    beside: tuple[str, ...] = ()
    """The tasks whose leaderboard shows it beside the primary one, unless others are chosen."""
    main: bool = False
    """Whether it is one of the few that are shown where there is room for a few only."""
    advice: str = ""
    """Why it may be the primary one, for those that are proposed as such."""
    plain: str = ""
    """Its value in everyday words, for two classes or numbers: a template with {number}, {percent}
    or {hundred}, the value of 100 cases."""

    def caption(self, experiment: Experiment) -> str:
        """The title with its averaging: "F1, positive class Yes", "ROC AUC, macro"."""
        if self.averaging == "positive":
            return f"{self.title}, positive class {experiment.positive}"
        macro = self.by_class and experiment.task == "multiclass"
        averaging = self.averaging or ("macro" if macro else "")
        return f"{self.title}, {averaging}" if averaging else self.title

    @property
    def usual_margin(self) -> str:
        """The default margin in words: "0.01", "1 % of the target's spread"."""
        if not self.unit:
            return f"{self.margin:g}"
        of = "variance" if self.unit == "squared" else "spread"
        return f"{100 * self.margin:g} % of the target's {of}"

    @property
    def arrow(self) -> str:
        """The direction that is better, as an arrow."""
        return "↑" if self.greater_is_better else "↓"

    def score(self, y: np.ndarray, values: np.ndarray, task: str) -> float | None:
        """The metric on these rows; None where it is undefined (one class only, say)."""
        with warnings.catch_warnings():
            # scikit-learn warns of what comes back as None or is said by the metric's entry.
            warnings.simplefilter("ignore")
            try:
                value = float(self.function(y, values, task))
            except ValueError:
                return None
        return value if math.isfinite(value) else None

    def best(self, y: np.ndarray, task: str) -> float:
        """What a perfect model scores on these rows; where that is undefined, the better bound."""
        perfect = y
        if self.needs == "probability":
            perfect = np.eye(max(int(y.max()) + 1, 2))[y]
        score = self.score(y, perfect, task)
        return self.bounds[1 if self.greater_is_better else 0] if score is None else score


def sk(name: str, **arguments) -> Function:
    """scikit-learn's function of that name, as a metric's function; it loads at first use."""

    def function(y, values, task):
        import sklearn.metrics

        return getattr(sklearn.metrics, name)(y, values, **arguments)

    return function
