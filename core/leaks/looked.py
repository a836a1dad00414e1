"""What the rules look at: a sample of the training rows, its columns in bins, its scores."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.leaks.alone import bins, score, straight

if TYPE_CHECKING:
    import pandas as pd

    from core.experiment import Experiment

ROWS = 20_000
"""More training rows than this are sampled."""


class Looked:
    """An experiment's features on at most 20,000 of its training rows, each thing computed once.

    Whatever looks at the target sees training rows only.
    """

    def __init__(self, experiment: Experiment):
        self.experiment = experiment
        self.rows = sample(experiment.training_rows, ROWS)
        self.y = experiment.y(self.rows).astype(float)
        self.columns = {c.name: c for c in experiment.dataset.columns}
        self._bins: dict[str, np.ndarray] = {}
        self._scores: dict[str, float] = {}

    @property
    def task(self) -> str:
        """The experiment's task."""
        return self.experiment.task

    @property
    def said(self) -> str:
        """How many rows were looked at, in words."""
        rows, all_rows = len(self.rows), len(self.experiment.training_rows)
        return f"{all_rows:,} training rows" if rows == all_rows else (
            f"a sample of {rows:,} of {all_rows:,} training rows"
        )  # fmt: skip

    @cached_property
    def whole(self) -> pd.DataFrame:
        """All rows of the features, the sealed ones too: for what does not look at the target."""
        return self.experiment.dataset.frame(list(self.experiment.features))

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The features on the rows looked at."""
        return self.whole.iloc[self.rows].reset_index(drop=True)

    def series(self, name: str) -> pd.Series:
        """Any column on the rows looked at, a feature or not."""
        if name in self.frame:
            return self.frame[name]
        values = self.experiment.dataset.frame([name])[name]
        return values.iloc[self.rows].reset_index(drop=True)

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """The numeric features (not yes/no ones) as float64."""
        kinds = {n: s.dtype.kind for n, s in self.frame.items()}
        names = [n for n, kind in kinds.items() if kind in "iuf" and self.frame[n].nunique() > 2]
        return self.frame[names].astype(float)

    def bins(self, name: str) -> np.ndarray:
        """The column as a bin a row (n,), the missing cells one of their own."""
        if name not in self._bins:
            self._bins[name] = bins(self.series(name))
        return self._bins[name]

    def score(self, name: str) -> float:
        """How well the column alone tells the target, out of fold: AUC, or R2 for numbers.

        By what the target is in each bin or, if that is better, by the number as it stands.
        """
        if name not in self._scores:
            found = score(self.bins(name), self.y, self.task)
            if name in self.numbers:
                found = max(found, straight(self.numbers[name].to_numpy(), self.y, self.task))
            self._scores[name] = found
        return self._scores[name]

    def spoken(self, value: float) -> str:
        """A score in words."""
        return f"{'R2' if self.task == 'regression' else 'AUC'} {value:.3f}"

    def above(self, value: float, auc: float, r2: float) -> bool:
        """Whether a score is at least this AUC, or this R2 for a regression."""
        return value >= (r2 if self.task == "regression" else auc)


def sample(rows: np.ndarray, most: int) -> np.ndarray:
    """At most so many of the rows, drawn once and for all, in their order."""
    if len(rows) <= most:
        return rows
    return np.sort(np.random.default_rng(0).choice(rows, most, replace=False))
