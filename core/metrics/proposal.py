"""Which metric is proposed as the primary one, and the line of advice beside it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from core.metrics.catalogue import METRICS

PRIMARY = {
    "binary": "roc_auc",
    "multiclass": "f1_macro",
    "regression": "root_mean_squared_error",
}
UNEVEN = 0.2
"""Below this share of the smallest class, why accuracy is not proposed is said."""
RARE = 0.1
"""Below this share of positives, average precision is proposed instead of ROC AUC.

Saito and Rehmsmeier (PLOS ONE 2015): with few positives the false positive rate stays small
whatever share of the alarms is false, so ROC curves hide what precision shows.
"""


def propose(task: str, y: np.ndarray, classes: Sequence) -> tuple[str, str]:
    """The primary metric for targets `y` (n,) of training rows, codes of `classes`, and why.

    Accuracy is never proposed: where the smallest class has less than 20 %, the sentence says what
    always naming the largest one would score.
    """
    name = PRIMARY[task]
    said = METRICS[name].advice
    if task == "regression":
        return name, said
    shares = np.bincount(y, minlength=len(classes)) / max(len(y), 1)
    if task == "binary" and shares[1] < RARE:
        name = "average_precision"
        said = (
            f"{METRICS[name].advice} Only {_percent(shares[1])} of the rows are {classes[1]}, and "
            "ROC AUC can look high while most alarms are false."
        )
    if shares.min() < UNEVEN:
        said += f" Accuracy is not proposed: {majority(y, classes)}"
    return name, said


def advice(name: str, y: np.ndarray, classes: Sequence) -> str:
    """What to know of a metric that the user chose; an accuracy has the majority's share beside."""
    metric = METRICS[name]
    return f"{metric.misleads} Here, {majority(y, classes)}" if metric.majority else metric.misleads


def majority(y: np.ndarray, classes: Sequence) -> str:
    """What stands beside every accuracy: the share of the largest class, as a sentence."""
    counts = np.bincount(y, minlength=len(classes))
    share = counts.max() / max(counts.sum(), 1)
    return f"always saying {classes[counts.argmax()]} is right for {_percent(share)} of the rows."


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
