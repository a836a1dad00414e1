"""Support vector machines with probabilities, bounded time and a target on one scale.

Probabilities are Platt's (1999): one sigmoid a class over decision values of rows that were set
aside in turn, within the rows that are fitted on; the machine itself then learns from all of them.
The kernel is exact up to `exact_rows` rows, and Nystroem's approximation (Williams and Seeger,
2001) before a linear machine above.
"""

from __future__ import annotations

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.calibration import CalibratedClassifierCV
from sklearn.kernel_approximation import Nystroem
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import make_pipeline
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

ASIDE = 3
"""In so many parts the rows are set aside in turn for the probabilities."""
ROUNDS = 10_000


class _Margin(BaseEstimator):
    """What the four share; `_machine(X)` makes the unfitted scikit-learn machine for X."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def _checked(self, *data, **kwargs):
        return validate_data(
            self, *data, accept_sparse="csr", dtype=np.float64, accept_large_sparse=False, **kwargs
        )


class _Classes(ClassifierMixin, _Margin):
    def fit(self, X, y):
        """Fit on X (n, p) and labels y (n,); ValueError if there is one class only."""
        X, y = self._checked(X, y)
        check_classification_targets(y)
        self.classes_, counts = np.unique(y, return_counts=True)
        if len(self.classes_) < 2:
            raise ValueError(f"y has one class only, {self.classes_[0]!r}: nothing to tell apart.")
        machine = self._machine(X)
        self.calibrated_ = bool(counts.min() > 1)
        if self.calibrated_:
            aside = StratifiedKFold(min(ASIDE, int(counts.min())), shuffle=True,
                                    random_state=self.random_state)  # fmt: skip
            machine = CalibratedClassifierCV(machine, cv=aside, ensemble=False)
        self.model_ = machine.fit(X, y)
        return self

    def predict_proba(self, X):
        """Probabilities (n, k) in the order of `classes_`."""
        check_is_fitted(self)
        X = self._checked(X, reset=False)
        if self.calibrated_:
            return self.model_.predict_proba(X)
        # A class of one row leaves nothing to set aside: the decision values stand in, squeezed.
        raw = self.model_.decision_function(X)
        raw = np.column_stack([-raw, raw]) / 2 if raw.ndim == 1 else raw
        shares = np.exp(raw - raw.max(axis=1, keepdims=True))
        return shares / shares.sum(axis=1, keepdims=True)

    def predict(self, X):
        """The likeliest label a row, (n,)."""
        likeliest = self.predict_proba(X).argmax(axis=1)
        return self.classes_[likeliest]


class _Numbers(RegressorMixin, _Margin):
    def fit(self, X, y):
        """Fit on X (n, p) and y (n,), brought to mean 0 and standard deviation 1."""
        X, y = self._checked(X, y, y_numeric=True)
        self.mean_, self.scale_ = float(np.mean(y)), float(np.std(y)) or 1.0
        self.model_ = self._machine(X).fit(X, (y - self.mean_) / self.scale_)
        return self

    def predict(self, X):
        """Predicted numbers (n,)."""
        check_is_fitted(self)
        return self.model_.predict(self._checked(X, reset=False)) * self.scale_ + self.mean_


class LinearMarginClassifier(_Classes):
    """`LinearSVC` with probabilities."""

    def __init__(self, C=0.1, class_weight=None, random_state=0):
        self.C = C
        self.class_weight = class_weight
        self.random_state = random_state

    def _machine(self, X):
        return LinearSVC(C=self.C, class_weight=self.class_weight, max_iter=ROUNDS,
                         random_state=self.random_state)  # fmt: skip

    @property
    def coef_(self):
        """The weights of the decision values, (1, p) or (k, p)."""
        fitted = self.model_
        return (fitted.calibrated_classifiers_[0].estimator if self.calibrated_ else fitted).coef_


class LinearMarginRegressor(_Numbers):
    """`LinearSVR` with the squared loss beyond `epsilon`."""

    def __init__(self, C=0.1, epsilon=0.1, random_state=0):
        self.C = C
        self.epsilon = epsilon
        self.random_state = random_state

    def _machine(self, X):
        return _straight_numbers(self)

    @property
    def coef_(self):
        """The weights in the target's unit, (p,)."""
        return self.model_.coef_ * self.scale_


class _Kernel(_Margin):
    def _approximated(self, X, machine):
        components = min(self.n_components, X.shape[0])
        gamma = self.gamma
        if gamma == "scale":
            mean = X.mean()
            squares = X.multiply(X) if hasattr(X, "multiply") else X * X
            gamma = 1 / (X.shape[1] * ((squares.mean() - mean**2) or 1.0))
        kernel = Nystroem(gamma=gamma, n_components=components, random_state=self.random_state)
        return make_pipeline(kernel, machine)


class KernelMarginClassifier(_Classes, _Kernel):
    """`SVC` with an RBF kernel and probabilities, approximated above `exact_rows`."""

    def __init__(self, C=1.0, gamma="scale", class_weight=None, exact_rows=3000, n_components=300,
                 random_state=0):  # fmt: skip
        self.C = C
        self.gamma = gamma
        self.class_weight = class_weight
        self.exact_rows = exact_rows
        self.n_components = n_components
        self.random_state = random_state

    def _machine(self, X):
        if X.shape[0] <= self.exact_rows:
            return SVC(C=self.C, gamma=self.gamma, class_weight=self.class_weight)
        straight = LinearSVC(C=self.C, class_weight=self.class_weight, max_iter=ROUNDS,
                             random_state=self.random_state)  # fmt: skip
        return self._approximated(X, straight)


class KernelMarginRegressor(_Numbers, _Kernel):
    """`SVR` with an RBF kernel, approximated above `exact_rows`."""

    def __init__(self, C=1.0, gamma="scale", epsilon=0.1, exact_rows=3000, n_components=300,
                 random_state=0):  # fmt: skip
        self.C = C
        self.gamma = gamma
        self.epsilon = epsilon
        self.exact_rows = exact_rows
        self.n_components = n_components
        self.random_state = random_state

    def _machine(self, X):
        if X.shape[0] <= self.exact_rows:
            return SVR(C=self.C, gamma=self.gamma, epsilon=self.epsilon)
        return self._approximated(X, _straight_numbers(self))


def _straight_numbers(asked):
    return LinearSVR(C=asked.C, epsilon=asked.epsilon, loss="squared_epsilon_insensitive",
                     dual="auto", max_iter=ROUNDS, random_state=asked.random_state)  # fmt: skip
