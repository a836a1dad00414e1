"""LightGBM as scikit-learn estimators; what is fitted is LightGBM's own text format in `text_`."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.models.boosted import Boosted, BoostedClasses, BoostedNumbers


@lru_cache(maxsize=32)
def _booster(text: str):
    from lightgbm import Booster

    return Booster(model_str=text)


class _LightGBM(Boosted):
    def __init__(
        self, n_estimators=1000, learning_rate=0.05, num_leaves=31, min_child_samples=20,
        subsample=0.8, colsample_bytree=0.8, reg_lambda=1.0, early_stopping=True, patience=50,
        class_weight=None, categorical_features=None, monotonic_cst=None, random_state=0, n_jobs=1,
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
        self.class_weight = class_weight
        self.categorical_features = categorical_features
        self.monotonic_cst = monotonic_cst
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _settings(self, classes: int, directions: list[int]) -> dict:
        objective = {
            0: {"objective": "regression", "metric": "rmse"},
            2: {"objective": "binary", "metric": "binary_logloss"},
        }
        many = {"objective": "multiclass", "metric": "multi_logloss", "num_class": classes}
        return {
            **objective.get(classes, many),
            "learning_rate": self.learning_rate,
            "num_leaves": self.num_leaves,
            "min_data_in_leaf": self.min_child_samples,
            "bagging_fraction": self.subsample,
            "bagging_freq": 1 if self.subsample < 1 else 0,
            "feature_fraction": self.colsample_bytree,
            "lambda_l2": self.reg_lambda,
            "monotone_constraints": directions if any(directions) else None,
            "seed": self.random_state or 0,
            "num_threads": self.n_jobs or 1,
            "deterministic": True,
            "force_row_wise": True,
            "verbosity": -1,
        }

    def _boost(self, X, y, weight, validation, note, classes) -> None:
        import lightgbm

        categories, directions = self._of_columns(X.shape[1])
        data = lightgbm.Dataset(
            X, y, weight=weight, categorical_feature=categories, params={"verbosity": -1}
        )
        sets, names = [data], ["training"]
        if validation is not None:
            sets.append(data.create_valid(*validation))
            names.append("validation")

        def after(env):
            found = {name: float(value) for name, _, value, *_ in env.evaluation_result_list}
            note(env.iteration + 1, found)

        callbacks = [after]
        if validation is not None and self.early_stopping:
            callbacks.append(lightgbm.early_stopping(self.patience, verbose=False))
        booster = lightgbm.train(
            self._settings(classes, directions),
            data,
            num_boost_round=self.n_estimators,
            valid_sets=sets,
            valid_names=names,
            callbacks=callbacks,
        )
        self.best_step_ = booster.best_iteration or len(self.history_)
        self.text_ = booster.model_to_string(num_iteration=self.best_step_)
        self.feature_importances_ = booster.feature_importance("gain", iteration=self.best_step_)

    def _raw(self, X) -> np.ndarray:
        return _booster(self.text_).predict(X, num_threads=self.n_jobs or 1)


class BoostedClassifier(BoostedClasses, _LightGBM):
    """Gradient-boosted trees for classes; parameters as in `lightgbm.LGBMClassifier`.

    `categorical_features` are the positions of ordinal-encoded categories, negative codes missing;
    `monotonic_cst` is -1, 0 or 1 a feature.
    """


class BoostedRegressor(BoostedNumbers, _LightGBM):
    """Gradient-boosted trees for numbers; parameters as in `lightgbm.LGBMRegressor`."""
