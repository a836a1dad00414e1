"""The metrics of classes: by labels at a threshold, by ranking, by the probabilities themselves."""

from __future__ import annotations

import math

import numpy as np

from core.metrics.spec import Metric, sk
from core.target import CLASSES

BINS = 10
"""Bins of equal count in which the calibration error compares promise and outcome."""
TOP = 0.1
"""The share of the rows, best scored first, whose lift is reported."""


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


def gains(positive: np.ndarray, score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The cumulative gains curve of bool (n,) and scores (n,): share of rows, share of positives.

    Best scored first, one point after each distinct score, from (0, 0) to (1, 1). Between two
    points it is straight: rows of equal score are taken in random order. NaN without a positive.
    """
    values, place = np.unique(-score, return_inverse=True)
    rows = np.bincount(place, minlength=len(values))
    found = np.bincount(place, weights=positive, minlength=len(values))
    total = positive.sum()
    share = np.cumsum(found) / total if total else np.full(len(values), math.nan)
    return np.r_[0.0, np.cumsum(rows) / len(score)], np.r_[0.0, share]


def _lift(y, probability, task):
    x, share = gains(y == 1, probability[:, 1])
    return float(np.interp(TOP, x, share)) / TOP


def bins_of(score: np.ndarray, bins: int = BINS) -> np.ndarray:
    """The bin of each score (n,), of about equal count; equal scores stand in one bin.

    As scikit-learn's `calibration_curve(strategy="quantile")` deals them; some may stay empty.
    """
    edges = np.percentile(score, np.linspace(0, 100, bins + 1))
    return np.searchsorted(edges[1:-1], score)


def _calibration_error(y, probability, task):
    """Guo et al. (ICML 2017), in bins of equal count as Nixon et al. (CVPR workshops 2019)."""
    if task == "binary":
        score, hit = probability[:, 1], y == 1
    else:
        score, hit = probability.max(axis=1), probability.argmax(axis=1) == y
    gaps = np.bincount(bins_of(score), weights=score - hit)
    return float(np.abs(gaps).sum() / len(y))


EMPTY = math.nan
"""The share found of a class that these rows do not have: undefined, neither good nor bad."""
_CUT = "It depends on the threshold; two models can swap places when it moves."
_SMALL = "A class of three rows counts as much as one of three thousand."
ENTRIES = (
    Metric("roc_auc", "ROC AUC", True, CLASSES, "probability", _roc_auc,
           "The chance that a random positive row gets a higher score than a random negative one.",
           "With very few positives it can look high while most alarms are false.", by_class=True,
           advice="ROC AUC judges the ranking, whatever the threshold, and is fair to rare "
           "classes.",
           plain="of 100 pairs of a positive and a negative row it ranks about {hundred} the right "
           "way round"),
    Metric("average_precision", "Average precision", True, CLASSES, "probability",
           _average_precision,
           "Precision averaged over all thresholds, weighted by the gain in recall.",
           "A random model scores the share of positives, not 0.5.", by_class=True,
           advice="Average precision judges how pure the alarms are at each threshold."),
    Metric("accuracy", "Accuracy", True, CLASSES, "labels", sk("accuracy_score"),
           "The share of rows whose class is predicted right.",
           "When one class is rare, always naming the other one scores high.", majority=True,
           main=True, beside=("multiclass",), plain="it is right for {percent} of the rows"),
    Metric("balanced_accuracy", "Balanced accuracy", True, CLASSES, "labels",
           sk("balanced_accuracy_score"),
           "The share predicted right in each class (its recall), averaged over the classes.",
           _SMALL, main=True),
    Metric("precision", "Precision", True, ("binary",), "labels",
           sk("precision_score", zero_division=0),
           "Of the rows called positive, the share that is.",
           "A model that calls only its surest row positive can score 1.", averaging="positive",
           plain="{percent} of its alarms are right"),
    Metric("recall", "Recall", True, ("binary",), "labels", sk("recall_score", zero_division=EMPTY),
           "Of the positive rows, the share that is found.",
           "A model that calls every row positive scores 1.", averaging="positive",
           plain="it finds {percent} of the positive rows"),
    Metric("specificity", "Specificity", True, ("binary",), "labels",
           sk("recall_score", pos_label=0, zero_division=EMPTY),
           "Of the negative rows, the share that is called negative.",
           "A model that never calls a row positive scores 1."),
    Metric("f1", "F1", True, ("binary",), "labels", sk("f1_score", zero_division=EMPTY),
           "The harmonic mean of precision and recall of the positive class.", _CUT,
           averaging="positive", beside=("binary",), main=True),
    Metric("f2", "F2", True, ("binary",), "labels", sk("fbeta_score", beta=2, zero_division=EMPTY),
           "Fbeta with beta 2: as F1, but recall counts twice as much as precision.",
           "It forgives false alarms; " + _CUT[0].lower() + _CUT[1:], averaging="positive"),
    Metric("precision_macro", "Precision", True, ("multiclass",), "labels",
           sk("precision_score", average="macro", zero_division=0),
           "Of the rows called a class, the share that is, averaged over the classes.",
           "A class that is never predicted counts as 0.", averaging="macro"),
    Metric("f1_macro", "F1", True, CLASSES, "labels",
           sk("f1_score", average="macro", zero_division=0),
           "F1 of each class, averaged over the classes.", _SMALL, averaging="macro", main=True,
           advice="Macro F1 gives each class the same weight, however rare it is."),
    Metric("f1_weighted", "F1", True, CLASSES, "labels",
           sk("f1_score", average="weighted", zero_division=0),
           "F1 of each class, averaged by the number of its rows.",
           "A failing rare class hardly shows.", averaging="weighted"),
    Metric("matthews_corrcoef", "Matthews correlation", True, CLASSES, "labels",
           sk("matthews_corrcoef"),
           "The correlation of the predicted with the actual classes, from -1 to 1.", _CUT,
           bounds=(-1.0, 1.0)),
    Metric("cohen_kappa", "Cohen's kappa", True, CLASSES, "labels", sk("cohen_kappa_score"),
           "How far the agreement of predicted and actual classes exceeds that of chance; 1 is "
           "perfect, 0 is chance.",
           "The same errors give another kappa where the classes' shares are others.",
           bounds=(-1.0, 1.0)),
    Metric("log_loss", "Log loss", False, CLASSES, "probability", _log_loss,
           "Minus the mean logarithm of the probability given to the actual class.",
           "One confident mistake can outweigh a thousand good rows.", bounds=(0.0, math.inf),
           main=True),
    Metric("brier_score", "Brier score", False, CLASSES, "probability", _brier,
           "The mean squared distance of the probabilities from what happened.",
           "With a rare class it is small for every model.", bounds=(0.0, 2.0)),
    Metric("lift_at_10", "Lift at 10 %", True, ("binary",), "probability", _lift,
           "Positives among the tenth of the rows with the highest scores, as a multiple of their "
           "share among all rows.",
           "It cannot exceed 1 / share of positives, so lifts of two tables do not compare.",
           bounds=(0.0, 1 / TOP), margin=0.1),
    Metric("expected_calibration_error", "Calibration error", False, CLASSES, "probability",
           _calibration_error,
           "The mean gap between the probability promised and the share that came true, in ten "
           "bins of equal count (several classes: of the likeliest class).",
           "Chance alone keeps it above 0 on few rows, and a model that always says the share of "
           "positives scores well."),
)  # fmt: skip
