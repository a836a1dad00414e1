"""A finished run turned on rows: the one way in for the page, the API and the tests."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from core.dataset import Column
    from core.run import Run


def align(run: Run, frame: pd.DataFrame) -> pd.DataFrame:
    """The run's features in its order and types, shape (n, n_features); extra columns are ignored.

    A cell that does not fit its column's type becomes missing. ValueError names missing columns.
    """
    import pandas as pd
    import pyarrow.parquet as pq

    missing = [name for name in run.request.features if name not in frame.columns]
    if missing:
        raise ValueError(
            f"{'This column is' if len(missing) == 1 else 'These columns are'} missing: "
            f"{', '.join(missing[:10])}{' ...' if len(missing) > 10 else ''}."
        )
    dataset = run.experiment.dataset
    types = pq.read_schema(dataset.path)
    return pd.DataFrame(
        {n: fitted(frame[n], dataset.column(n), types.field(n).type) for n in run.request.features},
        index=frame.index,
    )


def fitted(values: pd.Series, column: Column, type: pa.DataType) -> pd.Series:
    """The values as the column was trained on; what does not fit becomes missing.

    `type` is the column's on the disk. Labels that are numbers there (0, 1) are the same labels
    here whether a file elsewhere holds gaps (0.0, 1.0), text ("0", "1") or booleans.
    """
    import pandas as pd
    import pyarrow as pa

    if column.kind == "datetime":
        return _times(values)
    if isinstance(values.dtype, pd.CategoricalDtype) and values.cat.categories.dtype != "str":
        values = values.astype(object)
    if pa.types.is_integer(type) or pa.types.is_floating(type):
        numbers = _numbers(values)
        if column.kind == "numeric":
            return numbers
        return numbers.astype(float) if pa.types.is_floating(type) else _whole(numbers)
    if column.kind == "numeric":
        return _numbers(values)
    plain = pd.api.types.is_string_dtype(values.dtype) or hasattr(values, "cat")
    return values if plain and values.dtype != object else _all_spelled(values)


def _numbers(values: pd.Series) -> pd.Series:
    import pandas as pd

    plain = values.astype(object) if isinstance(values.dtype, pd.CategoricalDtype) else values
    numbers = pd.to_numeric(plain, errors="coerce")
    return numbers.astype(int) if numbers.dtype == bool else numbers


def _times(values: pd.Series) -> pd.Series:
    """Moments without a zone, as the reader keeps them (in UTC); each text in its own form."""
    import pandas as pd

    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        moments = values
    else:
        moments = pd.to_datetime(values.astype(object), errors="coerce", format="mixed", utc=True)
    return moments.dt.tz_convert("UTC").dt.tz_localize(None) if moments.dt.tz else moments


def _whole(numbers: pd.Series) -> pd.Series:
    """Whole numbers with gaps as Int64, so that 1 stays "1"; a fraction is no label there was."""
    if numbers.dtype.kind == "i" and not numbers.hasnans:
        return numbers
    whole = numbers.astype("Float64")
    return whole.where(whole % 1 == 0).astype("Int64")


def _all_spelled(values: pd.Series) -> pd.Series:
    import pandas as pd

    texts = pd.Series([spelled(v) for v in values], index=values.index, dtype=object)
    return texts.where(values.notna(), None)


def spelled(value: Any) -> str:
    """A label as the text a file would hold: whole numbers without a decimal point."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


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
        found = _named(run, found)
    return pd.Series(found, index=frame.index, name="prediction").infer_objects()


def predict_proba(run: Run, frame: pd.DataFrame) -> pd.DataFrame:
    """Probabilities (n, k), a column a class, in the order of the classes."""
    import pandas as pd

    if run.experiment.task == "regression":
        raise ValueError("A regression run predicts numbers: it has no probabilities.")
    return pd.DataFrame(values(run, frame), index=frame.index, columns=run.experiment.classes)


def score_rows(run: Run, frame: pd.DataFrame) -> pd.DataFrame:
    """`prediction` and, for classes, a column `probability_<class>` each; a row a row, in order."""
    import pandas as pd

    found = values(run, frame)
    if run.experiment.task == "regression":
        return pd.DataFrame({"prediction": found}, index=frame.index)
    named = {name: found[:, i] for i, name in enumerate(run.columns)}
    return pd.DataFrame({"prediction": _named(run, found), **named}, index=frame.index)


def _named(run: Run, found: np.ndarray) -> np.ndarray:
    """Class names (n,) by the run's threshold, from probabilities (n, k)."""
    classes = np.empty(len(run.experiment.classes), dtype=object)
    classes[:] = run.experiment.classes
    return classes[run.labels(found)]
