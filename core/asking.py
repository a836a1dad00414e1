"""From what a user gives to a whole question: a reason for each default, a sentence to refuse.

`ask` returns the fields of an `Experiment`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import numpy as np

from core import splits, target
from core.dataset.table import Dataset, Note
from core.metrics import ADVICE, METRICS, PRIMARY
from core.splits import TRAINING, Split, codes

SMALL = 200
"""Below this many rows with a target, nothing is held out by default."""


def ask(dataset, column, task, positive, split, holdout, metric, seed, features) -> dict[str, Any]:
    """The fields of an Experiment; None stands for a default. ValueError if it cannot be asked."""
    question = _question(dataset, column, task, positive)
    question |= _split(dataset, question, split, holdout, seed)
    question["metric"], question["reasons"]["metric"] = _metric(question, metric)
    question["features"] = _features(dataset, column, question["split"], features)
    return {"id": _identify(question), **question}


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
    y = _y(dataset, question)
    known = np.flatnonzero(~np.isnan(y))
    if split is None:
        split = Split("random" if task == "regression" else "stratified")
        kind = "numbers" if task == "regression" else "classes, so each fold has its share of each"
        reasons["split"] = f"The default for {kind}."
    split = Split(split) if isinstance(split, str) else split
    by = _by(dataset, split, column)
    holdout, reasons["holdout"] = _share(holdout, len(known))
    sealed = np.zeros(dataset.rows, dtype=bool)
    if split.kind == "column":
        sealed[known] = splits.sealed_by_column(by[known])
        holdout = float(sealed[known].mean())
        reasons["holdout"] = f"{split.by} says which rows are held out."
    else:
        # The seal must not move with the seed: it hangs on the data, target and kind of split.
        fixed = int(_digest([dataset.id, column, split.kind, split.by, holdout])[:8], 16)
        inner = None if by is None else by[known]
        sealed[known] = splits.seal(split, y[known], inner, task, holdout, fixed)
    rows = known[~sealed[known]]
    split, notes = _fewer_folds(split, y[rows], task, question["classes"])
    dealt = splits.cut(split, y[rows], None if by is None else by[rows], task, seed)
    folds = np.zeros((dataset.rows, dealt.shape[1]), dtype=np.uint8)
    folds[rows] = dealt
    if task != "regression":
        _check_classes(folds, y, question["classes"])
    notes += _missing(dataset.rows - len(known), column)
    return {"split": split, "holdout": holdout, "seed": seed, "folds": folds, "sealed": sealed,
            "notes": tuple(notes)}  # fmt: skip


def _y(dataset, question) -> np.ndarray:
    """The target as float64 (rows,): numbers or class codes, NaN where it is missing."""
    values = dataset.frame([question["target"]])[question["target"]]
    if question["task"] == "regression":
        return target.numbers(values)
    return target.encode(values, question["classes"])


def _by(dataset, split: Split, column: str) -> np.ndarray | None:
    """The split's own column (rows,): its values for a column split, sortable codes otherwise."""
    if not split.by:
        return None
    if split.by == column:
        raise ValueError(f"{column} is the target: the split cannot go by it.")
    dataset.column(split.by)
    values = dataset.frame([split.by])[split.by]
    return values.astype(object).to_numpy() if split.kind == "column" else codes(values)


def _missing(count: int, column: str) -> list[Note]:
    if not count:
        return []
    message = f"{count:,} rows have no {column} and are left out."
    return [Note("target_missing", message, (column,), count=count)]


def _share(holdout: float | None, rows: int) -> tuple[float, str]:
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
