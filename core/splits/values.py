"""What a split goes by, as arrays: the codes of a column, the strata of a target."""

from __future__ import annotations

import numpy as np


def strata(y: np.ndarray, task: str, folds: int = 2) -> np.ndarray:
    """What a stratified split keeps in proportion, (n,): the class, or the target's decile.

    Few numbers are cut into fewer parts than ten, so that each part has a row for every fold.
    """
    if task != "regression":
        return y.astype(np.int64)
    parts = min(10, max(1, len(y) // folds))
    edges = np.unique(np.quantile(y, np.linspace(0, 1, parts + 1)[1:-1]))
    return np.searchsorted(edges, y)


def codes(values) -> np.ndarray:
    """Any column as int64 codes (n,) that sort as its values do; missing is one value, the last."""
    import pandas as pd

    code, unique = pd.factorize(values, sort=True)
    return np.where(code < 0, len(unique), code).astype(np.int64)


def labels(by: np.ndarray) -> np.ndarray:
    """The cells of a user's fold column as lower-case words (n,): 1.0 is "1"."""
    return np.array([_label(value) for value in by], dtype=str)


def _label(value) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip().lower()


def sealed_by_column(by: np.ndarray) -> np.ndarray:
    """The rows that a user's column calls "holdout" (or "test"), shape (n,)."""
    return np.isin(labels(by), ("holdout", "test"))
