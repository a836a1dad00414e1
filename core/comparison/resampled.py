"""The difference of two runs from their scores on the same folds, which share training rows.

One distribution serves the test, the interval and the probabilities: Student's t around the mean
difference, with the corrected error of Nadeau and Bengio (Machine Learning 52, 2003). The Bayesian
correlated t-test of Benavoli, Corani, Demsar and Zaffalon (JMLR 18:77, 2017, section 3) has this
very t as its posterior, so its probabilities and the corrected interval say the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.metrics import METRICS
from core.run import corrected_error

if TYPE_CHECKING:
    from core.run import Run

ROUNDING = 1e-12
"""Differences below this part of the scores are the floating point's, not the models'."""


@dataclass(frozen=True)
class Difference:
    """How much better one run is than another in the metric's unit: mean, error, its t's freedom.

    Positive means better, also where lower values are better.
    """

    mean: float
    error: float
    freedom: int

    @property
    def p(self) -> float:
        """The two-sided p-value of no difference; 1 for runs that agree on every fold."""
        from scipy.stats import t

        if self.error == 0:
            return 1.0 if self.mean == 0 else 0.0
        return float(2 * t.sf(abs(self.mean) / self.error, self.freedom))

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The interval of the mean difference at this level."""
        from scipy.stats import t

        half = self.error * float(t.ppf((1 + level) / 2, self.freedom))
        return self.mean - half, self.mean + half

    def chances(self, margin: float) -> tuple[float, float, float]:
        """P(better), P(practically equal: within `margin`), P(worse); they add up to 1."""
        from scipy.stats import t

        if self.error == 0:
            better, worse = float(self.mean > margin), float(self.mean < -margin)
            return better, 1 - better - worse, worse
        better = float(t.sf(margin, self.freedom, self.mean, self.error))
        worse = float(t.cdf(-margin, self.freedom, self.mean, self.error))
        return better, max(1 - better - worse, 0.0), worse


def difference(a: Run, b: Run, metric: str) -> Difference | None:
    """How much better `a` is than `b`, over the folds on which both are defined.

    The mean is weighted by test rows, as the scores are. None with fewer than two such folds.
    """
    folds = zip(a.scores[metric].folds, b.scores[metric].folds, strict=True)
    x, y = np.array(list(folds), dtype=float).T
    kept = np.isfinite(x) & np.isfinite(y)
    if kept.sum() < 2:
        return None
    training, test = (sizes[kept] for sizes in a.experiment.fold_sizes)
    x, y = x[kept], y[kept]
    gap = x - y if METRICS[metric].greater_is_better else y - x
    gap[np.abs(gap) <= ROUNDING * np.maximum(np.abs(x), np.abs(y))] = 0.0
    error = corrected_error(gap, training, test)
    return Difference(float(np.average(gap, weights=test)), error, len(gap) - 1)


def paired_test(a: Run, b: Run, metric: str) -> float:
    """The two-sided p-value that two runs' mean scores differ, from their paired fold scores.

    The corrected resampled t-test of Nadeau and Bengio (2003); NaN with fewer than two folds on
    which both are defined. Runs that agree on every fold give 1.
    """
    found = difference(a, b, metric)
    return float("nan") if found is None else found.p
