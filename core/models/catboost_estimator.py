"""CatBoost as scikit-learn estimators; what is fitted is CatBoost's own binary form in `bytes_`."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np

from core.models.boosted import Boosted, BoostedClasses, BoostedNumbers
from core.models.engines import load

LOSS = {0: "RMSE", 2: "Logloss"}


@lru_cache(maxsize=32)
def _model(data: bytes):
    return load("catboost").CatBoost().load_model(blob=data)


class _CatBoost(Boosted):
    def __init__(
        self, n_estimators=500, learning_rate=0.05, max_depth=6, reg_lambda=3.0, subsample=0.8,
        early_stopping=True, patience=50, class_weight=None, categorical_features=None,
        monotonic_cst=None, random_state=0, n_jobs=1,
    ):  # fmt: skip
        self.n_estimators = n_estimators
        self.learning_rate = learning_rate
        self.max_depth = max_depth
        self.reg_lambda = reg_lambda
        self.subsample = subsample
        self.early_stopping = early_stopping
        self.patience = patience
        self.class_weight = class_weight
        self.categorical_features = categorical_features
        self.monotonic_cst = monotonic_cst
        self.random_state = random_state
        self.n_jobs = n_jobs

    def _settings(self, classes: int, directions: list[int], stop: bool) -> dict:
        settings = {
            "loss_function": LOSS.get(classes, "MultiClass"),
            "iterations": self.n_estimators,
            "learning_rate": self.learning_rate,
            "depth": self.max_depth,
            "l2_leaf_reg": self.reg_lambda,
            "bootstrap_type": "Bernoulli",
            "subsample": self.subsample,
            "boosting_type": "Plain",
            "random_seed": self.random_state or 0,
            "thread_count": self.n_jobs or 1,
            "allow_writing_files": False,
            "logging_level": "Silent",
        }
        if stop:
            settings |= {"od_type": "Iter", "od_wait": self.patience}
        if any(directions):
            settings["monotone_constraints"] = directions
        return settings

    def _data(self, X, y=None, weight=None):
        """The library's own matrix: category codes must be whole numbers in it."""
        import pandas as pd

        X = X.toarray() if hasattr(X, "toarray") else X
        categories, _ = self._of_columns(X.shape[1])
        frame = pd.DataFrame(X).astype(dict.fromkeys(categories, int))
        return load("catboost").Pool(frame, y, weight=weight, cat_features=categories)

    def _boost(self, X, y, weight, validation, note, classes) -> None:
        catboost = load("catboost")
        stop = validation is not None and bool(self.early_stopping)
        _, directions = self._of_columns(X.shape[1])
        model = catboost.CatBoost(self._settings(classes, directions, stop))
        names = {"learn": "training", "validation": "validation"}

        class Note:
            def after_iteration(self, info) -> bool:
                found = {names[k]: v[LOSS.get(classes, "MultiClass")][-1]
                         for k, v in info.metrics.items() if k in names}  # fmt: skip
                note(info.iteration, found)
                return True

        try:
            model.fit(
                self._data(X, y, weight),
                eval_set=None if validation is None else self._data(*validation),
                use_best_model=stop,
                callbacks=[Note()],
            )
        except catboost.CatBoostError as error:
            raise ValueError(f"CatBoost could not fit these rows. {error}") from error
        self.best_step_ = model.tree_count_ if stop else len(self.history_)
        self.feature_importances_ = np.asarray(model.get_feature_importance())
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "model"
            model.save_model(str(path), format="cbm")
            self.bytes_ = path.read_bytes()

    def _raw(self, X) -> np.ndarray:
        kind = "Probability" if hasattr(self, "classes_") else "RawFormulaVal"
        return _model(self.bytes_).predict(
            self._data(X), prediction_type=kind, thread_count=self.n_jobs or 1
        )


class CatBoostClassifier(BoostedClasses, _CatBoost):
    """CatBoost for classes; parameters named as in the other engines.

    `categorical_features` are the positions of ordinal-encoded categories; `monotonic_cst` is -1,
    0 or 1 a feature. The library writes no files.
    """


class CatBoostRegressor(BoostedNumbers, _CatBoost):
    """CatBoost for numbers; parameters named as in the other engines."""
