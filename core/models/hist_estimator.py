"""scikit-learn's histogram gradient boosting, watching only the rows it is given."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor


class _Watching:
    """Fits with the watched rows or none, keeps the best round and the rounds' losses."""

    def fit(self, X, y, X_val=None, y_val=None, report=None):
        """Fit on X (n, p) and y (n,), watching X_val, y_val; `report(round, losses)` a round."""
        asked = self.early_stopping
        watched = {}
        if X_val is not None and asked:
            known = np.isin(y_val, np.unique(y)) if hasattr(self, "predict_proba") else slice(None)
            watched = {"X_val": X_val[known], "y_val": y_val[known]}
        # Left alone, scikit-learn would cut rows of its own across groups and time.
        self.early_stopping = bool(watched)
        try:
            super().fit(X, y, **watched)
        finally:
            self.early_stopping = asked
        self._keep_best(report)
        return self

    def _keep_best(self, report) -> None:
        # Scores are negative losses, with that of no round at all before the first.
        training = -self.train_score_[1:] if len(self.train_score_) else None
        if training is None:
            self.history_, self.best_step_ = [], self.n_iter_
            return
        validation = -self.validation_score_[1:]
        self.history_ = [
            {"step": i + 1, "training": float(loss), "validation": float(watched)}
            for i, (loss, watched) in enumerate(zip(training, validation, strict=True))
        ]
        self.best_step_ = int(np.argmin(validation)) + 1
        del self._predictors[self.best_step_ :]
        if report is not None:
            for entry in self.history_:
                losses = {k: v for k, v in entry.items() if k != "step"}
                report(entry["step"], losses)


class HistBoostedClassifier(_Watching, HistGradientBoostingClassifier):
    """`HistGradientBoostingClassifier` that stops early on given rows only."""


class HistBoostedRegressor(_Watching, HistGradientBoostingRegressor):
    """`HistGradientBoostingRegressor` that stops early on given rows only."""
