"""Each metric is scikit-learn's, named with its averaging and with its direction."""

import numpy as np
import pytest
from sklearn import metrics as sk

from core.metrics import METRICS, PRIMARY, decide, score_all

RNG = np.random.default_rng(0)
BINARY = RNG.integers(0, 2, 200)
P2 = np.clip(BINARY * 0.3 + RNG.random(200) * 0.7, 0, 1)
P2 = np.column_stack([1 - P2, P2])
MANY = RNG.integers(0, 3, 200)
P3 = RNG.dirichlet([1, 1, 1], 200) * 0.6 + np.eye(3)[MANY] * 0.4


def expected_binary(y, p):
    label = (p[:, 1] >= 0.5).astype(int)
    return {
        "roc_auc": sk.roc_auc_score(y, p[:, 1]),
        "average_precision": sk.average_precision_score(y, p[:, 1]),
        "f1": sk.f1_score(y, label),
        "precision": sk.precision_score(y, label),
        "recall": sk.recall_score(y, label),
        "brier_score": sk.brier_score_loss(y, p[:, 1]),
        "log_loss": sk.log_loss(y, p),
        "accuracy": sk.accuracy_score(y, label),
        "balanced_accuracy": sk.balanced_accuracy_score(y, label),
        "matthews_corrcoef": sk.matthews_corrcoef(y, label),
    }


def expected_many(y, p):
    label = p.argmax(axis=1)
    return {
        "roc_auc": sk.roc_auc_score(y, p, multi_class="ovr", average="macro"),
        "average_precision": sk.average_precision_score(np.eye(3)[y], p, average="macro"),
        "f1_macro": sk.f1_score(y, label, average="macro"),
        "f1_weighted": sk.f1_score(y, label, average="weighted"),
        "log_loss": sk.log_loss(y, p),
    }


@pytest.mark.parametrize(
    ("y", "p", "task", "expected"),
    [(BINARY, P2, "binary", expected_binary), (MANY, P3, "multiclass", expected_many)],
    ids=["binary", "multiclass"],
)
def test_class_metrics_are_scikit_learns_to_the_digit(y, p, task, expected):
    found = score_all(y, p, task)
    for name, value in expected(y, p).items():
        assert found[name] == value, name


def test_regression_metrics_are_scikit_learns_to_the_digit():
    y, p = RNG.normal(10, 2, 100), RNG.normal(10, 2, 100)
    found = score_all(y, p, "regression")
    assert found["root_mean_squared_error"] == sk.root_mean_squared_error(y, p)
    assert found["mean_absolute_error"] == sk.mean_absolute_error(y, p)
    assert found["median_absolute_error"] == sk.median_absolute_error(y, p)
    assert found["r2"] == sk.r2_score(y, p)
    assert found["mean_absolute_percentage_error"] == sk.mean_absolute_percentage_error(y, p)


def test_a_metric_without_a_value_says_none():
    one_class = np.zeros(20, dtype=int)
    found = score_all(one_class, np.full((20, 2), 0.5), "binary")
    assert found["roc_auc"] is None and found["accuracy"] == 0.0
    assert score_all(np.array([1.0]), np.array([2.0]), "regression")["r2"] is None


def test_the_threshold_decides_binary_labels():
    p = np.array([[0.6, 0.4], [0.3, 0.7], [0.5, 0.5]])
    assert decide(p, "binary").tolist() == [0, 1, 1]
    assert decide(p, "binary", 0.7).tolist() == [0, 1, 0]
    assert decide(p, "multiclass").tolist() == [0, 1, 0]


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_an_entry_says_what_a_page_needs(metric):
    assert metric.formula.endswith(".") and metric.misleads.endswith(".")
    low, high = metric.bounds
    assert low < high and set(metric.tasks) <= set(PRIMARY)
    for task in metric.tasks:
        y, values = (MANY, P3) if task == "multiclass" else (BINARY, P2)
        if task == "regression":
            y, values = BINARY + 1.0, P2[:, 1] + 1.0
        perfect = y.astype(float) if task == "regression" else np.eye(values.shape[1])[y]
        ours, best = score_all(y, values, task), score_all(y, perfect, task)
        gain = best[metric.name] - ours[metric.name]
        assert (gain if metric.greater_is_better else -gain) > 0
        assert low <= ours[metric.name] <= high
