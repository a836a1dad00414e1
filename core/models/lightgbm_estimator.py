"""LightGBM as scikit-learn estimators that watch inner rows, report each round and keep text.

The fitted model is LightGBM's own text format in `text_`, so nothing compiled hangs on the
estimator: it clones, copies and stores as plain data.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data


@lru_cache(maxsize=32)
def _booster(text: str):
    from lightgbm import Booster

    return Booster(model_str=text)


class _Boosted(BaseEstimator):
    """What the classifier and the regressor share."""

    def __init__(
        self, n_estimators=1000, learning_rate=0.05, num_leaves=31, min_child_samples=20,
        subsample=0.8, colsample_bytree=0.8, reg_lambda=1.0, early_stopping=True, patience=50,
        random_state=0, n_jobs=1,
    ):  # fmt: skip
        self.n_estimators = n_estimators
        self.learning_rate = learning_rate
        self.num_leaves = num_leaves
        self.min_child_samples = min_child_samples
        self.subsample = subsample
        self.colsample_bytree = colsample_bytree
        self.reg_lambda = reg_lambda
        self.early_stopping = early_stopping
        self.patience = patience
        self.random_state = random_state
        self.n_jobs = n_jobs

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.input_tags.sparse = True
        return tags

    def _settings(self) -> dict:
        return {
            "learning_rate": self.learning_rate,
            "num_leaves": self.num_leaves,
            "min_data_in_leaf": self.min_child_samples,
            "bagging_fraction": self.subsample,
            "bagging_freq": 1 if self.subsample < 1 else 0,
            "feature_fraction": self.colsample_bytree,
            "lambda_l2": self.reg_lambda,
            "seed": self.random_state or 0,
            "num_threads": self.n_jobs or 1,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }

    def _boost(self, X, y, weight, validation, report, **objective) -> None:
        """Boost on X (n, p) and y (n,); keep the best round's text when `validation` is watched."""
        import lightgbm

        data = lightgbm.Dataset(X, y, weight=weight, params={"verbosity": -1})
        sets, names = [data], ["training"]
        if validation is not None:
            sets.append(data.create_valid(*validation))
            names.append("validation")
        history: list[dict] = []

        def note(env):
            entry = {name: float(value) for name, _, value, *_ in env.evaluation_result_list}
            history.append({"step": env.iteration + 1, **entry})
            if report is not None:
                report(env.iteration + 1, entry)

        callbacks = [note]
        if validation is not None and self.early_stopping:
            callbacks.append(lightgbm.early_stopping(self.patience, verbose=False))
        booster = lightgbm.train(
            {**self._settings(), **objective},
            data,
            num_boost_round=self.n_estimators,
            valid_sets=sets,
            valid_names=names,
            callbacks=callbacks,
        )
        self.best_step_ = booster.best_iteration or len(history)
        self.history_ = history
        self.text_ = booster.model_to_string(num_iteration=self.best_step_)
        self.feature_importances_ = booster.feature_importance("gain", iteration=self.best_step_)

    def _raw(self, X) -> np.ndarray:
        check_is_fitted(self)
        X = validate_data(
            self, X, reset=False, accept_sparse="csr", dtype=np.float64, ensure_all_finite=False
        )
        return _booster(self.text_).predict(X, num_threads=self.n_jobs or 1)

    def _checked(self, X, y, **kwargs):
        return validate_data(
            self, X, y, accept_sparse="csr", dtype=np.float64, ensure_all_finite=False,
            ensure_min_samples=2, **kwargs,
        )  # fmt: skip


class BoostedClassifier(ClassifierMixin, _Boosted):
    """Gradient-boosted trees for classes; parameters as in `lightgbm.LGBMClassifier`."""

    def __init__(
        self, n_estimators=1000, learning_rate=0.05, num_leaves=31, min_child_samples=20,
        subsample=0.8, colsample_bytree=0.8, reg_lambda=1.0, early_stopping=True, patience=50,
        class_weight=None, random_state=0, n_jobs=1,
    ):  # fmt: skip
        super().__init__(
            n_estimators, learning_rate, num_leaves, min_child_samples, subsample,
            colsample_bytree, reg_lambda, early_stopping, patience, random_state, n_jobs,
        )  # fmt: skip
        self.class_weight = class_weight

    def fit(self, X, y, X_val=None, y_val=None, report=None):
        """Fit on X (n, p), labels y (n,); watch X_val, y_val; report(round, losses)."""
        from sklearn.utils.class_weight import compute_sample_weight

        X, y = self._checked(X, y)
        check_classification_targets(y)
        self.classes_, codes = np.unique(y, return_inverse=True)
        if len(self.classes_) < 2:
            raise ValueError(f"y has one class only, {self.classes_[0]!r}: nothing to tell apart.")
        weight = None if self.class_weight is None else compute_sample_weight(self.class_weight, y)
        validation = None
        if X_val is not None:
            known = np.isin(y_val, self.classes_)
            validation = (X_val[known], np.searchsorted(self.classes_, y_val[known]))
        many = len(self.classes_) > 2
        objective = {"objective": "multiclass", "num_class": len(self.classes_)} if many else {}
        metric = "multi_logloss" if many else "binary_logloss"
        objective = objective or {"objective": "binary"}
        self._boost(X, codes, weight, validation, report, metric=metric, **objective)
        return self

    def predict_proba(self, X) -> np.ndarray:
        """Probabilities (n, k) in the order of `classes_`."""
        raw = self._raw(X)
        return raw if raw.ndim == 2 else np.column_stack([1 - raw, raw])

    def predict(self, X) -> np.ndarray:
        """The likeliest label a row, (n,)."""
        likeliest = self.predict_proba(X).argmax(axis=1)
        return self.classes_[likeliest]


class BoostedRegressor(RegressorMixin, _Boosted):
    """Gradient-boosted trees for numbers; parameters as in `lightgbm.LGBMRegressor`."""

    def fit(self, X, y, X_val=None, y_val=None, report=None):
        """Fit on X (n, p), y (n,); watch X_val, y_val; `report(round, losses)` a round."""
        X, y = self._checked(X, y, y_numeric=True)
        validation = None if X_val is None else (X_val, y_val)
        self._boost(X, y, None, validation, report, objective="regression", metric="rmse")
        return self

    def predict(self, X) -> np.ndarray:
        """Predicted numbers (n,)."""
        return self._raw(X)
