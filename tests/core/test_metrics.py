"""Each metric is scikit-learn's, named with its averaging and with its direction."""

import numpy as np
import pytest
from sklearn import metrics as sk
from sklearn.calibration import calibration_curve

from core.metrics import METRICS, PRIMARY, advice, decide, metrics_for, propose, score_all

RNG = np.random.default_rng(0)
BINARY = RNG.integers(0, 2, 200)
P2 = np.clip(BINARY * 0.3 + RNG.random(200) * 0.7, 0, 1)
P2 = np.column_stack([1 - P2, P2])
MANY = RNG.integers(0, 3, 200)
P3 = RNG.dirichlet([1, 1, 1], 200) * 0.6 + np.eye(3)[MANY] * 0.4


def expected_binary(y, p):
    label = (p[:, 1] > 0.5).astype(int)
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
        "cohen_kappa": sk.cohen_kappa_score(y, label),
        "specificity": sk.recall_score(1 - y, 1 - label),
        "f2": sk.fbeta_score(y, label, beta=2),
        "f1_macro": sk.f1_score(y, label, average="macro"),
        "f1_weighted": sk.f1_score(y, label, average="weighted"),
    }


def expected_many(y, p):
    label = p.argmax(axis=1)
    return {
        "roc_auc": sk.roc_auc_score(y, p, multi_class="ovr", average="macro"),
        "average_precision": sk.average_precision_score(np.eye(3)[y], p, average="macro"),
        "f1_macro": sk.f1_score(y, label, average="macro"),
        "f1_weighted": sk.f1_score(y, label, average="weighted"),
        "precision_macro": sk.precision_score(y, label, average="macro"),
        "accuracy": sk.accuracy_score(y, label),
        "balanced_accuracy": sk.balanced_accuracy_score(y, label),
        "matthews_corrcoef": sk.matthews_corrcoef(y, label),
        "cohen_kappa": sk.cohen_kappa_score(y, label),
        "brier_score": sk.brier_score_loss(y, p, labels=[0, 1, 2]),
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
    assert found["mean_squared_error"] == sk.mean_squared_error(y, p)
    assert found["max_error"] == sk.max_error(y, p)
    assert found["root_mean_squared_log_error"] == sk.root_mean_squared_log_error(y, p)
    assert found["pinball_10"] == sk.mean_pinball_loss(y, p, alpha=0.1)
    assert found["pinball_90"] == sk.mean_pinball_loss(y, p, alpha=0.9)
    assert len(found) == 10


def test_the_logarithmic_error_is_undefined_for_negative_numbers():
    y = np.array([1.0, 2.0, 3.0])
    for actual, said in ((y - 1.5, y), (y, y - 1.5)):
        assert score_all(actual, said, "regression")["root_mean_squared_log_error"] is None


def test_what_a_missing_class_leaves_undefined_is_not_scored_as_zero():
    negatives, called = np.zeros(6, dtype=int), np.array([0.9, 0.1, 0.1, 0.1, 0.1, 0.1])
    quiet = np.column_stack([np.full(6, 0.9), np.full(6, 0.1)])
    found = score_all(negatives, quiet, "binary")
    assert [found[name] for name in ("recall", "f1", "f2")] == [None] * 3
    assert found["specificity"] == 1
    alarmed = score_all(negatives, np.column_stack([1 - called, called]), "binary")
    assert alarmed["recall"] is None and alarmed["f1"] == 0
    assert score_all(1 - negatives, quiet, "binary")["specificity"] is None


def test_lift_is_the_share_of_positives_in_the_best_tenth_over_their_share():
    y, score = np.zeros(40, dtype=int), np.arange(40.0)
    y[[39, 38, 37, 0, 1]] = 1
    found = score_all(y, np.column_stack([40 - score, score]) / 40, "binary")["lift_at_10"]
    assert found == pytest.approx((3 / 4) / (5 / 40))
    same = np.full((40, 2), 0.5)
    assert score_all(y, same, "binary")["lift_at_10"] == pytest.approx(1), "ties: random order"
    assert score_all(np.zeros(40, dtype=int), same, "binary")["lift_at_10"] is None


def test_the_calibration_error_weighs_scikit_learns_bins_by_their_rows():
    y, score = BINARY, P2[:, 1]
    true, said = calibration_curve(y, score, n_bins=10, strategy="quantile")
    assert len(true) == 10, "bins of 20 rows each"
    found = score_all(y, P2, "binary")["expected_calibration_error"]
    assert found == pytest.approx(np.abs(true - said).mean(), rel=1e-12)
    share = np.full((200, 2), [1 - y.mean(), y.mean()])
    assert score_all(y, share, "binary")["expected_calibration_error"] == pytest.approx(0)
    top, hit = P3.max(axis=1), P3.argmax(axis=1) == MANY
    true, said = calibration_curve(hit, top, n_bins=10, strategy="quantile")
    many = score_all(MANY, P3, "multiclass")["expected_calibration_error"]
    assert many == pytest.approx(np.abs(true - said).mean(), rel=1e-12)


def codes(*counts):
    return np.repeat(np.arange(len(counts)), counts)


def test_the_proposal_follows_the_balance_and_is_never_accuracy():
    name, said = propose("binary", codes(60, 40), ("no", "yes"))
    assert name == "roc_auc" and "Accuracy" not in said
    name, said = propose("binary", codes(85, 15), ("no", "yes"))
    assert name == "roc_auc" and "always saying no is right for 85.0 % of the rows." in said
    name, said = propose("binary", codes(977, 23), ("no", "yes"))
    assert name == "average_precision" and "Only 2.3 % of the rows are yes" in said
    assert said.endswith(
        "Accuracy is not proposed: always saying no is right for 97.7 % of the rows."
    )
    name, said = propose("binary", codes(5, 95), ("no", "yes"))
    assert name == "roc_auc", "with the rare class negative, average precision is high for all"
    name, said = propose("multiclass", codes(80, 15, 5), ("a", "b", "c"))
    assert name == "f1_macro" and "always saying a is right for 80.0 %" in said
    assert propose("regression", np.array([1.0, 2.0]), ())[0] == "root_mean_squared_error"


def test_an_accuracy_that_was_chosen_has_the_majority_beside_it():
    said = advice("accuracy", codes(977, 23), ("no", "yes"))
    assert said.endswith("Here, always saying no is right for 97.7 % of the rows.")
    assert advice("recall", codes(1, 1), ("no", "yes")) == METRICS["recall"].misleads


def test_a_task_has_all_that_was_promised():
    names = {task: {metric.name for metric in metrics_for(task)} for task in PRIMARY}
    assert names["binary"] == {
        "accuracy", "balanced_accuracy", "precision", "recall", "specificity", "f1", "f1_macro",
        "f1_weighted", "f2", "matthews_corrcoef", "cohen_kappa", "roc_auc", "average_precision",
        "log_loss", "brier_score", "lift_at_10", "expected_calibration_error",
    }  # fmt: skip
    assert names["multiclass"] >= {"precision_macro", "f1_macro", "balanced_accuracy", "roc_auc"}


def test_a_metric_without_a_value_says_none():
    one_class = np.zeros(20, dtype=int)
    found = score_all(one_class, np.full((20, 2), 0.5), "binary")
    assert found["roc_auc"] is None and found["accuracy"] == 1.0
    assert score_all(np.array([1.0]), np.array([2.0]), "regression")["r2"] is None


def test_the_threshold_decides_binary_labels():
    p = np.array([[0.6, 0.4], [0.3, 0.7], [0.5, 0.5]])
    assert decide(p, "binary").tolist() == [0, 1, 0], "one half goes to the first class, as argmax"
    assert decide(p, "binary", 0.4).tolist() == [1, 1, 1]
    assert decide(p, "binary", 0.7).tolist() == [0, 1, 0]
    assert decide(p, "multiclass").tolist() == [0, 1, 0]


@pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)
def test_an_entry_says_what_a_page_needs(metric):
    assert metric.formula.endswith(".") and metric.misleads.endswith(".")
    low, high = metric.bounds
    assert low < high and set(metric.beside) <= set(metric.tasks) <= set(PRIMARY)
    assert metric.advice or metric.name not in PRIMARY.values()
    told = metric.plain.format(number="0.5", percent="50 %", hundred="50")
    assert "{" not in told and bool(metric.plain) == (told != metric.plain)
    for task in metric.tasks:
        y, values = (MANY, P3[::-1]) if task == "multiclass" else (BINARY, P2[::-1])
        if task == "regression":
            y, values = BINARY + 1.0, P2[:, 1] + 1.0
        perfect = y.astype(float) if task == "regression" else np.eye(values.shape[1])[y]
        ours, best = score_all(y, values, task), score_all(y, perfect, task)
        gain = best[metric.name] - ours[metric.name]
        assert (gain if metric.greater_is_better else -gain) > 0
        assert low <= ours[metric.name] <= high
