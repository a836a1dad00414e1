"""What a check of a finished run is: its rule, what it looks at, and what it may say."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.findings import Finding
from core.metrics import METRICS
from core.target import TASKS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from core.metrics import Metric
    from core.run import Run


@dataclass(frozen=True, eq=False)
class Judged:
    """A run beside the baseline on the same folds; `importance` as `explanation` gives it."""

    run: Run
    baseline: Run
    importance: pd.DataFrame | None = None

    @property
    def metric(self) -> Metric:
        """The experiment's primary metric."""
        return METRICS[self.run.experiment.metric]

    @property
    def sign(self) -> int:
        """1 if more of the metric is better, else -1."""
        return 1 if self.metric.greater_is_better else -1

    @property
    def score(self) -> float | None:
        """The run's mean out-of-fold score."""
        return self.run.scores[self.metric.name].mean

    @property
    def floor(self) -> float | None:
        """The baseline's mean out-of-fold score."""
        return self.baseline.scores[self.metric.name].mean

    @property
    def training(self) -> float | None:
        """The mean score on the rows each fold learned from; None for a run that has none."""
        known = [v for v in self.run.facts.get("training_scores", ()) if v is not None]
        return float(np.mean(known)) if known else None

    def gain(self, score: float | None) -> float | None:
        """How much better than the baseline a score is, in the metric's unit."""
        if score is None or self.floor is None:
            return None
        return self.sign * (score - self.floor)

    @cached_property
    def possible(self) -> float:
        """What a perfect model would gain over the baseline on the rows that are tested."""
        experiment = self.run.experiment
        best = self.metric.best(experiment.y(experiment.tested_rows), experiment.task)
        return self.sign * (best - (self.floor or 0.0))

    @cached_property
    def pooled(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Rows, targets and out-of-fold values, repeats averaged."""
        return self.run.pooled()


@dataclass(frozen=True)
class Seen:
    """What a check saw: the evidence in words with its numbers, and the columns it is about."""

    evidence: str
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Check:
    """One question put to every finished run. `rule` states the number; `look` gives None if fine.

    `code` stays the same for good; `why` and `remedy` are plain sentences.
    """

    code: str
    severity: str
    title: str
    rule: str
    why: str
    remedy: str
    look: Callable[[Judged], Seen | None]
    tasks: tuple[str, ...] = TASKS

    def finding(self, seen: Seen) -> Finding:
        """What was seen, as a Finding."""
        return Finding(self.code, self.severity, self.title, seen.columns, seen.evidence, self.why,
                       self.remedy, self.rule)  # fmt: skip
