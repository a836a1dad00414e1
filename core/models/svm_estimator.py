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
from sklearn.svm import SVC, SVR, LinearSVC, LinearSVR
from sklearn.utils.class_weight import compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

ASIDE = 3
"""In so many parts the rows are set aside in turn for the probabilities."""
ROUNDS = 10_000


class _Margin(BaseEstimator):
    """What all share. `_machine()` is the unfitted machine of scikit-learn for mapped rows."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def _checked(self, *data, **kwargs):
        return validate_data(
            self, *data, accept_sparse="csr", dtype=np.float64, accept_large_sparse=False, **kwargs
        )

    def _mapped(self, X, fit=False):
        return X

    def _seen(self, X):
        check_is_fitted(self)
        return self._mapped(self._checked(X, reset=False))

    def _straight(self):
        """A linear machine for this task."""
        common = {"C": self.C, "max_iter": ROUNDS, "random_state": self.random_state}
        if isinstance(self, ClassifierMixin):
            return LinearSVC(**common)
        loss = "squared_epsilon_insensitive"
        return LinearSVR(epsilon=self.epsilon, loss=loss, dual="auto", **common)


class _Classes(ClassifierMixin, _Margin):
    def fit(self, X, y):
        """Fit on X (n, p) and labels y (n,); ValueError if there is one class only."""
        X, y = self._checked(X, y)
        check_classification_targets(y)
        self.classes_, counts = np.unique(y, return_counts=True)
        if len(self.classes_) < 2:
            raise ValueError(f"y has one class only, {self.classes_[0]!r}: nothing to tell apart.")
        X = self._mapped(X, fit=True)
        machine = self._machine()
        self.calibrated_ = bool(counts.min() > 1)
        if self.calibrated_:
            aside = StratifiedKFold(min(ASIDE, int(counts.min())), shuffle=True,
                                    random_state=self.random_state)  # fmt: skip
            machine = CalibratedClassifierCV(machine, cv=aside, ensemble=False)
        # As weights of rows they reach the sigmoids too, which would set them right again.
        self.model_ = machine.fit(X, y, sample_weight=compute_sample_weight(self.class_weight, y))
        return self

    def predict_proba(self, X):
        """Probabilities (n, k) in the order of `classes_`."""
        X = self._seen(X)
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
        X = self._mapped(X, fit=True)
        self.mean_, self.scale_ = float(np.mean(y)), float(np.std(y)) or 1.0
        self.model_ = self._machine().fit(X, (y - self.mean_) / self.scale_)
        return self

    def predict(self, X):
        """Predicted numbers (n,)."""
        X = self._seen(X)
        return self.model_.predict(X) * self.scale_ + self.mean_


class LinearMarginClassifier(_Classes):
    """`LinearSVC` with probabilities."""

    def __init__(self, C=0.1, class_weight=None, random_state=0):
        self.C = C
        self.class_weight = class_weight
        self.random_state = random_state

    _machine = _Margin._straight

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

    _machine = _Margin._straight

    @property
    def coef_(self):
        """The weights in the target's unit, (p,)."""
        return self.model_.coef_ * self.scale_


class _Kernel(_Margin):
    """The RBF kernel, exact or by `n_components` rows; `kernel_` is None where it is exact."""

    def _mapped(self, X, fit=False):
        if fit:
            self.kernel_ = None if X.shape[0] <= self.exact_rows else self._nystroem(X).fit(X)
        return X if self.kernel_ is None else self.kernel_.transform(X)

    def _nystroem(self, X):
        gamma, components = self.gamma, min(self.n_components, X.shape[0])
        if gamma == "scale":
            squares = X.multiply(X) if hasattr(X, "multiply") else X * X
            gamma = 1 / (X.shape[1] * ((squares.mean() - X.mean() ** 2) or 1.0))
        return Nystroem(gamma=gamma, n_components=components, random_state=self.random_state)


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

    def _machine(self):
        return SVC(C=self.C, gamma=self.gamma) if self.kernel_ is None else self._straight()


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

    def _machine(self):
        exact = {"C": self.C, "gamma": self.gamma, "epsilon": self.epsilon}
        return SVR(**exact) if self.kernel_ is None else self._straight()
