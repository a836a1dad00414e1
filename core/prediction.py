"""A finished run turned on rows: the one way in for the page, the API and the tests."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from core.dataset import Column
    from core.run import Run


def align(run: Run, frame: pd.DataFrame) -> pd.DataFrame:
    """The run's features in its order and kinds, shape (n, n_features); extra columns are ignored.

    A cell that does not fit its column's kind becomes missing. ValueError names missing columns.
    """
    import pandas as pd

    missing = [name for name in run.request.features if name not in frame.columns]
    if missing:
        raise ValueError(
            f"{'This column is' if len(missing) == 1 else 'These columns are'} missing: "
            f"{', '.join(missing[:10])}{' ...' if len(missing) > 10 else ''}."
        )
    dataset = run.experiment.dataset
    stored = {name: dataset.column(name) for name in run.request.features}
    return pd.DataFrame({n: as_kind(frame[n], c) for n, c in stored.items()}, index=frame.index)


def as_kind(values: pd.Series, column: Column) -> pd.Series:
    """The values in their column's kind; what does not fit becomes missing."""
    import pandas as pd

    if column.kind == "numeric":
        return pd.to_numeric(values, errors="coerce")
    if column.kind == "datetime":
        return pd.to_datetime(values, errors="coerce")
    return values


def values(run: Run, frame: pd.DataFrame) -> np.ndarray:
    """Probabilities (n, k) in the order of the classes, or predicted numbers (n,)."""
    aligned = align(run, frame)
    return predicted_values(run.model, aligned, run.experiment.task, len(run.experiment.classes))


def predicted_values(model, frame: pd.DataFrame, task: str, n_classes: int) -> np.ndarray:
    """What a fitted pipeline says: probabilities (n, n_classes) or numbers (n,).

    A class the pipeline never saw in its training rows gets probability 0.
    """
    with warnings.catch_warnings():
        # A category that no training row had is encoded as such: expected, not worth a warning.
        warnings.filterwarnings("ignore", message="Found unknown categories")
        if task == "regression":
            return np.asarray(model.predict(frame), dtype=float)
        known = np.asarray(model.predict_proba(frame), dtype=float)
    full = np.zeros((len(frame), n_classes))
    full[:, np.asarray(model.classes_, dtype=int)] = known
    return full


def predict(run: Run, frame: pd.DataFrame) -> pd.Series:
    """Predicted classes, by the run's threshold, or numbers: Series (n,) named "prediction"."""
    import pandas as pd

    found = values(run, frame)
    if run.experiment.task != "regression":
        classes = np.empty(len(run.experiment.classes), dtype=object)
        classes[:] = run.experiment.classes
        found = classes[run.labels(found)]
    return pd.Series(found, index=frame.index, name="prediction").infer_objects()


def predict_proba(run: Run, frame: pd.DataFrame) -> pd.DataFrame:
    """Probabilities (n, k), a column a class, in the order of the classes."""
    import pandas as pd

    if run.experiment.task == "regression":
        raise ValueError("A regression run predicts numbers: it has no probabilities.")
    return pd.DataFrame(values(run, frame), index=frame.index, columns=run.experiment.classes)
