"""How columns go together: associations of mixed types, and which are missing together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from core.dataset.table import Dataset

COLUMNS = 40
SAMPLE = 50_000
LEVELS = 50
"""Labels of a category that count for themselves; the rarer ones are taken together."""
PATTERNS = 20


def correlations(
    dataset: Dataset, columns: Sequence[str] | None = None, rows: np.ndarray | None = None
) -> pd.DataFrame:
    """A symmetric matrix (columns, columns) of associations, at most 40 columns.

    Two numbers (or dates): Pearson's r, signed. Two categories: Cramer's V with Bergsma's bias
    correction (2013). A number and a category: the correlation ratio eta. All on the rows where
    both are present; NaN where a column does not vary. Above 50,000 rows a fixed sample is taken;
    `attrs["note"]` says so. `rows` (rows,) is a mask of the rows to look at.
    """
    import pandas as pd

    names = _chosen(dataset, columns)
    frame = dataset.frame(names)
    at = np.arange(len(frame)) if rows is None else np.flatnonzero(rows)
    note = f"all {len(at):,} rows"
    if len(at) > SAMPLE:
        note = f"sample of {SAMPLE:,} of {len(at):,} rows"
        at = np.sort(np.random.default_rng(0).choice(at, SAMPLE, replace=False))
    numbers, codes = {}, {}
    for name in names:
        series = frame[name].iloc[at]
        if series.dtype.kind in "ifM":
            numbers[name] = _as_float(series)
        else:
            codes[name] = _as_codes(series)
    matrix = pd.DataFrame(np.nan, index=names, columns=names)
    _fill(matrix, numbers, codes)
    matrix.attrs["note"] = note
    return matrix


def _chosen(dataset: Dataset, columns: Sequence[str] | None) -> list[str]:
    if columns is not None:
        names = [dataset.column(name).name for name in dict.fromkeys(columns)]
        if len(names) > COLUMNS:
            raise ValueError(f"Choose at most {COLUMNS} columns. Got {len(names)} instead.")
        return names
    kinds = ("numeric", "categorical", "boolean", "datetime")
    fit = [c for c in dataset.columns if c.kind in kinds and c.role != "ignore"]
    return [column.name for column in fit[:COLUMNS]]


def _as_float(series: pd.Series) -> np.ndarray:
    if series.dtype.kind == "M":
        times = series.to_numpy("M8[us]")
        return np.where(np.isnat(times), np.nan, times.astype(np.int64).astype(float))
    return series.to_numpy(float, na_value=np.nan)


def _as_codes(series: pd.Series) -> np.ndarray:
    import pandas as pd

    codes, labels = pd.factorize(series)
    if len(labels) <= LEVELS:
        return codes
    common = np.argsort(-np.bincount(codes[codes >= 0]), kind="stable")[: LEVELS - 1]
    place = np.full(len(labels) + 1, LEVELS - 1)
    place[common] = np.arange(LEVELS - 1)
    place[-1] = -1
    return place[codes]


def _fill(matrix: pd.DataFrame, numbers: dict, codes: dict) -> None:
    if numbers:
        names = list(numbers)
        matrix.loc[names, names] = pearson(np.column_stack([numbers[n] for n in names]))
    labels = list(codes)
    for i, a in enumerate(labels):
        for b in labels[i:]:
            matrix.loc[a, b] = matrix.loc[b, a] = cramers_v(codes[a], codes[b])
        for b, values in numbers.items():
            matrix.loc[a, b] = matrix.loc[b, a] = correlation_ratio(codes[a], values)


def pearson(values: np.ndarray) -> np.ndarray:
    """Pearson's r of every pair of columns of (rows, columns), on the rows where both are."""
    present = ~np.isnan(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        count = present.sum(axis=0)
        mean = np.where(present, values, 0).sum(axis=0) / count
        centred = np.where(present, values - mean, 0)
        spread = np.sqrt((centred**2).sum(axis=0) / count)
        x = np.where(present, centred / spread, 0)
        here = present.astype(float)
        n = here.T @ here
        sums, squares = x.T @ here, (x**2).T @ here
        cov = x.T @ x / n - (sums / n) * (sums.T / n)
        var = squares / n - (sums / n) ** 2
        r = cov / np.sqrt(var * var.T)
    r = np.where((var > 1e-12) & (var.T > 1e-12) & (n > 1), r, np.nan)
    return np.clip(r, -1, 1)


def cramers_v(a: np.ndarray, b: np.ndarray) -> float:
    """Bias-corrected Cramer's V of two code arrays (rows,), -1 for missing (Bergsma 2013)."""
    both = (a >= 0) & (b >= 0)
    a, b = a[both], b[both]
    n = len(a)
    if n < 2:
        return float("nan")
    _, a = np.unique(a, return_inverse=True)
    _, b = np.unique(b, return_inverse=True)
    r, k = a.max() + 1, b.max() + 1
    table = np.bincount(a * k + b, minlength=r * k).reshape(r, k).astype(float)
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    phi2 = ((table - expected) ** 2 / expected).sum() / n
    phi2 = max(0.0, phi2 - (k - 1) * (r - 1) / (n - 1))
    smaller = min(k - (k - 1) ** 2 / (n - 1), r - (r - 1) ** 2 / (n - 1)) - 1
    return float(min(1.0, np.sqrt(phi2 / smaller))) if smaller > 0 else float("nan")


def correlation_ratio(codes: np.ndarray, values: np.ndarray) -> float:
    """Eta: the square root of the share of variance that lies between the groups."""
    both = (codes >= 0) & ~np.isnan(values)
    codes, values = codes[both], values[both]
    if len(values) < 2:
        return float("nan")
    values = values - values.mean()
    total = float((values**2).sum())
    count = np.bincount(codes)
    sums = np.bincount(codes, values)
    between = float((sums[count > 0] ** 2 / count[count > 0]).sum())
    varies = total > 0 and np.count_nonzero(count) > 1
    return float(np.sqrt(min(1.0, between / total))) if varies else float("nan")


def missing_pattern(dataset: Dataset, rows: np.ndarray | None = None) -> pd.DataFrame:
    """Which columns are missing together: the 20 most frequent combinations.

    Columns: `columns` (a tuple of names, empty for complete rows), `rows`, `share`. `rows` (rows,)
    is a mask of the rows to look at.
    """
    import pandas as pd

    gaps, total = {}, dataset.rows if rows is None else int(np.count_nonzero(rows))
    for name in dataset.names:
        missing = dataset.frame([name])[name].isna().to_numpy()
        missing = missing if rows is None else missing[rows]
        if missing.any():
            gaps[name] = missing
    if not gaps:
        patterns, counts = np.zeros((1, 0), bool), np.array([total])
    else:
        packed = np.packbits(np.column_stack(list(gaps.values())), axis=1)
        keys = np.ascontiguousarray(packed).view(f"V{packed.shape[1]}").ravel()
        unique, counts = np.unique(keys, return_counts=True)
        bytes_ = unique.view(np.uint8).reshape(len(unique), -1)
        patterns = np.unpackbits(bytes_, axis=1, count=len(gaps)).astype(bool)
    names = np.array(list(gaps), object)
    order = np.argsort(-counts, kind="stable")[:PATTERNS]
    return pd.DataFrame(
        {
            "columns": [tuple(names[patterns[i]]) for i in order],
            "rows": counts[order],
            "share": counts[order] / max(total, 1),
        }
    )
