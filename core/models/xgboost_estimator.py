"""XGBoost as scikit-learn estimators; what is fitted is XGBoost's own JSON format in `text_`."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from core.models.boosted import Boosted, BoostedClasses, BoostedNumbers
from core.models.engines import load


@lru_cache(maxsize=32)
def _booster(text: str):
    booster = load("xgboost").Booster()
    booster.load_model(bytearray(text.encode()))
    return booster


class _XGBoost(Boosted):
    def __init__(
        self, n_estimators=1000, learning_rate=0.05, max_depth=6, min_child_weight=1.0,
        subsample=0.8, colsample_bytree=0.8, reg_lambda=1.0, early_stopping=True, patience=50,
        class_weight=None, categorical_features=None, monotonic_cst=None, random_state=0, n_jobs=1,
    ):  # fmt: skip
        self.n_estimators = n_estimators
        self.learning_rate = learning_rate
        self.max_depth = max_depth
        self.min_child_weight = min_child_weight
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
            0: {"objective": "reg:squarederror", "eval_metric": "rmse"},
            2: {"objective": "binary:logistic", "eval_metric": "logloss"},
        }
        many = {"objective": "multi:softprob", "eval_metric": "mlogloss", "num_class": classes}
        settings = {
            **objective.get(classes, many),
            "eta": self.learning_rate,
            "max_depth": self.max_depth,
            "min_child_weight": self.min_child_weight,
            "subsample": self.subsample,
            "colsample_bytree": self.colsample_bytree,
            "lambda": self.reg_lambda,
            "tree_method": "hist",
            "seed": self.random_state or 0,
            "nthread": self.n_jobs or 1,
            "verbosity": 0,
        }
        if any(directions):
            settings["monotone_constraints"] = tuple(directions)
        return settings

    def _data(self, X, y=None, weight=None):
        """The library's own matrix; category codes below 0 were never seen: they are missing."""
        categories, _ = self._of_columns(X.shape[1])
        if categories:
            X = X.copy()
            codes = X[:, categories]
            X[:, categories] = np.where(codes < 0, np.nan, codes)
        types = ["c" if i in set(categories) else "q" for i in range(X.shape[1])]
        return load("xgboost").DMatrix(
            X, y, weight=weight, feature_types=types, enable_categorical=bool(categories),
            nthread=self.n_jobs or 1,
        )  # fmt: skip

    def _boost(self, X, y, weight, validation, note, classes) -> None:
        xgboost = load("xgboost")
        watched = {"training": self._data(X, y, weight)}
        if validation is not None:
            watched["validation"] = self._data(*validation)

        class Note(xgboost.callback.TrainingCallback):
            def after_iteration(self, model, epoch, evals_log) -> bool:
                losses = {name: next(iter(found.values())) for name, found in evals_log.items()}
                note(epoch + 1, {name: float(values[-1]) for name, values in losses.items()})
                return False

        stop = validation is not None and self.early_stopping
        booster = xgboost.train(
            self._settings(classes, self._of_columns(X.shape[1])[1]),
            watched["training"],
            num_boost_round=self.n_estimators,
            evals=[(data, name) for name, data in watched.items()],
            early_stopping_rounds=self.patience if stop else None,
            callbacks=[Note()],
            verbose_eval=False,
        )
        self.best_step_ = booster.best_iteration + 1 if stop else len(self.history_)
        kept = booster[: self.best_step_]
        self.text_ = kept.save_raw("json").decode()
        gains = kept.get_score(importance_type="total_gain")
        self.feature_importances_ = np.array([gains.get(f"f{i}", 0.0) for i in range(X.shape[1])])

    def _raw(self, X) -> np.ndarray:
        return _booster(self.text_).predict(self._data(X)).astype(np.float64)


class XGBoostClassifier(BoostedClasses, _XGBoost):
    """XGBoost for classes; parameters as in `xgboost.XGBClassifier`.

    `categorical_features` are the positions of ordinal-encoded categories, negative codes missing;
    `monotonic_cst` is -1, 0 or 1 a feature.
    """


class XGBoostRegressor(BoostedNumbers, _XGBoost):
    """XGBoost for numbers; parameters as in `xgboost.XGBRegressor`."""
