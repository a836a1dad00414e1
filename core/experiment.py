"""An Experiment: one question put to one dataset, with the fold of every row settled once."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np

from core import splits, target
from core.dataset.table import Dataset, Note
from core.metrics import ADVICE, METRICS, PRIMARY
from core.splits import TRAINING, UNUSED, Split

SMALL = 200
"""Below this many rows with a target, nothing is held out by default."""


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
        question = _question(dataset, target, task, positive)
        question |= _split(dataset, question, split, holdout, seed)
        question["metric"], question["reasons"]["metric"] = _metric(question, metric)
        question["features"] = _features(dataset, target, question["split"], features)
        return cls(id=_identify(question), **question)

    @property
    def n_folds(self) -> int:
        """How many times a model is fitted and judged: folds x repeats."""
        return self.folds.shape[1]

    @cached_property
    def training_rows(self) -> np.ndarray:
        """Row positions outside the seal that take part in a fold: what `run.model` learns from."""
        return np.flatnonzero((self.folds != UNUSED).any(axis=1) & ~self.sealed)

    @cached_property
    def holdout_rows(self) -> np.ndarray:
        """Row positions under the seal."""
        return np.flatnonzero(self.sealed)

    def fold(self, k: int) -> tuple[np.ndarray, np.ndarray]:
        """Row positions (training, test) of the k-th fold."""
        column = self.folds[:, k]
        return np.flatnonzero(column == TRAINING), np.flatnonzero(column == splits.TEST)

    @cached_property
    def _y(self) -> np.ndarray:
        values = self.dataset.frame([self.target])[self.target]
        if self.task == "regression":
            return target.numbers(values)
        return target.encode(values, self.classes)

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
        return f"Train on {rows:,} rows, {folds} {self.split.title}{repeats}; {rest}."

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
        record["notes"] = tuple(
            Note(**{**note, "columns": tuple(note["columns"]), "rows": tuple(note["rows"])})
            for note in record["notes"]
        )
        return cls(**record, dataset=dataset, folds=folds, sealed=sealed)


def _question(dataset: Dataset, column: str, task: str | None, positive: Any) -> dict[str, Any]:
    """Target, task, classes and positive class, each with its reason."""
    described = dataset.column(column)
    values = dataset.frame([column])[column]
    if described.kind == "numeric":
        values = values.replace([np.inf, -np.inf], np.nan)
    reasons = {"task": "You chose it."}
    if task is None:
        # A target that cannot be predicted at all is refused before its task is guessed.
        target.check(column, values, None)
        task, reasons["task"] = target.guess_task(described, values)
    if task not in target.TASKS:
        raise ValueError(f"task must be one of {', '.join(target.TASKS)}. Got {task!r} instead.")
    target.check(column, values, task)
    if task == "regression" and described.kind not in ("numeric", "boolean"):
        raise ValueError(f"{column} holds words, so regression cannot predict it.")
    classes: tuple = () if task == "regression" else target.classes_of(values)
    if task == "binary":
        counts = {target.plain(v): n for v, n in values.value_counts().items()}
        chosen, reasons["positive"] = target.choose_positive(classes, counts)
        if positive is not None:
            chosen, reasons["positive"] = target.spelled(positive, classes), "You chose it."
        positive = chosen
        classes = (next(c for c in classes if c != chosen), chosen)
    elif positive is not None:
        raise ValueError(f"A {task} target has no positive class.")
    return {
        "dataset": dataset,
        "target": column,
        "task": task,
        "positive": positive,
        "classes": classes,
        "reasons": reasons,
        "notes": (),
    }


def _split(dataset, question, split, holdout, seed) -> dict[str, Any]:
    """The holdout, then the folds of what is left, with the reasons and what had to give way."""
    reasons, task, column = question["reasons"], question["task"], question["target"]
    values = dataset.frame([column])[column]
    y = (
        target.numbers(values)
        if task == "regression"
        else target.encode(values, question["classes"])
    )
    known = np.flatnonzero(~np.isnan(y))
    if split is None:
        split = Split("random" if task == "regression" else "stratified")
        kind = "numbers" if task == "regression" else "classes, so each fold has its share of each"
        reasons["split"] = f"The default for {kind}."
    split = Split(split) if isinstance(split, str) else split
    by = None
    if split.by:
        dataset.column(split.by)
        by = codes(dataset.frame([split.by])[split.by])
        if split.by == column:
            raise ValueError(f"{column} is the target: the split cannot go by it.")
    holdout, reasons["holdout"] = _share(holdout, len(known), split)
    sealed = np.zeros(dataset.rows, dtype=bool)
    # The seal must not move with the seed: it hangs on the data, the target and the kind of split.
    fixed = int(_digest([dataset.id, column, split.kind, split.by, holdout])[:8], 16)
    if split.kind == "column":
        raw = dataset.frame([split.by])[split.by].astype(object).to_numpy()
        by = raw
        sealed[known] = splits.sealed_by_column(raw[known])
        holdout = float(sealed[known].mean())
        reasons["holdout"] = f"{split.by} says which rows are held out."
    else:
        inner = None if by is None else by[known]
        sealed[known] = splits.seal(split, y[known], inner, task, holdout, fixed)
    rows = known[~sealed[known]]
    split, notes = _fewer_folds(split, y[rows], task, question["classes"])
    dealt = splits.cut(split, y[rows], None if by is None else by[rows], task, seed)
    folds = np.zeros((dataset.rows, dealt.shape[1]), dtype=np.uint8)
    folds[rows] = dealt
    if task != "regression":
        _check_classes(folds, y, question["classes"])
    if len(known) < dataset.rows:
        missing = dataset.rows - len(known)
        notes.append(Note("target_missing", f"{missing:,} rows have no {column} and are left out.",
                          (column,), count=missing))  # fmt: skip
    return {"split": split, "holdout": holdout, "seed": seed, "folds": folds, "sealed": sealed,
            "notes": tuple(notes)}  # fmt: skip


def _share(holdout: float | None, rows: int, split: Split) -> tuple[float, str]:
    """The share to hold out and why."""
    if holdout is None:
        if rows < SMALL:
            return 0.0, f"{rows} rows are fewer than {SMALL}: too few to seal some away."
        return 0.2, "A fifth of the rows is kept back for one last, honest look."
    if (
        isinstance(holdout, bool)
        or not isinstance(holdout, (int, float))
        or not 0 <= holdout <= 0.5
    ):
        raise ValueError(f"holdout must be a float in the range [0, 0.5]. Got {holdout!r} instead.")
    return float(holdout), "You chose it."


def _fewer_folds(
    split: Split, y: np.ndarray, task: str, classes: tuple
) -> tuple[Split, list[Note]]:
    """As many folds as rows and the rarest class allow, at least 2, with a note when fewer."""
    if split.kind not in ("stratified", "random"):
        return split, []
    most, why = len(y) // 2, f"there are {len(y)} training rows"
    if task != "regression" and split.kind == "stratified":
        counts = np.bincount(y.astype(int), minlength=len(classes))
        rarest = int(counts.argmin())
        if counts[rarest] < 2 and task == "binary":
            raise ValueError(f"Only {counts[rarest]} training row has the class {classes[rarest]}.")
        if counts[rarest] < split.folds:
            most, why = int(counts[rarest]), f"{classes[rarest]} has {counts[rarest]} training rows"
    folds = max(2, min(split.folds, most))
    if folds == split.folds:
        return split, []
    message = f"{folds} folds instead of {split.folds}, because {why}."
    return replace(split, folds=folds), [Note("fewer_folds", message)]


def _check_classes(folds: np.ndarray, y: np.ndarray, classes: tuple) -> None:
    """ValueError if a fold's training rows are all of one class: nothing could be told apart."""
    for k in range(folds.shape[1]):
        seen = np.unique(y[folds[:, k] == TRAINING])
        if len(seen) < 2:
            only = classes[int(seen[0])] if len(seen) else "no class at all"
            raise ValueError(
                f"The training rows of fold {k + 1} are only rows of the class {only}. "
                "Choose another split, or fewer folds."
            )


def _metric(question: dict[str, Any], metric: str | None) -> tuple[str, str]:
    """The primary metric and one line of advice."""
    task = question["task"]
    if metric is None:
        return PRIMARY[task], ADVICE[PRIMARY[task]]
    if metric not in METRICS or task not in METRICS[metric].tasks:
        fitting = ", ".join(name for name, m in METRICS.items() if task in m.tasks)
        raise ValueError(f"metric must be one of {fitting}. Got {metric!r} instead.")
    return metric, METRICS[metric].misleads


def _features(dataset, column: str, split: Split, features) -> tuple[str, ...]:
    """The columns a model may look at: those given, or all that are suggested as features."""
    apart = {column, split.by if split.kind in ("group", "column") else None}
    if features is None:
        usable = ("feature", "sensitive", "time")
        features = [c.name for c in dataset.columns if c.role in usable and c.name not in apart]
    for name in features:
        dataset.column(name)
        if name == column:
            raise ValueError(f"{column} is the target: it cannot be a feature too.")
    if not features:
        raise ValueError(f"{dataset.name} has no feature column beside {column}.")
    return tuple(dict.fromkeys(features))


def _digest(parts: Any) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()


def _identify(question: dict[str, Any]) -> str:
    """The same question has the same id, wherever it is asked."""
    names = ("target", "task", "positive", "holdout", "metric", "seed", "features")
    parts = {name: question[name] for name in names}
    parts |= {"dataset": question["dataset"].id, "split": question["split"].to_json()}
    return _digest(parts)[:16]


def codes(values) -> np.ndarray:
    """Any column as int64 codes (n,) that sort as its values do; missing is one value, the last."""
    import pandas as pd

    code, unique = pd.factorize(values, sort=True)
    return np.where(code < 0, len(unique), code).astype(np.int64)
