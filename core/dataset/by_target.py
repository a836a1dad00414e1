"""A column against the target: how the classes, or the target's mean, change along it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from core.dataset.periods import by_period
from core.dataset.summary import TOP, edges_of

if TYPE_CHECKING:
    import pandas as pd

    from core.dataset.table import Dataset

CLASSES = 40
"""More classes than this are counted together as "other"."""
OTHER, MISSING = "other", "missing"


def against(
    dataset: Dataset,
    column: str,
    target: str,
    task: str,
    rows: np.ndarray | None = None,
    bins: int = 20,
) -> pd.DataFrame:
    """The target along a column, bin by bin; `rows` (rows,) is a mask of the rows to look at.

    For classes: bin, low, high, class, count and share (of the bin's rows). For regression: bin,
    low, high, count, mean and std of the target. Numbers are cut at `bins` equal widths, dates by
    period, labels are their own bins (the 20 most frequent, then "other"); missing cells are a
    bin. `low` and `high` are None for labels. Rows without a target are left out.
    """
    if not 1 <= bins <= 100:
        raise ValueError(f"bins must be between 1 and 100. Got {bins!r} instead.")
    frame = dataset.frame(list(dict.fromkeys([column, target])))
    keep = frame[target].notna().to_numpy() & (True if rows is None else np.asarray(rows, bool))
    frame = frame[keep]
    codes, table = cut(frame[column], dataset.column(column).kind, bins)
    if task == "regression":
        return _means(codes, table, frame[target])
    return _shares(codes, table, frame[target])


def cut(series: pd.Series, kind: str, bins: int) -> tuple[np.ndarray, pd.DataFrame]:
    """The bin of every row, and the bins as a table: bin (text), low, high."""
    import pandas as pd

    if kind == "datetime":
        codes, table = _cut_dates(series)
    elif series.dtype.kind in "if" and kind != "boolean":
        codes, table = _cut_numbers(series, bins)
    else:
        codes, table = _cut_labels(series)
    if (codes < 0).any():
        table = pd.concat([table, _bins([MISSING], [None], [None])], ignore_index=True)
        codes = np.where(codes < 0, len(table) - 1, codes)
    return codes, table


def _bins(names, low, high) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({"bin": names, "low": low, "high": high}, dtype=object)


def _cut_numbers(series: pd.Series, bins: int) -> tuple[np.ndarray, pd.DataFrame]:
    values = series.to_numpy(float, na_value=np.nan)
    present = values[~np.isnan(values)]
    if not len(present):
        return np.full(len(values), -1), _bins([], [], [])
    whole = bool((present == np.floor(present)).all())
    edges = edges_of(float(present.min()), float(present.max()), whole, bins)
    codes = np.clip(np.searchsorted(edges, values, "right") - 1, 0, len(edges) - 2)
    if whole and edges[1] - edges[0] == 1:
        names = [f"{edge + 0.5:g}" for edge in edges[:-1]]
    elif whole:
        names = [f"{a + 0.5:g} to {b - 0.5:g}" for a, b in pairwise(edges)]
    else:
        names = [f"{a:.4g} to {b:.4g}" for a, b in pairwise(edges)]
    table = _bins(names, edges[:-1].tolist(), edges[1:].tolist())
    return np.where(np.isnan(values), -1, codes), table


def _cut_dates(series: pd.Series) -> tuple[np.ndarray, pd.DataFrame]:
    times = series.to_numpy()
    edges, _, _ = by_period(np.sort(times[~np.isnat(times)]))
    codes = np.searchsorted(edges.astype(times.dtype), times, "right") - 1
    names = [str(edge) for edge in edges[:-1]]
    table = _bins(names, names, [str(edge) for edge in edges[1:]])
    return np.where(np.isnat(times), -1, codes), table


def _cut_labels(series: pd.Series) -> tuple[np.ndarray, pd.DataFrame]:
    import pandas as pd

    codes, labels = pd.factorize(series)
    counts = np.bincount(codes[codes >= 0], minlength=len(labels))
    order = np.argsort(-counts, kind="stable")[:TOP]
    rank = np.full(len(labels) + 1, len(order))
    rank[order] = np.arange(len(order))
    rank[-1] = -1
    names = [str(labels[i]) for i in order] + ([OTHER] if len(labels) > TOP else [])
    return rank[codes], _bins(names, [None] * len(names), [None] * len(names))


def _means(codes: np.ndarray, table: pd.DataFrame, target: pd.Series) -> pd.DataFrame:
    values = target.to_numpy(float)
    count = np.bincount(codes, minlength=len(table))
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.bincount(codes, values, minlength=len(table)) / count
        squares = np.bincount(codes, (values - mean[codes]) ** 2, minlength=len(table))
        std = np.sqrt(squares / (count - 1))
    return table.assign(count=count, mean=mean, std=np.where(count > 1, std, np.nan))


def _shares(codes: np.ndarray, table: pd.DataFrame, target: pd.Series) -> pd.DataFrame:
    import pandas as pd

    classes, labels = pd.factorize(target, sort=True)
    names = [str(label) for label in labels]
    if len(names) > CLASSES:
        common = np.argsort(-np.bincount(classes), kind="stable")[: CLASSES - 1]
        place = np.full(len(names), CLASSES - 1)
        place[common] = np.arange(CLASSES - 1)
        classes, names = place[classes], [names[i] for i in common] + [OTHER]
    counts = np.bincount(codes * len(names) + classes, minlength=len(table) * len(names))
    counts = counts.reshape(len(table), len(names))
    long = table.loc[table.index.repeat(len(names))].reset_index(drop=True)
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    long["class"] = names * len(table)
    return long.assign(count=counts.ravel(), share=share.ravel())
