"""A Run: one procedure, trained and judged in one experiment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from core.metrics import decide

if TYPE_CHECKING:
    import pandas as pd

    from core.experiment import Experiment


@dataclass(frozen=True)
class Request:
    """What was asked for: model, complete parameters, features, preparation, seed."""

    model: str
    params: dict[str, Any]
    features: tuple[str, ...]
    preparation: dict[str, Any]
    seed: int

    def to_json(self) -> dict[str, Any]:
        """As JSON types."""
        return {**asdict(self), "features": list(self.features)}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Request:
        """The reverse of `to_json`."""
        return cls(**{**record, "features": tuple(record["features"])})


@dataclass(frozen=True)
class Score:
    """A metric over the folds: each fold's value (None where undefined), mean, 95 % interval.

    `low` and `high` are None with fewer than two defined folds, and for `selected` scores.
    """

    folds: tuple[float | None, ...]
    mean: float | None
    low: float | None = None
    high: float | None = None
    selected: bool = False

    def to_json(self) -> dict[str, Any]:
        """As JSON types."""
        return {**asdict(self), "folds": list(self.folds)}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Score:
        """The reverse of `to_json`."""
        return cls(**{**record, "folds": tuple(record["folds"])})

    @classmethod
    def over(cls, values, training, test, bounds=(-np.inf, np.inf), selected=False) -> Score:
        """The score from fold values; `training` and `test` (J,) are the folds' row counts.

        The mean is weighted by test rows. The interval is the corrected resampled t of Nadeau and
        Bengio, "Inference for the Generalization Error", Machine Learning 52 (2003): the variance
        of J fold values is multiplied by 1/J + test rows / training rows. It ends at the metric's
        `bounds`.
        """
        defined = np.array([value is not None for value in values])
        x = np.array([v for v in values if v is not None], dtype=float)
        if not len(x):
            return cls(tuple(values), None, selected=selected)
        mean = float(np.average(x, weights=test[defined]))
        if len(x) < 2 or selected:
            return cls(tuple(values), mean, selected=selected)
        half = corrected_error(x, training[defined], test[defined]) * _t(0.975, len(x) - 1)
        low, high = max(mean - half, bounds[0]), min(mean + half, bounds[1])
        return cls(tuple(values), mean, low, high, selected)


def corrected_error(x: np.ndarray, training: np.ndarray, test: np.ndarray) -> float:
    """Nadeau and Bengio's corrected standard error of the mean of fold values `x` (J,)."""
    return float(np.sqrt((1 / len(x) + test.mean() / training.mean()) * x.var(ddof=1)))


def _t(quantile: float, freedom: int) -> float:
    from scipy.stats import t

    return float(t.ppf(quantile, freedom))


@dataclass(frozen=True, eq=False)
class Run:
    """A trained procedure: its request, scores, out-of-fold predictions, curves and fitted model.

    `parts` holds a callable for each large piece ("oof", "curves", "learning", "model"); it is
    called when the piece is first used, so that a run listed on a screen costs next to nothing.
    """

    id: str
    experiment: Experiment
    request: Request
    title: str
    scores: Mapping[str, Score]
    threshold: float = 0.5
    facts: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    parts: Mapping[str, Callable[[], Any]] = field(default_factory=dict, repr=False)

    @cached_property
    def oof(self) -> pd.DataFrame:
        """Out-of-fold predictions: row, fold, target, prediction or probability_<class>."""
        return self.parts["oof"]()

    @cached_property
    def curves(self) -> pd.DataFrame:
        """Training curves: fold, step, part ("training", "validation"), value; may be empty."""
        return self.parts["curves"]()

    @cached_property
    def learning(self) -> pd.DataFrame:
        """Learning curve: size, fold, part ("training", "test"), score; empty until it is made."""
        return self.parts["learning"]()

    @cached_property
    def model(self):
        """The fitted scikit-learn Pipeline, learned from the experiment's `final_rows`."""
        return self.parts["model"]()

    @cached_property
    def packed(self) -> bytes:
        """The fitted model as the store keeps it, without pickle."""
        from core.store.models import dump

        return dump(self.model)

    @property
    def size_bytes(self) -> int | None:
        """How large the kept model is; None while the run has no model."""
        known = self.facts.get("size_bytes")
        return len(self.packed) if known is None and "model" in self.parts else known

    @property
    def columns(self) -> list[str]:
        """The columns of `oof` that hold predictions, in the order of the classes."""
        if self.experiment.task == "regression":
            return ["prediction"]
        return [f"probability_{value}" for value in self.experiment.classes]

    def pooled(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows (n,), targets (n,) and out-of-fold values (n,) or (n, k), repeats averaged a row."""
        rows, inverse = np.unique(self.oof["row"].to_numpy(), return_inverse=True)
        values = self.oof[self.columns].to_numpy(dtype=float)
        total = np.zeros((len(rows), values.shape[1]))
        np.add.at(total, inverse, values)
        total /= np.bincount(inverse)[:, None]
        if self.experiment.task == "regression":
            total = total[:, 0]
        return rows, self.experiment.y(rows), total

    def predict(self, frame: pd.DataFrame) -> pd.Series:
        """Predicted classes (by the run's threshold) or numbers, Series (n,) on the frame's index.

        Raw columns in, others ignored; ValueError names the missing ones.
        """
        from core.prediction import predict

        return predict(self, frame)

    def predict_proba(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Probabilities, DataFrame (n, k), a column a class in the order of the classes."""
        from core.prediction import predict_proba

        return predict_proba(self, frame)

    def open_holdout(self) -> dict[str, Score]:
        """Every metric of the final model on the sealed rows. Fits nothing; ValueError if none."""
        from core.holdout import opened

        return opened(self)[1]

    def labels(self, values: np.ndarray, threshold: float | None = None) -> np.ndarray:
        """Class codes (n,) from values (n, k), by `threshold` or the run's own."""
        cut = self.threshold if threshold is None else threshold
        return decide(values, self.experiment.task, cut)

    def to_json(self) -> dict[str, Any]:
        """Everything but the experiment (its id stands in) and the large parts, as JSON types."""
        return {
            "id": self.id,
            "experiment_id": self.experiment.id,
            "request": self.request.to_json(),
            "title": self.title,
            "scores": {name: score.to_json() for name, score in self.scores.items()},
            "threshold": self.threshold,
            "facts": self.facts,
            "notes": list(self.notes),
        }

    @classmethod
    def from_json(cls, record: dict[str, Any], experiment, parts) -> Run:
        """The reverse of `to_json`, with the experiment and the loaders of the parts put back."""
        record = {name: value for name, value in record.items() if name != "experiment_id"}
        record["request"] = Request.from_json(record["request"])
        record["scores"] = {k: Score.from_json(v) for k, v in record["scores"].items()}
        record["notes"] = tuple(record["notes"])
        return cls(**record, experiment=experiment, parts=parts)
