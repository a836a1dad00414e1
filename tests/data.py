"""Small real tables for the tests, on a real disk."""

import numpy as np
import pandas as pd

from core.dataset.table import Column, Dataset


def dataset(frame: pd.DataFrame, folder, name="table", **kinds) -> Dataset:
    """A Dataset of this frame under `folder`; kinds are read off the dtypes unless given."""
    columns = []
    frame = frame.copy()
    for label in frame.columns:
        kind = kinds.get(label) or _kind(frame[label])
        if kind == "categorical":
            frame[label] = frame[label].astype("category")
        columns.append(Column(label, kind))
    path = folder / f"{name}.parquet"
    frame.to_parquet(path)
    return Dataset(f"id-{name}", name, len(frame), tuple(columns), path)


def _kind(values: pd.Series) -> str:
    if pd.api.types.is_numeric_dtype(values):
        return "numeric"
    return "datetime" if pd.api.types.is_datetime64_any_dtype(values) else "categorical"


WORDS = ("late delivery and rude", "quick and friendly", "broken box", "as described")


def mixed(rows=160, classes=("no", "yes"), seed=0) -> pd.DataFrame:
    """Every kind of column with gaps in each, a constant one, and a target that depends on them."""
    rng = np.random.default_rng(seed)
    number, other = rng.normal(size=rows), rng.exponential(size=rows)
    city = rng.choice(["Köln", "Lima", "東京"], size=rows)
    signal = number + (city == "Lima") + 0.3 * rng.normal(size=rows)
    frame = pd.DataFrame(
        {
            "number": number,
            "other": other,
            "city": city,
            "comment": rng.choice(WORDS, size=rows),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, rows), "D"),
            "same": 1.0,
        }
    )
    for column in ("number", "city", "comment", "day"):
        frame.loc[rng.choice(rows, rows // 10, replace=False), column] = None
    if classes is None:
        return frame.assign(target=100 + 10 * signal)
    ranks = pd.Series(signal).rank(method="first").to_numpy() - 1
    return frame.assign(target=np.array(classes)[(ranks * len(classes) // rows).astype(int)])


def mixed_dataset(folder, name="mixed", **arguments) -> Dataset:
    """`mixed` as a Dataset with a text column."""
    return dataset(mixed(**arguments), folder, name, comment="text")
