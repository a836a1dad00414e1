"""Selection of columns by what the target says about them.

scikit-learn's SelectPercentile can keep no column at all when there are few, and SelectFromModel
keeps the whole forest in the model file; this keeps at least one column, and only the scores.
"""

from __future__ import annotations

import math

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.feature_selection import SelectorMixin
from sklearn.utils.validation import check_is_fitted, validate_data

TREES = 100


class KeepBest(SelectorMixin, BaseEstimator):
    """Keeps the `keep` share of the columns, at least one, that score best against the target.

    `by` "univariate" is the F test of scikit-learn's f_classif or f_regression, "model" the
    impurity importance in 100 extremely randomised trees of at least 5 rows a leaf.
    """

    def __init__(self, by="univariate", task="binary", keep=0.5, random_state=0):
        self.by = by
        self.task = task
        self.keep = keep
        self.random_state = random_state

    def fit(self, X, y):
        """Score the columns of X (n, p), dense or csr, against y (n,)."""
        X, y = validate_data(self, X, y, accept_sparse="csr", dtype=np.float64)
        scores = self._importances(X, y) if self.by == "model" else self._tested(X, y)
        self.scores_ = np.nan_to_num(scores, nan=-1.0, posinf=np.finfo(float).max)
        best = np.argsort(-self.scores_, kind="stable")
        self.support_ = np.zeros(X.shape[1], dtype=bool)
        self.support_[best[: math.ceil(self.keep * X.shape[1])]] = True
        return self

    def _tested(self, X, y) -> np.ndarray:
        from sklearn.feature_selection import f_classif, f_regression

        with np.errstate(all="ignore"):
            return (f_regression if self.task == "regression" else f_classif)(X, y)[0]

    def _importances(self, X, y) -> np.ndarray:
        from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor

        trees = ExtraTreesRegressor if self.task == "regression" else ExtraTreesClassifier
        forest = trees(TREES, min_samples_leaf=5, random_state=self.random_state)
        return forest.fit(X, y).feature_importances_

    def _get_support_mask(self):
        check_is_fitted(self)
        return self.support_
