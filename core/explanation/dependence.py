"""Partial dependence: the model's mean answer when one feature is set to a value, all else as is.

Friedman, "Greedy Function Approximation", Annals of Statistics 29 (2001); the single rows' lines
(ICE) are Goldstein et al., "Peeking Inside the Black Box", JCGS 24 (2015).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from core.prediction import predicted_values

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from core.run import Run

ROWS = 300
"""Training rows over which the answers are averaged, at most."""
POINTS = 20
CATEGORIES = 12
LINES = 20
"""Single rows drawn beside the mean, where there is one answer a row."""
CLASSES = 7
BINS = 30
KINDS = ("numeric", "datetime", "categorical", "boolean", "identifier")
"""What can be set to one value after another; a text cannot."""


def dependences(run: Run, features: Sequence[str]) -> dict[str, Any]:
    """What `run.model` says along each feature, as JSON types.

    {"run", "task", "target"; "sample", "of": rows averaged and training rows; "outputs": names (the
    positive class, the most frequent classes, or the target); "features": [{"name", "kind", "grid",
    "mean" (points, outputs), "ice" (lines, points), "edges", "count"}]}. No other row is looked at.
    """
    experiment = run.experiment
    at = experiment.training_rows
    draw = np.random.default_rng(run.request.seed)
    rows = np.sort(draw.choice(at, min(ROWS, len(at)), replace=False))
    frame = experiment.dataset.frame(run.request.features)
    outputs = _outputs(experiment)
    kinds = {name: experiment.dataset.column(name).kind for name in features}
    found = [
        {"name": name, "kind": kind, **_along(run, frame, rows, name, kind, list(outputs.values()))}
        for name, kind in kinds.items()
        if kind in KINDS
    ]
    about = {"run": run.id, "task": experiment.task, "target": experiment.target}
    return {**about, "sample": len(rows), "of": len(at), "outputs": list(outputs),
            "features": [one for one in found if len(one["grid"]) > 1]}  # fmt: skip


def _outputs(experiment) -> dict[str, int | None]:
    """Name -> column of the answer: the positive class, the most frequent classes, the number."""
    if experiment.task == "regression":
        return {experiment.target: None}
    if experiment.task == "binary":
        return {str(experiment.positive): 1}
    counts = np.bincount(experiment.y(experiment.training_rows), minlength=len(experiment.classes))
    largest = sorted(np.argsort(-counts, kind="stable")[:CLASSES])
    return {str(experiment.classes[code]): int(code) for code in largest}


def _along(run: Run, frame: pd.DataFrame, rows, name: str, kind: str, outputs) -> dict[str, Any]:
    """The answers along one feature, and how the training rows are spread over it."""
    known = frame[name].iloc[run.experiment.training_rows].dropna()
    ordered = kind in ("numeric", "datetime")
    grid, spread = _numbers(known) if ordered else _labels(known)
    if len(grid) < 2:
        return {"grid": []}
    answers = _answers(run, frame.iloc[rows], name, grid, outputs)
    lines = answers[:, :LINES, 0].T if len(outputs) == 1 else np.empty((0, len(grid)))
    plain = [_plain(value) for value in grid]
    return {"grid": plain, "mean": answers.mean(axis=1).tolist(), "ice": lines.tolist(), **spread}


def _answers(run: Run, part: pd.DataFrame, name: str, grid: list, outputs) -> np.ndarray:
    """What the model says of these rows with one column set to each value: (points, n, outputs).

    All are predicted at once: for most pipelines the call costs more than the rows.
    """
    import pandas as pd

    columns = [part[name].copy() for _ in grid]
    for column, value in zip(columns, grid, strict=True):
        column[:] = value
    stacked = pd.concat([part.assign(**{name: column}) for column in columns], ignore_index=True)
    experiment = run.experiment
    said = predicted_values(run.model, stacked, experiment.task, len(experiment.classes))
    said = said[:, None] if said.ndim == 1 else said[:, outputs]
    return said.reshape(len(grid), len(part), -1)


def _numbers(known: pd.Series) -> tuple[list, dict[str, Any]]:
    """Points at quantiles of the values, and a histogram between the outermost two."""
    values = known[np.isfinite(known)] if known.dtype.kind == "f" else known
    points = values.quantile(np.linspace(0.01, 0.99, POINTS), interpolation="nearest").unique()
    points = np.sort(np.asarray(points))
    if len(points) < 2:
        return [], {}
    place = np.asarray(values).astype("int64" if points.dtype.kind == "M" else float)
    ends = points[[0, -1]].astype(place.dtype)
    count, edges = np.histogram(place, bins=BINS, range=(float(ends[0]), float(ends[1])))
    if points.dtype.kind == "M":
        edges = edges.astype("int64").astype(points.dtype)
    return list(points), {"edges": [_plain(e) for e in edges], "count": count.tolist()}


def _labels(known: pd.Series) -> tuple[list, dict[str, Any]]:
    """The most frequent values, and how many training rows have each."""
    counts = known.value_counts()
    counts = counts[counts > 0].head(CATEGORIES)
    return list(counts.index), {"edges": [], "count": [int(n) for n in counts]}


def _plain(value: Any) -> Any:
    """A value as JSON has it: a number, a text, a moment in ISO form."""
    if isinstance(value, np.datetime64):
        return str(value.astype("datetime64[s]"))
    return value.item() if isinstance(value, np.generic) else value
