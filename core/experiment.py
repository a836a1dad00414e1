"""An Experiment: one question put to one dataset, with the fold of every row settled once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from core import target
from core.asking import ask
from core.dataset.table import Dataset, Note
from core.splits import TEST, TRAINING, UNUSED, Split, codes


@dataclass(frozen=True, eq=False)
class Experiment:
    """Dataset, target, task, split and holdout: runs of one experiment are judged on the same rows.

    `folds` is uint8 (rows, n_folds): 0 unused, 1 training, 2 test; `sealed` is bool (rows,).
    In a binary task `classes` is (negative, positive).
    """

    id: str
    dataset: Dataset
    target: str
    task: str
    positive: Any
    classes: tuple[Any, ...]
    split: Split
    holdout: float
    metric: str
    seed: int
    features: tuple[str, ...]
    folds: np.ndarray
    sealed: np.ndarray
    reasons: dict[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @classmethod
    def of(
        cls, dataset, target, task=None, positive=None, split=None, holdout=None, metric=None,
        seed=0, features=None,
    ) -> Experiment:  # fmt: skip
        """An experiment from what is given; every other field gets a default with its reason.

        `split` is a Split or its kind. ValueError says what cannot be asked of this dataset.
        """
        return cls(**ask(dataset, target, task, positive, split, holdout, metric, seed, features))

    @property
    def n_folds(self) -> int:
        """How many times a model is fitted and judged: folds x repeats."""
        return self.folds.shape[1]

    @cached_property
    def training_rows(self) -> np.ndarray:
        """Row positions outside the seal that take part in a fold; see `final_rows`."""
        return np.flatnonzero((self.folds != UNUSED).any(axis=1) & ~self.sealed)

    @cached_property
    def tested_rows(self) -> np.ndarray:
        """Row positions that some fold tests: those that have an out-of-fold prediction.

        A split in time never tests the rows before its first test.
        """
        return np.flatnonzero((self.folds == TEST).any(axis=1))

    @cached_property
    def final_rows(self) -> np.ndarray:
        """The training rows of the final model: all of them, or those of the latest window."""
        rows, window = self.training_rows, self.split.window
        if not window:
            return rows
        times = self.by_values()[rows]
        return rows[times >= np.unique(times)[-window:][0]]

    @cached_property
    def holdout_rows(self) -> np.ndarray:
        """Row positions under the seal."""
        return np.flatnonzero(self.sealed)

    def fold(self, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Row positions (training, test) of the k-th fold."""
        column = self.folds[:, k]
        return np.flatnonzero(column == TRAINING), np.flatnonzero(column == TEST)

    @cached_property
    def fold_sizes(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows that train and rows that test in each fold, int (n_folds,) each."""
        return (self.folds == TRAINING).sum(axis=0), (self.folds == TEST).sum(axis=0)

    @cached_property
    def _y(self) -> np.ndarray:
        values = self.dataset.frame([self.target])[self.target]
        if self.task == "regression":
            return target.numbers(values)
        return target.encode(values, self.classes)

    def with_target(self, values: np.ndarray) -> Experiment:
        """The same question with other target values float64 (rows,): class codes or numbers.

        For what is asked of shuffled targets; it is not to be stored.
        """
        other = replace(self)
        other.__dict__["_y"] = values
        return other

    @property
    def has_target(self) -> np.ndarray:
        """Which rows have a target, bool (rows,)."""
        return ~np.isnan(self._y.astype(float))

    def y(self, rows: np.ndarray) -> np.ndarray:
        """The target of these rows: class codes int64 (n,), or float64 (n,) for regression."""
        values = self._y[rows]
        return values if self.task == "regression" else values.astype(np.int64)

    def by_values(self) -> np.ndarray | None:
        """The split column as sortable codes int64 (rows,), or None for a split without one."""
        if not self.split.by:
            return None
        return codes(self.dataset.frame([self.split.by])[self.split.by])

    @cached_property
    def key(self) -> str:
        """Runs may be compared when their experiments have the same rows, target and folds."""
        parts = (self.dataset.id, self.target, self.task, str(self.positive))
        digest = hashlib.sha256(json.dumps(parts).encode())
        digest.update(np.ascontiguousarray(self.folds))
        digest.update(np.ascontiguousarray(self.sealed))
        return digest.hexdigest()[:16]

    def sentence(self) -> str:
        """What will happen, in one plain sentence."""
        repeats = f", repeated {self.split.repeats} times" if self.split.repeats > 1 else ""
        folds = self.n_folds // self.split.repeats
        held = len(self.holdout_rows)
        rest = f"{held:,} sealed" if held else "nothing held out"
        rows = len(self.training_rows)
        early = rows - len(self.tested_rows)
        never = f" (the first {early:,} rows only train)" if early else ""
        return f"Train on {rows:,} rows, {folds} {self.split.title}{repeats}{never}; {rest}."

    def question(self) -> dict[str, Any]:
        """What `of` must be given to ask the same again, as JSON types (the split its record)."""
        names = ("target", "task", "positive", "metric", "seed")
        asked = {name: getattr(self, name) for name in names}
        # A column that names the folds says itself what is held out.
        holdout = None if self.split.kind == "column" else self.holdout
        return {**asked, "holdout": holdout, "split": self.split.to_json(),
                "features": list(self.features)}  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Everything but the dataset (its id stands in) and the two arrays, as JSON types."""
        return {
            "id": self.id,
            "dataset_id": self.dataset.id,
            "target": self.target,
            "task": self.task,
            "positive": self.positive,
            "classes": list(self.classes),
            "split": self.split.to_json(),
            "holdout": self.holdout,
            "metric": self.metric,
            "seed": self.seed,
            "features": list(self.features),
            "reasons": dict(self.reasons),
            "notes": [asdict(note) for note in self.notes],
        }

    @classmethod
    def from_json(cls, record, dataset: Dataset, folds, sealed) -> Experiment:
        """The reverse of `to_json`, with the dataset and the arrays put back."""
        record = {name: value for name, value in record.items() if name != "dataset_id"}
        record["classes"] = tuple(record["classes"])
        record["features"] = tuple(record["features"])
        record["split"] = Split.from_json(record["split"])
        record["notes"] = tuple(Note.from_json(note) for note in record["notes"])
        return cls(**record, dataset=dataset, folds=folds, sealed=sealed)
