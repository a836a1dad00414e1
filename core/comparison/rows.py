"""Two runs on the same rows: whose labels are right more often, whose ranking is better.

Both tests take rows as independent and the models as given: they say whether the predictions
differ, not whether the procedures would on other training rows (Dietterich, Neural Computation 10,
1998). Rows that belong together or follow each other in time are not independent.
"""

from __future__ import annotations

import numpy as np


def mcnemar(y: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[int, int, float]:
    """Rows that only `a` has right, rows that only `b` has right, and the exact two-sided p.

    `y`, `a`, `b` are class codes (n,). McNemar (Psychometrika 12, 1947), by the binomial
    distribution itself, so that few rows are no worse off than many; 1 where none differ.
    """
    from scipy.stats import binomtest

    right, other = a == y, b == y
    only_a, only_b = int((right & ~other).sum()), int((other & ~right).sum())
    if only_a + only_b == 0:
        return 0, 0, 1.0
    return only_a, only_b, float(binomtest(only_a, only_a + only_b).pvalue)


def delong(positive: np.ndarray, a: np.ndarray, b: np.ndarray) -> tuple[float, float, float]:
    """The ROC AUC of two scores (n,) on the same rows, and the two-sided p that they differ.

    `positive` is bool (n,). DeLong, DeLong and Clarke-Pearson (Biometrics 44, 1988), by midranks in
    O(n log n) as Sun and Xu (IEEE Signal Processing Letters 21, 2014). NaN without two rows of each
    class; p is 1 where the areas agree without any variance.
    """
    from scipy.stats import norm

    areas, covariance = areas_with_covariance(positive, np.vstack([a, b]))
    gap = areas[0] - areas[1]
    variance = covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    if np.isnan(variance):
        return float(areas[0]), float(areas[1]), float("nan")
    if variance <= 1e-18:
        return float(areas[0]), float(areas[1]), float(abs(gap) < 1e-12)
    p = 2 * norm.sf(abs(gap) / np.sqrt(variance))
    return float(areas[0]), float(areas[1]), float(p)


def areas_with_covariance(positive: np.ndarray, scores: np.ndarray):
    """AUCs (r,) of scores (r, n) and DeLong's covariance of them (r, r)."""
    from scipy.stats import rankdata

    first, second = scores[:, positive], scores[:, ~positive]
    m, n = first.shape[1], second.shape[1]
    if m < 2 or n < 2:
        nothing = np.full(len(scores), np.nan)
        return nothing, np.full((len(scores), len(scores)), np.nan)
    ranks = rankdata(np.hstack([first, second]), axis=1)
    of_positive = (ranks[:, :m] - rankdata(first, axis=1)) / n
    of_negative = 1 - (ranks[:, m:] - rankdata(second, axis=1)) / m
    covariance = np.cov(of_positive) / m + np.cov(of_negative) / n
    return of_positive.mean(axis=1), covariance
