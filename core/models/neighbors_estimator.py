"""Nearest neighbours that take what rows there are when there are fewer than were asked for."""

from __future__ import annotations

from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.utils.validation import check_is_fitted, validate_data


class _Neighbors(BaseEstimator):
    """The search compares with every row: on many columns no tree is faster, and none is stored."""

    def __init__(self, n_neighbors=15, weights="distance", metric="euclidean", n_jobs=1):
        self.n_neighbors = n_neighbors
        self.weights = weights
        self.metric = metric
        self.n_jobs = n_jobs

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def fit(self, X, y):
        """Keep X (n, p) and y (n,)."""
        numbers = isinstance(self, RegressorMixin)
        X, y = validate_data(self, X, y, accept_sparse="csr", y_numeric=numbers)
        kind = KNeighborsRegressor if numbers else KNeighborsClassifier
        self.model_ = kind(
            min(self.n_neighbors, X.shape[0]), weights=self.weights, metric=self.metric,
            algorithm="brute", n_jobs=self.n_jobs,
        ).fit(X, y)  # fmt: skip
        if not numbers:
            self.classes_ = self.model_.classes_
        return self

    def predict(self, X):
        """What the neighbours say, (n,)."""
        check_is_fitted(self)
        return self.model_.predict(self._checked(X))

    def _checked(self, X):
        return validate_data(self, X, accept_sparse="csr", reset=False)


class NeighborsClassifier(ClassifierMixin, _Neighbors):
    """`KNeighborsClassifier` with at most as many neighbours as rows."""

    def predict_proba(self, X):
        """The share of each class among the neighbours, (n, k)."""
        check_is_fitted(self)
        return self.model_.predict_proba(self._checked(X))


class NeighborsRegressor(RegressorMixin, _Neighbors):
    """`KNeighborsRegressor` with at most as many neighbours as rows."""
