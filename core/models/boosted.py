"""What the boosting engines share: labels, weights, watched rows and the rounds they report.

An engine says `_boost`, `_raw` and its parameters, and holds what it fitted as text or bytes, so
nothing compiled hangs on the estimator: it clones, copies and stores as plain data.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data


class Boosted(BaseEstimator):
    """Boosted trees that may watch inner rows.

    An engine's `_boost(X, y, weight, validation, note, classes)` fits on X (n, p) and y (n,):
    class codes of so many `classes`, or numbers where it is 0. It calls `note(round, losses)`
    after each round, keeps the best round where `validation` = (X, y) is watched, and sets
    `best_step_`. `_raw(X)` gives numbers (n,), the second class's probability (n,) or (n, k).
    """

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.sparse = True
        return tags

    def _learn(self, X, y, weight, validation, report, classes: int = 0):
        self.history_: list[dict[str, float]] = []

        def note(step: int, losses: dict[str, float]) -> None:
            self.history_.append({"step": step, **losses})
            if report is not None:
                report(step, losses)

        self._boost(X, y, weight, validation, note, classes)
        return self

    def _output(self, X) -> np.ndarray:
        check_is_fitted(self)
        return self._raw(self._checked(X, reset=False))

    def _checked(self, *data, **kwargs):
        return validate_data(
            self, *data, accept_sparse="csr", dtype=np.float64, ensure_all_finite=False, **kwargs
        )

    def _of_columns(self, n_features: int) -> tuple[list[int], list[int]]:
        """The positions of the categories, and the direction (-1, 0, 1) of every feature."""
        return list(self.categorical_features or ()), list(self.monotonic_cst or [0] * n_features)


class BoostedClasses(ClassifierMixin, Boosted):
    """The half of a classifier."""

    def fit(self, X, y, X_val=None, y_val=None, report=None):
        """Fit on X (n, p), labels y (n,); watch X_val, y_val; report(round, losses)."""
        from sklearn.utils.class_weight import compute_sample_weight

        X, y = self._checked(X, y, ensure_min_samples=2)
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"y has one class only, {self.classes_[0]!r}: nothing to tell apart.")
        weight = None if self.class_weight is None else compute_sample_weight(self.class_weight, y)
        validation: Any = None
        if X_val is not None:
            known = np.isin(y_val, self.classes_)
            validation = (X_val[known], np.searchsorted(self.classes_, y_val[known]))
        return self._learn(X, codes, weight, validation, report, len(self.classes_))

    def predict_proba(self, X) -> np.ndarray:
        """Probabilities (n, k) in the order of `classes_`."""
        raw = self._output(X)
        return raw if raw.ndim == 2 else np.column_stack([1 - raw, raw])

    def predict(self, X) -> np.ndarray:
        """The likeliest label a row, (n,)."""
        likeliest = self.predict_proba(X).argmax(axis=1)
        return self.classes_[likeliest]


class BoostedNumbers(RegressorMixin, Boosted):
    """The half of a regressor."""

    def fit(self, X, y, X_val=None, y_val=None, report=None):
        """Fit on X (n, p), y (n,); watch X_val, y_val; `report(round, losses)` a round."""
        X, y = self._checked(X, y, ensure_min_samples=2, y_numeric=True)
        validation = None if X_val is None else (X_val, y_val)
        return self._learn(X, y, None, validation, report)

    def predict(self, X) -> np.ndarray:
        """Predicted numbers (n,)."""
        return self._output(X)
