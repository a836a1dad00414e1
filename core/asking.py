"""From what a user gives to a whole question: a reason for each default, a sentence to refuse.

`ask` returns the fields of an `Experiment`.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from core import target
from core.dataset.table import Dataset
from core.metrics import METRICS, advice, propose
from core.splits import UNUSED, Split
from core.splits.asked import deal, digest


def ask(dataset, column, task, positive, split, holdout, metric, seed, features) -> dict[str, Any]:
    """The fields of an Experiment; None stands for a default. ValueError if it cannot be asked."""
    question = _question(dataset, column, task, positive)
    question |= deal(dataset, question, _y(dataset, question), split, holdout, seed)
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


def _y(dataset, question) -> np.ndarray:
    """The target as float64 (rows,): numbers or class codes, NaN where it is missing."""
    values = dataset.frame([question["target"]])[question["target"]]
    if question["task"] == "regression":
        return target.numbers(values)
    return target.encode(values, question["classes"])


def _metric(question: dict[str, Any], metric: str | None) -> tuple[str, str]:
    """The primary metric and one line of advice."""
    task = question["task"]
    # What is proposed hangs on the training rows' classes: the sealed ones are not looked at.
    y = _y(question["dataset"], question)[(question["folds"] != UNUSED).any(axis=1)]
    y = y if task == "regression" else y.astype(int)
    if metric is None:
        return propose(task, y, question["classes"])
    if metric not in METRICS or task not in METRICS[metric].tasks:
        fitting = ", ".join(name for name, m in METRICS.items() if task in m.tasks)
        raise ValueError(f"metric must be one of {fitting}. Got {metric!r} instead.")
    return metric, advice(metric, y, question["classes"])


def _features(dataset, column: str, split: Split, features) -> tuple[str, ...]:
    """The columns a model may look at: those given, or all that are suggested as features."""
    apart = {column, split.apart}
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


def _identify(question: dict[str, Any]) -> str:
    """The same question has the same id, wherever it is asked."""
    names = ("target", "task", "positive", "holdout", "metric", "seed", "features")
    parts = {name: question[name] for name in names}
    split = question["split"].to_json()
    if not split["window"]:
        del split["window"]  # older questions had none: they keep their ids
    return digest({**parts, "dataset": question["dataset"].id, "split": split})[:16]
