"""The LightGBM estimators keep scikit-learn's contract and LightGBM's own numbers."""

import lightgbm
import numpy as np
import pytest
from sklearn.datasets import make_classification, make_regression
from sklearn.utils.estimator_checks import check_estimator

from core.models.lightgbm_estimator import BoostedClassifier, BoostedRegressor


@pytest.mark.parametrize("kind", [BoostedClassifier, BoostedRegressor])
def test_scikit_learns_estimator_checks_hold(kind):
    results = check_estimator(kind(n_estimators=30, min_child_samples=1), on_fail=None)
    failed = [(r["check_name"], r["exception"]) for r in results if r["status"] == "failed"]
    assert len(results) > 40 and not failed


@pytest.mark.parametrize("classes", [2, 3])
def test_it_agrees_with_lightgbms_own_classifier(classes):
    X, y = make_classification(400, 8, n_informative=5, n_classes=classes, random_state=0)
    ours = BoostedClassifier(n_estimators=30, subsample=1.0, colsample_bytree=1.0).fit(X, y)
    theirs = lightgbm.LGBMClassifier(
        n_estimators=30, learning_rate=0.05, reg_lambda=1.0, verbosity=-1, random_state=0
    ).fit(X, y)
    assert ours.predict_proba(X) == pytest.approx(theirs.predict_proba(X), abs=1e-9)


def test_early_stopping_looks_at_the_rows_it_is_given_and_keeps_the_best_round():
    X, y = make_regression(400, 5, noise=50, random_state=0)
    seen = []
    model = BoostedRegressor(n_estimators=400, learning_rate=0.3, patience=10)
    model.fit(X[:300], y[:300], X[300:], y[300:], lambda step, losses: seen.append(losses))
    best = int(np.argmin([losses["validation"] for losses in seen])) + 1
    assert model.best_step_ == best < len(seen) < 400
    rmse = float(np.sqrt(np.mean((model.predict(X[300:]) - y[300:]) ** 2)))
    assert rmse == pytest.approx(seen[best - 1]["validation"], rel=1e-6)
    kept = BoostedRegressor(n_estimators=400, learning_rate=0.3, early_stopping=False)
    assert kept.fit(X[:300], y[:300], X[300:], y[300:]).best_step_ == 400
