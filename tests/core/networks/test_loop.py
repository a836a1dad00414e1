"""What the loop watches, reports and keeps."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sklearn.metrics import log_loss, root_mean_squared_error

from core.networks import MLPClassifier, MLPRegressor
from core.networks.estimator import _cut
from core.networks.loop import schedule
from core.networks.module import Dropout
from core.networks.parameters import BATCH_SIZES, auto_batch_size

FAST = {"width": 32, "dropout": 0.0, "random_state": 0, "device": "cpu"}


@pytest.fixture
def noise():
    """Rows on which a network can only overfit: 120 to train on, 200 to validate on."""
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=(320, 8)), rng.integers(0, 2, 320)
    return X[:120], y[:120], X[120:], y[120:]


@pytest.mark.parametrize("change", [{}, {"dropout": 0.2}, {"batch_norm": True}])
def test_the_best_epoch_is_kept_and_its_reported_loss_is_the_models_own(noise, change):
    X, y, X_val, y_val = noise
    fitted = MLPClassifier(**{**FAST, **change}, patience=10).fit(X, y, X_val, y_val)
    losses = [record["validation"] for record in fitted.history_]
    assert fitted.best_step_ == 1 + int(np.argmin(losses))
    assert fitted.n_iter_ == len(losses) == fitted.best_step_ + 10
    assert log_loss(y_val, fitted.predict_proba(X_val)) == pytest.approx(min(losses), abs=1e-5)
    assert losses[-1] > min(losses) + 1e-3


def test_without_early_stopping_all_epochs_run_and_the_last_is_kept(noise):
    X, y, X_val, y_val = noise
    model = MLPClassifier(**FAST, early_stopping=False, max_epochs=30, patience=1)
    fitted = model.fit(X, y, X_val, y_val)
    losses = [record["validation"] for record in fitted.history_]
    assert fitted.n_iter_ == fitted.best_step_ == 30
    assert log_loss(y_val, fitted.predict_proba(X_val)) == pytest.approx(losses[-1], abs=1e-5)
    alone = model.fit(X, y)
    assert [set(record) for record in alone.history_] == [{"step", "training"}] * 30
    assert alone.best_step_ == 30


def test_given_validation_rows_are_used_exactly(noise):
    """Opposite labels on the given rows: judged by them, the loss only rises; by others, not."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 3))
    y = (X[:, 0] > 0).astype(int)
    model = MLPClassifier(**FAST, max_epochs=30, patience=5)
    agreeing = model.fit(X[:200], y[:200], X[200:], y[200:]).best_step_
    opposed = model.fit(X[:200], y[:200], X[200:], 1 - y[200:])
    assert opposed.best_step_ == 1 and agreeing > 10
    assert opposed.history_[0]["validation"] == pytest.approx(
        log_loss(1 - y[200:], opposed.predict_proba(X[200:])), abs=1e-5
    )


def test_given_validation_rows_leave_every_other_row_to_training():
    """Epoch 1 at a learning rate of nearly nothing predicts the mean of all rows but those."""
    X, y = np.random.default_rng(0).normal(size=(40, 2)), np.r_[np.zeros(39), 4000.0]
    model = MLPRegressor(**FAST, max_epochs=1, learning_rate=1e-5)
    assert model.fit(X, y, X[:5], y[:5]).target_mean_ == pytest.approx(100.0)
    assert model.fit(X[:39], y[:39], X[39:], y[39:]).target_mean_ == 0.0


@pytest.mark.parametrize("given", [True, False])
def test_report_is_called_after_each_epoch_with_what_the_history_keeps(noise, given):
    X, y, X_val, y_val = noise
    calls = []
    validation = (X_val, y_val) if given else ()
    model = MLPClassifier(**FAST, max_epochs=7)
    model.fit(X, y, *validation, report=lambda step, losses: calls.append({"step": step, **losses}))
    assert [call["step"] for call in calls] == [1, 2, 3, 4, 5, 6, 7]
    assert calls == model.history_
    assert set(calls[0]) == {"step", "training", "validation"}


def test_an_exception_from_report_ends_the_fit(noise):
    def cancel(step, losses):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        MLPClassifier(**FAST).fit(*noise, report=cancel)


def test_a_regression_reports_the_root_mean_squared_error_in_the_targets_unit():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(400, 3))
    y = 5e5 + 1e5 * X[:, 0]
    fitted = MLPRegressor(**FAST).fit(X[:300], y[:300], X[300:], y[300:])
    best = fitted.history_[fitted.best_step_ - 1]["validation"]
    assert best == pytest.approx(
        root_mean_squared_error(y[300:], fitted.predict(X[300:])), rel=1e-4
    )
    assert fitted.history_[0]["training"] == pytest.approx(1e5, rel=0.5)


def test_a_constant_target_is_predicted():
    X = np.random.default_rng(0).normal(size=(50, 2))
    assert np.allclose(MLPRegressor(**FAST, max_epochs=3).fit(X, np.full(50, 7.0)).predict(X), 7.0)


def test_validation_rows_of_an_unseen_class_are_left_out(noise):
    X, y, X_val, y_val = noise
    model = MLPClassifier(**FAST, max_epochs=3)
    seen = model.fit(X, y, X_val[:50], y_val[:50]).history_
    extra = np.r_[y_val[:50], [2, 2]]
    assert model.fit(X, y, X_val[:52], extra).history_ == seen
    with pytest.raises(ValueError, match="No row of y_val has a class"):
        model.fit(X, y, X_val[:2], [2, 2])


@pytest.mark.parametrize(
    ("X_val", "y_val", "sentence"),
    [
        (np.ones((4, 8)), None, "belong together"),
        (np.ones((4, 8)), [0, 1], "X_val has 4 rows and y_val 2"),
        (np.ones((2, 7)), [0, 1], "expecting 8 features"),
        (np.full((2, 8), np.nan), [0, 1], "Input X contains NaN"),
    ],
)
def test_wrong_validation_rows_are_refused(noise, X_val, y_val, sentence):
    with pytest.raises(ValueError, match=sentence):
        MLPClassifier(**FAST).fit(*noise[:2], X_val, y_val)


def test_the_inner_split_keeps_the_classes_shares_where_each_can_stand_on_both_sides():
    y = np.repeat([0, 1], [80, 20])
    kept, held = _cut(100, 0.15, y, seed=0)
    assert sorted(np.r_[kept, held]) == list(range(100))
    assert np.bincount(y[held]).tolist() == [12, 3]
    y[0] = 2  # a class of one row cannot
    assert len(_cut(100, 0.15, y, seed=0)[1]) == 15


def test_a_few_rows_are_all_trained_on():
    X = np.random.default_rng(0).normal(size=(12, 2))
    few = MLPClassifier(**FAST, max_epochs=4).fit(X, [0, 1] * 6)
    assert [set(record) for record in few.history_] == [{"step", "training"}] * 4


@pytest.mark.parametrize("rate", [0.1, 0.5])
def test_dropout_drops_its_share_and_keeps_the_mean(rate):
    x = torch.ones(1001, 999)
    out = Dropout(rate, torch.Generator().manual_seed(0))(x)
    kept = out[out > 0]
    assert float((out == 0).float().mean()) == pytest.approx(rate, abs=2e-3)
    assert kept.unique().tolist() == pytest.approx([1 / (1 - rate)])
    assert float(out.mean(dim=0).std()) < 0.05  # no column is dropped more than another
    assert Dropout(rate, None).eval()(x) is x


def test_the_schedule_warms_up_and_ends_at_zero():
    rates = [schedule(step, 20, 100) for step in range(1, 2001)]
    assert rates[0] == pytest.approx(1 / 40, rel=1e-3)
    assert np.argmax(rates) == 39
    assert rates[999] == pytest.approx(0.5) and rates[-1] == pytest.approx(0.0)


def test_the_batch_size_grows_with_the_rows_and_is_one_the_form_offers():
    sizes = [auto_batch_size(rows) for rows in (10, 1000, 5000, 15_000, 100_000, 10**6, 10**8)]
    assert sizes == [32, 32, 128, 256, 256, 4096, 4096]
    assert set(sizes) <= set(BATCH_SIZES)
