"""The networks on every device that this machine can use; the CPU is always one."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import r2_score, roc_auc_score

from core import devices
from core.device import choose
from core.networks import MLPClassifier, MLPRegressor

KINDS = sorted({device.kind for device in devices() if device.usable})
ROWS = 600


@pytest.fixture(scope="module")
def X():
    return np.random.default_rng(0).normal(size=(2 * ROWS, 6))


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_a_classifier_learns_on(kind, batch_norm, X):
    y = np.where(X[:, 0] * X[:, 1] + X[:, 2] > 0, "yes", "no")
    model = MLPClassifier(device=kind, batch_norm=batch_norm, random_state=0)
    fitted = model.fit(X[:ROWS], y[:ROWS])
    assert fitted.device_.split(":")[0] == kind
    assert roc_auc_score(y[ROWS:], fitted.predict_proba(X[ROWS:])[:, 1]) > 0.93
    assert all(type(weight) is np.ndarray for weight in fitted.weights_.values())


@pytest.mark.parametrize("kind", KINDS)
def test_a_regressor_learns_on(kind, X):
    y = 100 + 10 * (np.sin(2 * X[:, 0]) + X[:, 1] * X[:, 2])
    fitted = MLPRegressor(device=kind, random_state=0).fit(X[:ROWS], y[:ROWS])
    assert r2_score(y[ROWS:], fitted.predict(X[ROWS:])) > 0.6
    losses = [record["validation"] for record in fitted.history_]
    assert fitted.best_step_ == 1 + int(np.argmin(losses))


@pytest.mark.parametrize("kind", KINDS)
def test_dropout_and_the_first_weights_follow_the_seed_on(kind, X):
    """Sums on a graphics card may differ in the last bits between two fits, so not bit by bit."""
    y = X[:, 0] + X[:, 1]
    fits = [
        MLPRegressor(device=kind, dropout=0.3, max_epochs=3, random_state=seed).fit(X, y)
        for seed in (0, 0, 1)
    ]
    first, again, other = (fit.predict(X) for fit in fits)
    assert np.allclose(first, again, atol=1e-3)
    assert not np.allclose(first, other, atol=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_the_callers_random_state_is_untouched_on(kind, X):
    import torch

    get = {"cuda": torch.cuda.get_rng_state, "mps": torch.mps.get_rng_state}
    get_state = get.get(kind, torch.get_rng_state)
    before = get_state()
    MLPRegressor(device=kind, max_epochs=2, random_state=0).fit(X, X[:, 0])
    assert torch.equal(before, get_state())


def test_auto_takes_a_graphics_card_where_one_works():
    expected = next((kind for kind in ("cuda", "mps") if kind in KINDS), "cpu")
    assert choose("auto").split(":")[0] == expected
