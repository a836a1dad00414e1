"""The estimators as scikit-learn, the store and a form see them."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import skops.io
import torch
from sklearn.base import clone
from sklearn.datasets import load_digits, make_classification, make_regression
from sklearn.metrics import f1_score, r2_score
from sklearn.model_selection import train_test_split
from sklearn.utils.estimator_checks import check_estimator

from core.models.neural import SPECS
from core.networks import MLPClassifier, MLPRegressor, describe

ROOT = Path(__file__).resolve().parents[3]
MODELS = (MLPClassifier, MLPRegressor)
SMALL = {"width": 16, "max_epochs": 5, "random_state": 0, "device": "cpu"}


def table(model, rows=200, seed=0):
    """X and y for that estimator."""
    if model is MLPClassifier:
        return make_classification(rows, 6, n_informative=4, random_state=seed)
    return make_regression(rows, 6, noise=1.0, random_state=seed)


@pytest.mark.parametrize("model", MODELS)
def test_scikit_learns_checks_pass_without_an_expected_failure(model):
    """check_array_api_input alone is skipped: by scikit-learn, where its switch is not set."""
    results = check_estimator(model(max_epochs=40, device="cpu"), on_fail=None, on_skip=None)
    failed = {r["check_name"]: repr(r["exception"]) for r in results if r["status"] == "failed"}
    assert not failed
    assert len(results) > 40


@pytest.mark.parametrize("model", MODELS)
def test_the_same_seed_gives_the_same_network_and_another_seed_another(model):
    X, y = table(model)
    first, again = (model(**SMALL).fit(X, y) for _ in range(2))
    other = clone(first).set_params(random_state=1).fit(X, y)
    assert np.array_equal(first.predict(X), again.predict(X))
    assert first.history_ == again.history_
    assert first.history_ != other.history_


@pytest.mark.parametrize("seed", [None, 3])
@pytest.mark.parametrize("model", MODELS)
def test_the_callers_random_state_is_untouched(model, seed):
    X, y = table(model)
    before_torch, before_numpy = torch.get_rng_state(), np.random.get_state()
    model(**{**SMALL, "random_state": seed}).fit(X, y).predict(X)
    assert torch.equal(before_torch, torch.get_rng_state())
    assert all(np.array_equal(a, b) for a, b in zip(before_numpy, np.random.get_state()))


def test_no_random_state_means_a_new_network_each_time():
    X, y = table(MLPRegressor)
    fits = [MLPRegressor(**{**SMALL, "random_state": None}).fit(X, y) for _ in range(2)]
    assert fits[0].history_ != fits[1].history_


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("model", MODELS)
def test_a_copy_and_a_saved_model_predict_the_same_bit_by_bit(model, batch_norm):
    X, y = table(model)
    y = np.array(["no", "yes"], dtype=object)[y] if model is MLPClassifier else y
    fitted = model(**SMALL, batch_norm=batch_norm).fit(X, y)
    data = skops.io.dumps(fitted)
    assert skops.io.get_untrusted_types(data=data) == [f"core.networks.estimator.{model.__name__}"]
    loaded = skops.io.loads(data, trusted=[f"core.networks.estimator.{model.__name__}"])
    for copy in (deepcopy(fitted), loaded):
        assert np.array_equal(copy.predict(X), fitted.predict(X))
        assert copy.history_ == fitted.history_
    if model is MLPClassifier:
        assert np.array_equal(loaded.predict_proba(X), fitted.predict_proba(X))


@pytest.mark.parametrize("model", MODELS)
def test_nothing_of_torch_is_kept_and_what_is_not_an_array_is_json(model):
    X, y = table(model)
    fitted = model(**SMALL).fit(X, y)
    assert all(type(w) is np.ndarray and w.dtype == np.float32 for w in fitted.weights_.values())
    rest = {k: v for k, v in vars(fitted).items() if k not in ("weights_", "classes_")}
    assert json.loads(json.dumps(rest)) == rest


def test_a_prediction_does_not_follow_parameters_set_after_the_fit():
    X, y = table(MLPRegressor)
    fitted = MLPRegressor(**SMALL).fit(X, y)
    before = fitted.predict(X)
    assert np.array_equal(fitted.set_params(width=32, activation="tanh").predict(X), before)


def test_labels_come_back_as_they_went_in():
    X, y = table(MLPClassifier)
    labels = np.array(["stay", "leave"], dtype=object)[y]
    fitted = MLPClassifier(**{**SMALL, "max_epochs": 40}).fit(
        pd.DataFrame(X).add_prefix("c"), labels
    )
    frame = pd.DataFrame(X).add_prefix("c")
    assert list(fitted.classes_) == ["leave", "stay"]
    assert (fitted.predict(frame) == labels).mean() > 0.85
    probabilities = fitted.predict_proba(frame)
    assert np.allclose(probabilities.sum(axis=1), 1.0)
    assert (fitted.classes_[probabilities.argmax(axis=1)] == fitted.predict(frame)).all()


def test_the_defaults_learn_digits_and_a_curved_surface():
    X, y = load_digits(return_X_y=True)
    X, X_test, y, y_test = train_test_split((X - 5) / 6, y, stratify=y, random_state=0)
    digits = MLPClassifier(random_state=0, device="cpu").fit(X, y)
    assert f1_score(y_test, digits.predict(X_test), average="macro") > 0.96
    X = np.random.default_rng(0).normal(size=(1500, 4))
    y = 1e6 + 1000 * (np.sin(2 * X[:, 0]) + X[:, 1] * X[:, 2])
    surface = MLPRegressor(random_state=0, device="cpu").fit(X[:1000], y[:1000])
    assert r2_score(y[1000:], surface.predict(X[1000:])) > 0.85


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"width": 0}, r"width must be an int in the range \[4, 2048\]. Got 0 instead."),
        ({"activation": "sigmoid"}, "activation must be one of 'relu'"),
        ({"validation_fraction": 0.0}, "validation_fraction must be a float in the range"),
        ({"device": "tpu"}, "device must be one of 'auto', 'cpu', 'cuda', 'mps'"),
    ],
)
def test_a_wrong_parameter_is_refused_by_name_rule_and_value(change, sentence):
    X, y = table(MLPRegressor)
    with pytest.raises(ValueError, match=sentence):
        MLPRegressor(**{**SMALL, **change}).fit(X, y)


def test_parameters_of_numpy_types_are_taken():
    X, y = table(MLPRegressor)
    fitted = MLPRegressor(**{**SMALL, "width": np.int64(8), "dropout": np.float64(0.2)}).fit(X, y)
    assert fitted.weights_["hidden.0.weight"].shape == (8, 6)


def test_a_single_class_is_refused():
    with pytest.raises(ValueError, match=r"at least 2 classes in y\. It holds one class only: 'a'"):
        MLPClassifier(**SMALL).fit(np.eye(5), ["a"] * 5)


def test_a_diverging_network_says_what_to_change():
    X, y = table(MLPRegressor)
    for early_stopping in (True, False):
        model = MLPRegressor(**SMALL, learning_rate=1.0, early_stopping=early_stopping)
        with pytest.raises(ValueError, match="Lower learning_rate or scale X"):
            model.fit(X * 1e20, y)


@pytest.mark.parametrize("batch_norm", [False, True])
@pytest.mark.parametrize("hidden_layers", [1, 3])
def test_describe_counts_what_the_fitted_network_has(hidden_layers, batch_norm):
    X, y = table(MLPClassifier)
    shape = {"hidden_layers": hidden_layers, "width": 24, "batch_norm": batch_norm}
    fitted = MLPClassifier(**{**SMALL, **shape}).fit(X, y)
    said = describe(SPECS[0].check(shape, "binary"), n_features=6, n_outputs=2)
    assert said["parameters"] == fitted.n_parameters_
    assert [layer["outputs"] for layer in said["layers"]] == [24] * hidden_layers + [2]
    assert said["memory_bytes"] > 4 * 5 * fitted.n_parameters_


@pytest.mark.parametrize("task", ["binary", "regression"])
def test_the_catalogue_and_the_constructor_have_the_same_defaults(task):
    spec = SPECS[0]
    estimator = spec.estimator(spec.check({}, task), task, seed=7)
    signature = inspect.signature(type(estimator)).parameters
    assert estimator.random_state == 7
    for param in spec.params:
        assert signature[param.name].default == param.default
        assert param.help


def test_the_package_and_describe_load_neither_torch_nor_scikit_learn():
    code = (
        "import sys, core.networks, core.models.neural as n\n"
        "s = n.SPECS[0]\n"
        "core.networks.describe(s.check({}, 'binary'), 10, 2)\n"
        "assert 'torch' not in sys.modules and 'sklearn' not in sys.modules\n"
        "s.estimator(s.check({}, 'binary'), 'binary')\n"
        "assert 'sklearn' in sys.modules and 'torch' not in sys.modules\n"
    )
    command = [sys.executable, "-c", code]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert child.returncode == 0, child.stderr


def test_n_jobs_is_what_torch_works_with_and_only_for_that_long():
    import torch

    seen, before = [], torch.get_num_threads()
    X, y = make_classification(60, 4, random_state=0)

    def note(step, losses):
        seen.append(torch.get_num_threads())

    for jobs in (2, None):
        MLPClassifier(max_epochs=1, n_jobs=jobs).fit(X, y, report=note)
    assert seen == [2, 1] and torch.get_num_threads() == before
