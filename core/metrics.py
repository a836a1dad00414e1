"""METRICS: how a model is judged. One entry says what a metric is; scikit-learn computes it.

A metric's function takes `(y, values, task)`: `y` are class codes 0..k-1 (n,) or targets (n,);
`values` are what the metric `needs`: "labels" predicted codes (n,), "probability" an array (n, k)
in the order of the classes, "values" predicted numbers (n,). In the binary case code 1 is the
positive class. It returns a float, NaN where the metric is undefined.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.experiment import Experiment

CLASSES = ("binary", "multiclass")


@dataclass(frozen=True)
class Metric:
    """One way to judge, with its formula in words and when it misleads."""

    name: str
    title: str
    greater_is_better: bool
    tasks: tuple[str, ...]
    needs: str
    function: Callable[[np.ndarray, np.ndarray, str], float]
    formula: str
    misleads: str
    bounds: tuple[float, float] = (0.0, 1.0)
    """The values it can take: an interval is cut there."""
    averaging: str = ""
    """How classes are combined: "positive" (the positive class alone), "macro", "weighted", ""."""

    def caption(self, experiment: Experiment) -> str:
        """The title with its averaging: "F1, positive class Yes", "ROC AUC, macro"."""
        if self.averaging == "positive":
            return f"{self.title}, positive class {experiment.positive}"
        averaging = self.averaging or ("macro" if self._by_class(experiment) else "")
        return f"{self.title}, {averaging}" if averaging else self.title

    def _by_class(self, experiment: Experiment) -> bool:
        return experiment.task == "multiclass" and self.name in ("roc_auc", "average_precision")

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


def _sk(name: str, **arguments) -> Callable[[np.ndarray, np.ndarray, str], float]:
    def function(y, values, task):
        import sklearn.metrics

        return getattr(sklearn.metrics, name)(y, values, **arguments)

    return function


def _roc_auc(y, probability, task):
    from sklearn.metrics import roc_auc_score

    if len(np.unique(y)) < probability.shape[1]:
        return math.nan
    if task == "binary":
        return roc_auc_score(y, probability[:, 1])
    return roc_auc_score(y, probability, multi_class="ovr", average="macro")


def _average_precision(y, probability, task):
    from sklearn.metrics import average_precision_score

    if len(np.unique(y)) < probability.shape[1]:
        return math.nan
    if task == "binary":
        return average_precision_score(y, probability[:, 1])
    return average_precision_score(y[:, None] == np.arange(probability.shape[1]), probability)


def _log_loss(y, probability, task):
    from sklearn.metrics import log_loss

    return log_loss(y, probability, labels=np.arange(probability.shape[1]))


def _brier(y, probability, task):
    from sklearn.metrics import brier_score_loss

    if task == "binary":
        return brier_score_loss(y, probability[:, 1])
    return brier_score_loss(y, probability, labels=np.arange(probability.shape[1]))


_CUT = "It depends on the threshold; two models can swap places when it moves."
_ENTRIES = (
    Metric("roc_auc", "ROC AUC", True, CLASSES, "probability", _roc_auc,
           "The chance that a random positive row gets a higher score than a random negative one.",
           "With very few positives it can look high while most alarms are false."),
    Metric("average_precision", "Average precision", True, CLASSES, "probability",
           _average_precision,
           "Precision averaged over all thresholds, weighted by the gain in recall.",
           "A random model scores the share of positives, not 0.5."),
    Metric("accuracy", "Accuracy", True, CLASSES, "labels", _sk("accuracy_score"),
           "The share of rows whose class is predicted right.",
           "When one class is rare, always naming the other one scores high."),
    Metric("balanced_accuracy", "Balanced accuracy", True, CLASSES, "labels",
           _sk("balanced_accuracy_score"),
           "The share predicted right in each class, averaged over the classes.",
           "A class of three rows counts as much as one of three thousand."),
    Metric("f1", "F1", True, ("binary",), "labels", _sk("f1_score", zero_division=0),
           "The harmonic mean of precision and recall of the positive class.", _CUT,
           averaging="positive"),
    Metric("precision", "Precision", True, ("binary",), "labels",
           _sk("precision_score", zero_division=0),
           "Of the rows called positive, the share that is.", _CUT, averaging="positive"),
    Metric("recall", "Recall", True, ("binary",), "labels", _sk("recall_score", zero_division=0),
           "Of the positive rows, the share that is found.", _CUT, averaging="positive"),
    Metric("f1_macro", "F1", True, CLASSES, "labels",
           _sk("f1_score", average="macro", zero_division=0),
           "F1 of each class, averaged over the classes.",
           "A class of three rows counts as much as one of three thousand.", averaging="macro"),
    Metric("f1_weighted", "F1", True, CLASSES, "labels",
           _sk("f1_score", average="weighted", zero_division=0),
           "F1 of each class, averaged by the number of its rows.",
           "A failing rare class hardly shows.", averaging="weighted"),
    Metric("matthews_corrcoef", "Matthews correlation", True, CLASSES, "labels",
           _sk("matthews_corrcoef"),
           "The correlation of the predicted with the actual classes, from -1 to 1.", _CUT,
           bounds=(-1.0, 1.0)),
    Metric("log_loss", "Log loss", False, CLASSES, "probability", _log_loss,
           "Minus the mean logarithm of the probability given to the actual class.",
           "One confident mistake can outweigh a thousand good rows.", bounds=(0.0, math.inf)),
    Metric("brier_score", "Brier score", False, CLASSES, "probability", _brier,
           "The mean squared distance of the probabilities from what happened.",
           "With a rare class it is small for every model.", bounds=(0.0, 2.0)),
    Metric("root_mean_squared_error", "RMSE", False, ("regression",), "values",
           _sk("root_mean_squared_error"),
           "The square root of the mean squared error, in the target's unit.",
           "A few large errors decide it.", bounds=(0.0, math.inf)),
    Metric("mean_absolute_error", "MAE", False, ("regression",), "values",
           _sk("mean_absolute_error"),
           "The mean size of the error, in the target's unit.",
           "It forgives rare, very large errors.", bounds=(0.0, math.inf)),
    Metric("median_absolute_error", "Median absolute error", False, ("regression",), "values",
           _sk("median_absolute_error"),
           "Half of the rows have a smaller error than this, in the target's unit.",
           "The worse half of the rows does not count.", bounds=(0.0, math.inf)),
    Metric("r2", "R²", True, ("regression",), "values", _sk("r2_score"),
           "The share of the target's variance that is explained; 0 is as good as the mean.",
           "It depends on how widely the target varies, not only on the errors.",
           bounds=(-math.inf, 1.0)),
    Metric("mean_absolute_percentage_error", "MAPE", False, ("regression",), "values",
           _sk("mean_absolute_percentage_error"),
           "The mean error as a share of the actual value.",
           "It explodes where the actual value is near 0.", bounds=(0.0, math.inf)),
)  # fmt: skip

METRICS: dict[str, Metric] = {metric.name: metric for metric in _ENTRIES}
PRIMARY = {
    "binary": "roc_auc",
    "multiclass": "f1_macro",
    "regression": "root_mean_squared_error",
}
ADVICE = {
    "roc_auc": "ROC AUC judges the ranking, whatever the threshold, and is fair to rare classes.",
    "f1_macro": "Macro F1 gives each class the same weight, however rare it is.",
    "root_mean_squared_error": "RMSE is in the target's unit and punishes large errors.",
}


def metrics_for(task: str) -> list[Metric]:
    """The metrics that apply to `task`, in catalogue order."""
    return [metric for metric in METRICS.values() if task in metric.tasks]


def decide(values: np.ndarray, task: str, threshold: float = 0.5) -> np.ndarray:
    """Class codes (n,) from probabilities (n, k): by `threshold` if binary, else the likeliest."""
    if task == "binary":
        return (values[:, 1] >= threshold).astype(np.int64)
    return values.argmax(axis=1)


def score_all(y: np.ndarray, values: np.ndarray, task: str, threshold: float = 0.5):
    """{metric name: float or None} of every metric of the task, on these rows."""
    labels = None if task == "regression" else decide(values, task, threshold)
    return {
        metric.name: metric.score(y, labels if metric.needs == "labels" else values, task)
        for metric in metrics_for(task)
    }
