"""Linear models whose penalty means the same whatever unit the target is in.

Each is scikit-learn's own, fitted on a target on a scale of 1 and put back into its unit: a least
squares, Huber or quantile fit follows a shift and a stretch of the target, a log-linear one a
stretch. So `coef_` and `intercept_` are in the target's unit, and one default suits all.
"""

from __future__ import annotations

import numpy as np
from sklearn import linear_model
from sklearn.utils.validation import validate_data

BEYOND = 10.0
"""Log-linear predictions end at so many times the largest target that was learned from."""


def _checked(model, X, y):
    return validate_data(model, X, y, accept_sparse=["csr", "csc"], dtype=float, y_numeric=True)


class _Standardised:
    """Fits on a target of mean 0 and standard deviation 1."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = False
        return tags

    def fit(self, X, y):
        """Fit on X (n, p) and y (n,)."""
        X, y = _checked(self, X, y)
        mean, scale = float(np.mean(y)), float(np.std(y)) or 1.0
        super().fit(X, (y - mean) / scale)
        self.coef_ = self.coef_ * scale
        self.intercept_ = self.intercept_ * scale + mean
        return self


class Lasso(_Standardised, linear_model.Lasso):
    """`Lasso`, its `alpha` a share of the target's standard deviation."""


class ElasticNet(_Standardised, linear_model.ElasticNet):
    """`ElasticNet`, its `alpha` a share of the target's standard deviation."""


class HuberRegressor(_Standardised, linear_model.HuberRegressor):
    """`HuberRegressor`, which converges on a target of any size."""


class QuantileRegressor(_Standardised, linear_model.QuantileRegressor):
    """`QuantileRegressor`, its `alpha` a share of the target's standard deviation."""


class _OfMeanOne:
    """Fits on a target of mean 1 and never predicts beyond what it could have seen."""

    def fit(self, X, y):
        """Fit on X (n, p) and y (n,); ValueError if y holds numbers that the model cannot take."""
        X, y = _checked(self, X, y)
        mean = max(float(np.mean(y)), 0.0) or 1.0
        super().fit(X, y / mean)
        self.intercept_ = self.intercept_ + np.log(mean)
        self.most_ = BEYOND * float(np.max(y))
        return self

    def predict(self, X):
        """Predicted means (n,): e to a sum, so one odd row could otherwise be infinite."""
        with np.errstate(over="ignore"):
            return np.minimum(super().predict(X), self.most_)


class PoissonRegressor(_OfMeanOne, linear_model.PoissonRegressor):
    """`PoissonRegressor`, its `alpha` relative to the target's mean."""


class GammaRegressor(_OfMeanOne, linear_model.GammaRegressor):
    """`GammaRegressor` on a target of mean 1."""
