"""Categories as their share of the training rows.

category_encoders' CountEncoder does the same, but keeps a pandas Series, which a model file
without pickle cannot hold.
"""

from __future__ import annotations

import numpy as np
from sklearn.base import BaseEstimator, OneToOneFeatureMixin, TransformerMixin
from sklearn.utils.validation import check_is_fitted


class FrequencyEncoder(OneToOneFeatureMixin, TransformerMixin, BaseEstimator):
    """Each label (n, columns) becomes its share of the rows it was fitted on; an unseen one 0."""

    def fit(self, X, y=None):
        """Count the labels of a frame of text."""
        self.n_features_in_ = X.shape[1]
        self.feature_names_in_ = np.asarray(X.columns, dtype=object)
        counted = [np.unique(X[name].to_numpy(dtype=str), return_counts=True) for name in X]
        self.categories_ = [labels for labels, _ in counted]
        self.shares_ = [counts / len(X) for _, counts in counted]
        return self

    def transform(self, X) -> np.ndarray:
        """Shares, float64 (n, columns)."""
        check_is_fitted(self)
        out = np.zeros(X.shape)
        for j, (labels, shares) in enumerate(zip(self.categories_, self.shares_, strict=True)):
            values = X.iloc[:, j].to_numpy(dtype=str)
            at = np.minimum(np.searchsorted(labels, values), len(labels) - 1)
            out[:, j] = np.where(labels[at] == values, shares[at], 0.0)
        return out
