"""The predictions of a whole table: what came out, and the table with them beside its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from core.run import Run

BINS = 40
EXACT = 2**53
"""Above this a float64 does not hold every whole number."""


def outcome(run: Run, table: pd.DataFrame) -> dict[str, Any]:
    """How often each class was predicted, or the histogram of the predicted numbers, as JSON types.

    `training` counts the same of the targets that the run learned from.
    """
    import numpy as np

    experiment = run.experiment
    y = experiment.y(experiment.training_rows)
    if experiment.task != "regression":
        counts = table["prediction"].value_counts()
        return {
            "labels": [str(value) for value in experiment.classes],
            "counts": [int(counts.get(value, 0)) for value in experiment.classes],
            "training": np.bincount(y, minlength=len(experiment.classes)).tolist(),
        }
    values = table["prediction"].to_numpy(dtype=float)
    values, known = values[np.isfinite(values)], y[np.isfinite(y)]
    edges = np.histogram_bin_edges(np.concatenate([values, known]), BINS)
    return {
        "edges": edges.tolist(),
        "counts": np.histogram(values, edges)[0].tolist(),
        "training": np.histogram(known, edges)[0].tolist(),
    }


def beside(frame: pd.DataFrame, predictions: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """All columns of the table, then the predictions; and the columns that got another name.

    A column that is called as one of the predictions is becomes "<name> (input)".
    """
    import pandas as pd

    taken = {*frame.columns, *predictions.columns}
    renamed = {}
    for name in frame.columns:
        if name in predictions.columns:
            other = f"{name} (input)"
            while other in taken:
                other += "'"
            taken.add(other)
            renamed[name] = other
    kept = frame.rename(columns=renamed).reset_index(drop=True)
    kept = kept.assign(**{name: _whole(kept[name]) for name in kept.select_dtypes("float")})
    predictions = predictions.reset_index(drop=True)
    return pd.concat([kept, predictions], axis=1), list(renamed.values())


def _whole(values: pd.Series) -> pd.Series:
    """Whole numbers beside gaps as Int64: a file's 7 must not come back as 7.0."""
    present = values.dropna()
    gaps = len(present) < len(values)
    if gaps and len(present) and (present % 1 == 0).all() and present.abs().max() < EXACT:
        return values.astype("Int64")
    return values
