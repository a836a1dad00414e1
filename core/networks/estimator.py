"""The network as scikit-learn estimators: NumPy in, NumPy out, nothing of torch kept."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state, column_or_1d
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import assert_all_finite, check_is_fitted, validate_data

from core.networks.parameters import PARAMS, auto_batch_size
from core.params import Float, check_all

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike, NDArray

    Report = Callable[[int, dict[str, float]], None]

# Not in the form: the training room cuts the inner split itself and hands it to `fit`.
VALIDATION_FRACTION = Float(name="validation_fraction", default=0.15, low=0.01, high=0.9)
FEWEST_ROWS_TO_SPLIT = 20  # below, three validation rows say nothing: all epochs run

SHAPE = ("hidden_layers", "width", "activation", "dropout", "batch_norm")


class _Network(BaseEstimator):
    """What both estimators share: the parameters, the inner split, the fitted arrays."""

    def __init__(
        self,
        *,
        hidden_layers=2,
        width=128,
        activation="relu",
        dropout=0.1,
        batch_norm=False,
        learning_rate=2e-3,
        weight_decay=0.01,
        batch_size="auto",
        max_epochs=100,
        early_stopping=True,
        patience=16,
        validation_fraction=0.15,
        device="auto",
        random_state=None,
        n_jobs=None,
    ):
        self.hidden_layers = hidden_layers
        self.width = width
        self.activation = activation
        self.dropout = dropout
        self.batch_norm = batch_norm
        self.learning_rate = learning_rate
        self.weight_decay = weight_decay
        self.batch_size = batch_size
        self.max_epochs = max_epochs
        self.early_stopping = early_stopping
        self.patience = patience
        self.validation_fraction = validation_fraction
        self.device = device
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _split(self, X, y, X_val, y_val, strata):
        """(X, y) to train on, (X, y) to validate on or None, and the seed of this fit.

        Given validation rows are taken as they are; else, to stop early, some are cut off here.
        """
        params, seed = self._checked(), _seed(self.random_state)
        if X_val is not None or y_val is not None:
            return (X, y), self._validation(X_val, y_val), seed
        if not params["early_stopping"] or len(X) < FEWEST_ROWS_TO_SPLIT:
            return (X, y), None, seed
        kept, held = _cut(len(X), params["validation_fraction"], strata, seed)
        return (X[kept], y[kept]), (X[held], y[held]), seed

    def _learn(self, training, validation, n_outputs, unit, seed, report):
        """Train on float32 X (rows, features) and class codes or standardised numbers (rows,)."""
        from core.device import choose
        from core.networks.loop import Plan, learn
        from core.networks.module import threads

        params = self._checked()
        n_rows, n_features = training[0].shape
        self.architecture_ = {"n_features": n_features, "n_outputs": n_outputs}
        self.architecture_ |= {name: params[name] for name in SHAPE}
        auto = params["batch_size"] == "auto"
        plan = Plan(
            learning_rate=params["learning_rate"],
            weight_decay=params["weight_decay"],
            batch_size=auto_batch_size(n_rows) if auto else params["batch_size"],
            max_epochs=params["max_epochs"],
            patience=params["patience"] if params["early_stopping"] else None,
        )
        device = choose(params["device"])
        with threads(self.n_jobs):
            trained = learn(
                self.architecture_, plan, training, validation, unit, device, seed, report
            )
        self.weights_, self.history_, self.best_step_ = trained
        self.n_iter_, self.device_ = len(self.history_), device
        self.n_parameters_ = sum(
            int(w.size) for name, w in self.weights_.items() if name.endswith(("weight", "bias"))
        )
        return self

    def _checked(self) -> dict[str, Any]:
        """The constructor's parameters, checked; ValueError names parameter, rule and value."""
        params = (*PARAMS, VALIDATION_FRACTION)
        values = {param.name: getattr(self, param.name) for param in params}
        plain = {k: v.item() if isinstance(v, np.generic) else v for k, v in values.items()}
        return check_all(params, plain, type(self).__name__)

    def _validation(self, X_val, y_val) -> tuple[NDArray, NDArray]:
        """X_val (rows, features) as float32 and y_val (rows,), checked."""
        if X_val is None or y_val is None:
            raise ValueError("X_val and y_val belong together: give both or neither.")
        X_val = validate_data(self, X_val, reset=False, dtype=np.float32)
        y_val = column_or_1d(y_val, warn=True)
        if len(X_val) != len(y_val):
            raise ValueError(f"X_val has {len(X_val)} rows and y_val {len(y_val)}.")
        return X_val, y_val

    def _outputs(self, X) -> NDArray:
        """The fitted network's head for X, float64 of shape (rows, outputs)."""
        from core.networks.module import outputs, threads

        check_is_fitted(self)
        X = validate_data(self, X, reset=False, dtype=np.float32)
        with threads(self.n_jobs):
            return outputs(self.architecture_, self.weights_, X)


class MLPClassifier(ClassifierMixin, _Network):
    """A multilayer perceptron for classes, trained by AdamW on the log loss.

    The parameters are described in `core.networks.PARAMS`; `validation_fraction` is the share that
    `fit` holds back when no validation rows are given, and `random_state` None means new
    randomness each time (NumPy's global state is neither read nor moved). `n_jobs` is the number
    of CPU threads, None is one. Scale X: the network takes it as it is. Fitted:
    `classes_`, `weights_` (name -> array), `architecture_`, `history_` (a record an epoch: step,
    training, validation), `best_step_`, `n_iter_`, `n_parameters_`, `device_`.
    """

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        X_val: ArrayLike | None = None,
        y_val: ArrayLike | None = None,
        report: Report | None = None,
    ) -> MLPClassifier:
        """Fit on X (rows, features) and labels y (rows,); returns itself.

        It stops early by (X_val, y_val), or else by a stratified part of its own rows; validation
        rows of a class that y lacks are left out. After each epoch `report(step, losses)` is
        called, steps from 1, `losses` = {"training": ..., "validation": ...} in log loss (nats);
        "training" is the running mean over the epoch's batches, dropout on, so it may lie above
        "validation". ValueError for missing or infinite values, or a single class.
        """
        X, y = validate_data(self, X, y, dtype=np.float32, ensure_min_samples=2)
        check_classification_targets(y)
        self.classes_ = np.unique(y)
        if len(self.classes_) < 2:
            raise ValueError(
                f"{type(self).__name__} needs at least 2 classes in y. It holds one class only: "
                f"'{self.classes_[0]}'."
            )
        training, validation, seed = self._split(X, y, X_val, y_val, strata=y)
        training = self._coded(*training)
        if validation is not None:
            validation = self._coded(*validation)
        return self._learn(training, validation, len(self.classes_), float, seed, report)

    def _coded(self, X, y) -> tuple[NDArray, NDArray]:
        """The rows whose class is known, with class codes for labels."""
        known = np.isin(y, self.classes_)
        if not known.any():
            raise ValueError("No row of y_val has a class that y holds.")
        return X[known], np.searchsorted(self.classes_, y[known])

    def predict_proba(self, X: ArrayLike) -> NDArray:
        """Probabilities (rows, classes), in the order of `classes_`; softmax of the head."""
        scores = self._outputs(X)
        shares = np.exp(scores - scores.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)

    def predict(self, X: ArrayLike) -> NDArray:
        """The most probable class of each row, shape (rows,)."""
        best = self._outputs(X).argmax(axis=1)
        return self.classes_[best]


class MLPRegressor(RegressorMixin, _Network):
    """A multilayer perceptron for numbers, trained by AdamW on the squared error.

    As `MLPClassifier`, without `classes_`. The target is standardised inside, by `target_mean_`
    and `target_scale_`, learned on the rows it trains on (never on validation rows).
    """

    def fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        X_val: ArrayLike | None = None,
        y_val: ArrayLike | None = None,
        report: Report | None = None,
    ) -> MLPRegressor:
        """Fit on X (rows, features) and numbers y (rows,); returns itself.

        As `MLPClassifier.fit`; what is reported is the root mean squared error in y's unit.
        """
        X, y = validate_data(self, X, y, dtype=np.float32, ensure_min_samples=2, y_numeric=True)
        training, validation, seed = self._split(X, y, X_val, y_val, strata=None)
        y = training[1].astype(np.float64)
        self.target_mean_, self.target_scale_ = float(y.mean()), float(y.std()) or 1.0
        training = self._standardised(*training)
        if validation is not None:
            validation = self._standardised(*validation)

        def rmse(mean: float) -> float:
            return self.target_scale_ * math.sqrt(mean)

        return self._learn(training, validation, 1, rmse, seed, report)

    def _standardised(self, X, y) -> tuple[NDArray, NDArray]:
        """The rows with y as the network sees it: float32, about 0 with spread 1."""
        y = y.astype(np.float64)
        assert_all_finite(y, input_name="y_val")
        return X, ((y - self.target_mean_) / self.target_scale_).astype(np.float32)

    def predict(self, X: ArrayLike) -> NDArray:
        """The predicted number of each row, shape (rows,), in y's unit."""
        return self._outputs(X)[:, 0] * self.target_scale_ + self.target_mean_


def _seed(random_state) -> int:
    """The seed of one fit; None means a new one, drawn without NumPy's global state."""
    if random_state is None:
        random_state = np.random.RandomState(np.random.SeedSequence().generate_state(4))
    return int(check_random_state(random_state).randint(2**31 - 1))


def _cut(n_rows: int, fraction: float, strata, seed: int) -> tuple[NDArray, NDArray]:
    """Positions to train on and to validate on; by classes where each can stand on both sides."""
    held = max(2, round(fraction * n_rows))
    if strata is not None:
        counts = np.unique(strata, return_counts=True)[1]
        if counts.min() < 2 or len(counts) > min(held, n_rows - held):
            strata = None
    return train_test_split(np.arange(n_rows), test_size=held, stratify=strata, random_state=seed)
