"""Our own estimators keep scikit-learn's contract and the numbers of what they stand on."""

import warnings

import numpy as np
import pytest
import scipy.sparse
from sklearn import linear_model
from sklearn.datasets import make_classification, make_regression
from sklearn.exceptions import SkipTestWarning
from sklearn.metrics import log_loss
from sklearn.utils.estimator_checks import check_estimator

from core.models import catboost_estimator, hist_estimator, neighbors_estimator, xgboost_estimator
from core.models import discriminant_estimator as discriminant
from core.models import linear_estimators as linear
from core.models import svm_estimator as svm

OURS = (
    linear.Lasso(alpha=0.01),
    linear.GammaRegressor(),
    discriminant.Quadratic(),
    neighbors_estimator.NeighborsClassifier(5),
    neighbors_estimator.NeighborsRegressor(5),
    svm.LinearMarginClassifier(),
    svm.LinearMarginRegressor(),
    svm.KernelMarginRegressor(),
    svm.KernelMarginRegressor(exact_rows=10, n_components=30),
    hist_estimator.HistBoostedRegressor(max_iter=10, min_samples_leaf=1),
    xgboost_estimator.XGBoostRegressor(n_estimators=30),
    catboost_estimator.CatBoostRegressor(n_estimators=10, learning_rate=0.5),
)
BOOSTED = {
    "hist": (hist_estimator.HistBoostedClassifier, hist_estimator.HistBoostedRegressor),
    "xgboost": (xgboost_estimator.XGBoostClassifier, xgboost_estimator.XGBoostRegressor),
    "catboost": (catboost_estimator.CatBoostClassifier, catboost_estimator.CatBoostRegressor),
}


@pytest.mark.parametrize("model", OURS, ids=lambda model: type(model).__name__)
def test_scikit_learns_estimator_checks_hold(model):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SkipTestWarning)
        results = check_estimator(model, on_fail=None)
    failed = [(r["check_name"], r["exception"]) for r in results if r["status"] == "failed"]
    assert len(results) > 40 and not failed


@pytest.fixture(scope="module")
def sloped():
    """Rows, and targets that follow some columns, on a scale far from 1."""
    X, y = make_regression(120, 6, n_informative=3, noise=5.0, random_state=0)
    return X, 50_000 + 1000 * y


@pytest.mark.parametrize("unit", [1.0, 1e-6])
def test_a_penalty_means_the_same_whatever_the_targets_unit(sloped, unit):
    X, y = sloped
    model = linear.Lasso(alpha=0.1).fit(X, y * unit)
    assert (model.coef_ == 0).sum() == 3
    assert model.predict(X) == pytest.approx(linear.Lasso(alpha=0.1).fit(X, y).predict(X) * unit)
    assert model.predict(X) == pytest.approx(X @ model.coef_ + model.intercept_)
    theirs = linear_model.Lasso(alpha=0.1 * np.std(y)).fit(X, y)
    assert model.coef_ == pytest.approx(theirs.coef_ * unit, rel=1e-3)


def test_huber_is_not_moved_by_what_is_far_off(sloped):
    X, y = sloped
    spoiled = y.copy()
    spoiled[:5] *= 100
    huber = linear.HuberRegressor(max_iter=1000)
    drift = np.abs(huber.fit(X, spoiled).predict(X[5:]) - y[5:]).mean()
    assert drift < 0.05 * np.abs(linear_model.Ridge().fit(X, spoiled).predict(X[5:]) - y[5:]).mean()


@pytest.mark.parametrize("quantile", [0.1, 0.9])
def test_a_quantile_has_its_share_of_the_targets_below(sloped, quantile):
    X, y = sloped
    model = linear.QuantileRegressor(quantile=quantile, alpha=0.0).fit(X, y)
    assert np.mean(y <= model.predict(X) + 1e-6) == pytest.approx(quantile, abs=0.06)


@pytest.mark.parametrize("kind", [linear.PoissonRegressor, linear.GammaRegressor])
def test_log_linear_models_agree_with_scikit_learn_and_stay_finite(kind):
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 2))
    y = rng.poisson(np.exp(3 + X[:, 0])) + (1.0 if kind is linear.GammaRegressor else 0.0)
    ours = kind(alpha=0, max_iter=1000, tol=1e-8).fit(X, y)
    theirs = getattr(linear_model, kind.__name__)(alpha=0, max_iter=1000, tol=1e-8).fit(X, y)
    assert ours.coef_ == pytest.approx(theirs.coef_, abs=1e-4)
    assert ours.intercept_ == pytest.approx(theirs.intercept_, abs=1e-4)
    assert ours.predict([[1e6, 0]])[0] == 10 * y.max()
    with pytest.raises(ValueError, match="out of the valid range"):
        kind().fit(X, y - y.max())


def test_neighbours_are_as_many_as_there_are_rows():
    model = neighbors_estimator.NeighborsClassifier(n_neighbors=50, weights="uniform")
    model.fit([[0.0], [1.0], [2.0]], [0, 1, 1])
    assert model.predict_proba([[0.0]]) == pytest.approx(np.array([[1 / 3, 2 / 3]]))


def test_a_class_of_rows_that_are_all_alike_is_a_sentence():
    with pytest.raises(ValueError, match="rows of one class are all alike"):
        discriminant.Quadratic().fit([[1.0], [1.0], [2.0], [3.0]], [0, 0, 1, 1])
    with pytest.raises(ValueError, match="has only one row here"):
        discriminant.Quadratic().fit([[1.0], [2.0], [2.5]], [0, 0, 1])


@pytest.fixture(scope="module")
def bent():
    """400 rows of two classes that no straight line parts."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(400, 2))
    return X, ((X**2).sum(axis=1) + 0.3 * rng.normal(size=400) > 1.5).astype(int)


@pytest.mark.parametrize("exact_rows", [3000, 100])
@pytest.mark.parametrize("sparse", [False, True])
def test_the_kernel_bends_exactly_or_by_some_rows_and_its_probabilities_are_fair(
    bent, exact_rows, sparse
):
    X, y = bent
    X = scipy.sparse.csr_matrix(X) if sparse else X
    model = svm.KernelMarginClassifier(exact_rows=exact_rows, n_components=50).fit(X[:300], y[:300])
    assert (model.kernel_ is None) == (exact_rows == 3000)
    found = model.predict_proba(X[300:])
    assert log_loss(y[300:], found) < 0.35 and model.score(X[300:], y[300:]) > 0.85
    straight = svm.LinearMarginClassifier().fit(X[:300], y[:300])
    assert straight.score(X[300:], y[300:]) < 0.75
    assert log_loss(y[300:], straight.predict_proba(X[300:])) < 0.75


def test_weights_of_classes_reach_the_probabilities():
    X, y = make_classification(400, 5, weights=[0.9], flip_y=0.1, random_state=0)
    plain, even = (
        svm.LinearMarginClassifier(class_weight=weight).fit(X, y).predict_proba(X)[:, 1].mean()
        for weight in (None, "balanced")
    )
    assert plain == pytest.approx(y.mean(), abs=0.02) and even > plain + 0.1


def test_a_class_of_one_row_leaves_probabilities_all_the_same():
    X, y = np.arange(12.0).reshape(6, 2), np.array([0, 0, 0, 1, 1, 2])
    found = svm.KernelMarginClassifier().fit(X, y).predict_proba(X)
    assert found.shape == (6, 3) and found.sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("engine", BOOSTED)
def test_early_stopping_looks_at_the_rows_it_is_given_and_keeps_the_best_round(engine):
    _, kind = BOOSTED[engine]
    X, y = make_regression(400, 5, noise=50, random_state=0)
    rounds = "max_iter" if engine == "hist" else "n_estimators"
    patience = "n_iter_no_change" if engine == "hist" else "patience"
    stops = {rounds: 400, "learning_rate": 0.3, patience: 10}
    seen = []
    model = kind(**stops).set_params(early_stopping=True)
    model.fit(X[:300], y[:300], X[300:], y[300:], lambda step, losses: seen.append(losses))
    best = int(np.argmin([losses["validation"] for losses in seen])) + 1
    assert model.best_step_ == best < len(seen) < 400
    assert [entry["step"] for entry in model.history_] == list(range(1, len(seen) + 1))
    loss = np.mean((model.predict(X[300:]) - y[300:]) ** 2)
    loss = loss / 2 if engine == "hist" else np.sqrt(loss)
    assert loss == pytest.approx(seen[best - 1]["validation"], rel=1e-5)
    kept = kind(**{**stops, rounds: 30}).set_params(early_stopping=False)
    assert kept.fit(X[:300], y[:300], X[300:], y[300:]).best_step_ == 30


@pytest.mark.parametrize("engine", BOOSTED)
def test_without_rows_to_watch_every_row_is_learned_from(engine):
    kind, _ = BOOSTED[engine]
    X, y = make_classification(60, 4, random_state=0)
    rounds = "max_iter" if engine == "hist" else "n_estimators"
    one = kind(**{rounds: 10}).set_params(early_stopping=True).fit(X, y)
    other = kind(**{rounds: 10}).set_params(early_stopping=False).fit(X, y)
    assert one.best_step_ == 10
    assert np.array_equal(one.predict_proba(X), other.predict_proba(X))


def test_catboost_writes_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    X, y = make_classification(60, 4, random_state=0)
    catboost_estimator.CatBoostClassifier(n_estimators=5).fit(X, y).predict_proba(X)
    assert not list(tmp_path.iterdir())
