"""The functions inside a preparation: columns as they are stored to what scikit-learn takes.

A stored model names them by their full path: renaming or moving one orphans older models.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

MISSING = "(missing)"
LARGEST = 1e30
"""Numbers beyond it are taken as this one: their squares, and trees of 32 bits, would overflow."""


def no_features(frame: pd.DataFrame) -> np.ndarray:
    """One constant column (n, 1), for a model that looks at no feature."""
    return np.zeros((len(frame), 1))


def as_numbers(frame: pd.DataFrame) -> np.ndarray:
    """Float64 (n, columns), row by row in memory; missing and infinite values are NaN.

    No number is beyond `LARGEST`.
    """
    numbers = frame.to_numpy(dtype=float, na_value=np.nan)
    numbers = np.where(np.isfinite(numbers), numbers, np.nan)
    return np.ascontiguousarray(np.clip(numbers, -LARGEST, LARGEST))


def as_gaps(frame: pd.DataFrame) -> np.ndarray:
    """Float64 (n, columns) of numbers or dates: NaN where missing or infinite, else 0."""
    gaps = [
        values.isna().to_numpy() if values.dtype.kind == "M" else ~np.isfinite(_plain(values))
        for _, values in frame.items()
    ]
    return np.where(np.column_stack(gaps), np.nan, 0.0)


def gappy(frame: pd.DataFrame, names: list[str]) -> list[str]:
    """Those of the columns that have a gap in these rows; a part without columns is left out."""
    return [name for name in names if np.isnan(as_gaps(frame[[name]])).any()]


def _plain(values: pd.Series) -> np.ndarray:
    return values.to_numpy(dtype=float, na_value=np.nan)


def as_labels(frame: pd.DataFrame) -> pd.DataFrame:
    """Every cell as text, missing ones as a label of their own, so that no type is mixed."""
    return frame.astype(object).where(frame.notna(), MISSING).astype(str)


def as_hashes(frame: pd.DataFrame, n_features: int):
    """Every cell's "column=value" hashed by scikit-learn's MurmurHash: sparse (n, n_features)."""
    from sklearn.feature_extraction import FeatureHasher

    labels = as_labels(frame)
    named = [[f"{name}={value}" for value in labels[name]] for name in labels.columns]
    return FeatureHasher(n_features, input_type="string").transform(zip(*named, strict=True))


def hash_names(transformer, names) -> np.ndarray:
    """The names of the columns of `as_hashes`."""
    n_features = transformer.kw_args["n_features"]
    return np.array([f"hash {i + 1}" for i in range(n_features)], dtype=object)


def as_text(column: pd.Series) -> list[str]:
    """A list of n texts; one without a word says that it is missing, so no vocabulary is empty."""
    texts = column.astype(object).where(column.notna(), "").astype(str)
    return [text if re.search(r"\w", text) else "missing" for text in texts]


def date_parts(frame: pd.DataFrame) -> np.ndarray:
    """Six numbers a date: days since 1970, year, month, day, weekday (0 is Monday), hour."""
    import pandas as pd

    parts = []
    for name in frame.columns:
        moment = pd.to_datetime(frame[name], errors="coerce", utc=True).dt.tz_localize(None)
        days = (moment - pd.Timestamp(0)) / pd.Timedelta(days=1)
        calendar = moment.dt
        parts += [
            days,
            calendar.year,
            calendar.month,
            calendar.day,
            calendar.day_of_week,
            calendar.hour,
        ]
    return np.column_stack([part.to_numpy(dtype=float, na_value=np.nan) for part in parts])


PARTS = ("days", "year", "month", "day", "weekday", "hour")


def _same_names(transformer, names):
    if transformer.func is date_parts:
        return np.array([f"{name} {part}" for name in names for part in PARTS], dtype=object)
    return np.asarray(names, dtype=object)
