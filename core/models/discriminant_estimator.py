"""Quadratic discriminant analysis that says in words when a class has too little to learn from."""

from __future__ import annotations

import numpy as np
from numpy.linalg import LinAlgError
from sklearn.discriminant_analysis import QuadraticDiscriminantAnalysis
from sklearn.utils import column_or_1d
from sklearn.utils.multiclass import check_classification_targets


class Quadratic(QuadraticDiscriminantAnalysis):
    """`QuadraticDiscriminantAnalysis` by eigenvalues, which `shrinkage` keeps away from 0."""

    def __init__(self, shrinkage=0.1):
        super().__init__(solver="eigen", shrinkage=shrinkage)

    def fit(self, X, y):
        """Fit on X (n, p) and labels y (n,); ValueError if a class has one row or none differ."""
        y = column_or_1d(y, warn=True)
        check_classification_targets(y)
        if len(y) > 1 and np.unique(y, return_counts=True)[1].min() < 2:
            raise ValueError(
                "A class has only one row here, so its spread cannot be estimated: use fewer "
                "folds, or choose another model."
            )
        try:
            return super().fit(X, y)
        except LinAlgError as error:
            raise ValueError(
                "The rows of one class are all alike here, so its spread cannot be estimated: "
                "leave out the columns that separate it, or choose another model."
            ) from error
