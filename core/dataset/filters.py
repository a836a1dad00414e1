"""Which rows a view holds: ranges of numbers and dates, lists of labels. Nothing is evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from core.dataset.table import Dataset


def filter_rows(dataset: Dataset, filters: dict[str, list[Any]]) -> np.ndarray:
    """A boolean mask (rows,) of the rows that pass every filter.

    A numeric or datetime column takes [low, high], both included, None for an open end; any other
    column takes a list of its labels, among which None stands for a missing cell. Missing cells
    pass no range. Raises ValueError for an unknown column or a filter of the wrong form.
    """
    mask = np.ones(dataset.rows, bool)
    for name, wanted in filters.items():
        kind = dataset.column(name).kind
        if not isinstance(wanted, (list, tuple)):
            raise ValueError(f"The filter of {name!r} must be a list. Got {wanted!r} instead.")
        series = dataset.frame([name])[name]
        if kind in ("numeric", "datetime"):
            mask &= _within(series, name, kind, wanted)
        else:
            mask &= _among(series, wanted)
    return mask


def _within(series: pd.Series, name: str, kind: str, wanted) -> np.ndarray:
    if len(wanted) != 2:
        raise ValueError(f"The filter of {name!r} must be [low, high]. Got {wanted!r} instead.")
    low, high = (_bound(end, name, kind) for end in wanted)
    mask = series.notna()
    if low is not None:
        mask &= series >= low
    if high is not None:
        mask &= series <= high
    return mask.fillna(False).to_numpy(bool)


def _bound(end: Any, name: str, kind: str):
    import pandas as pd

    if end is None:
        return None
    try:
        return float(end) if kind == "numeric" else pd.Timestamp(end)
    except (TypeError, ValueError):
        what = "a number" if kind == "numeric" else "a date"
        raise ValueError(
            f"An end of the filter of {name!r} must be {what}. Got {end!r} instead."
        ) from None


def _among(series: pd.Series, wanted) -> np.ndarray:
    labels = {str(value) for value in wanted if value is not None}
    if series.dtype.kind in "if":
        numbers = [float(label) for label in labels if _is_number(label)]
        mask = series.isin(numbers)
    else:
        mask = series.isin(labels)
    if any(value is None for value in wanted):
        mask |= series.isna()
    return mask.to_numpy(bool)


def _is_number(label: str) -> bool:
    try:
        float(label)
    except ValueError:
        return False
    return True
