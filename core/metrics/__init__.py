"""METRICS: how a model is judged. One entry says what a metric is; scikit-learn computes it."""

from __future__ import annotations

import numpy as np

from core.metrics.catalogue import METRICS, metrics_for
from core.metrics.proposal import PRIMARY, advice, majority, propose
from core.metrics.spec import Metric

__all__ = [
    "METRICS", "PRIMARY", "Metric", "advice", "decide", "least", "majority",
    "metrics_for", "propose", "score_all",
]  # fmt: skip


def least(threshold: float | np.ndarray) -> np.ndarray:
    """The least probability that is called positive: the threshold itself, but at one half the next
    number above it, because scikit-learn's `predict` takes the first of two equally likely classes.
    """
    return np.where(np.equal(threshold, 0.5), np.nextafter(0.5, 1), threshold)


def decide(values: np.ndarray, task: str, threshold: float = 0.5) -> np.ndarray:
    """Class codes (n,) from probabilities (n, k): by `threshold` if binary, else the likeliest."""
    if task == "binary":
        return (values[:, 1] >= least(threshold)).astype(np.int64)
    return values.argmax(axis=1)


def score_all(
    y: np.ndarray, values: np.ndarray, task: str, threshold: float = 0.5
) -> dict[str, float | None]:
    """{metric name: float or None} of every metric of the task, on these rows."""
    labels = None if task == "regression" else decide(values, task, threshold)
    return {
        metric.name: metric.score(y, labels if metric.needs == "labels" else values, task)
        for metric in metrics_for(task)
    }


def score_one(
    name: str, y: np.ndarray, values: np.ndarray, task: str, threshold: float = 0.5
) -> float | None:
    """One metric on these rows, None where undefined; `values` as in `score_all`."""
    metric = METRICS[name]
    judged = decide(values, task, threshold) if metric.needs == "labels" else values
    return metric.score(y, judged, task)
