"""What a run may be asked about: each feature with its training range, shape and usual value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core.prediction import spelled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset import Column, ColumnSummary
    from core.experiment import Experiment
    from core.run import Run

MOST_LABELS = 200
"""So many labels of a category are listed; others can be typed."""


@dataclass(frozen=True)
class Field:
    """One feature as the training rows have it.

    `usual` is the median of numbers and dates, the most frequent label, or a text; None where
    every cell is missing. `low` and `high` are the range of numbers and dates (ISO texts).
    `edges` and `counts` are the bins behind the field; labels have `counts` and no edges.
    """

    name: str
    kind: str
    usual: Any
    low: Any = None
    high: Any = None
    whole: bool = False
    labels: tuple[str, ...] = ()
    distinct: int = 0
    missing: int = 0
    rows: int = 0
    edges: tuple[Any, ...] = ()
    counts: tuple[int, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether a number is asked for."""
        return self.kind == "numeric"

    def outside(self, value: Any) -> str:
        """A sentence when no training row was like this value; "" otherwise."""
        if value is None:
            return "" if self.missing else f"{self.name} is missing: it never was in training."
        if self.kind in ("numeric", "datetime"):
            if self.low is None:
                return ""
            shown = str(value)[:10] if self.kind == "datetime" else f"{value:g}"
            value = str(value) if self.kind == "datetime" else value
            for beyond, word, end in ((value < self.low, "below", self.low),
                                      (value > self.high, "above", self.high)):  # fmt: skip
                if beyond:
                    end = str(end)[:10] if self.kind == "datetime" else f"{end:g}"
                    return (
                        f"{self.name} = {shown} is {word} the training range, which ends at {end}."
                    )
            return ""
        if self.kind != "text" and self.distinct <= len(self.labels) and value not in self.labels:
            return f"{self.name} = {value[:40]} was in no training row."
        return ""


def fields(experiment: Experiment, features: Sequence[str]) -> tuple[Field, ...]:
    """Each feature over the experiment's training rows; one column at a time is read."""
    import pyarrow.parquet as pq

    file = pq.ParquetFile(experiment.dataset.path)
    rows = experiment.training_rows
    found = []
    for name in features:
        column = experiment.dataset.column(name)
        array = file.read([name]).column(0).combine_chunks().take(rows)
        found.append(_field(column, array))
    return tuple(found)


def _field(column: Column, array) -> Field:
    from core.dataset.summary import summarize_arrays

    (seen,) = summarize_arrays(len(array), [column], [array]).columns
    common = {"missing": seen.missing, "rows": len(array), "distinct": seen.distinct}
    if column.kind == "datetime":
        return Field(column.name, "datetime", **_times(array), **_bins(seen), **common)
    if column.kind == "text":
        return Field(column.name, "text", _first(array), **_bins(seen), **common)
    if column.kind == "numeric" and seen.stats:
        return _number(column.name, seen, array, common)
    if column.kind == "numeric":
        return Field(column.name, "numeric", None, **common)
    labels, counts = _labels(array)
    return Field(
        column.name, "boolean" if column.kind == "boolean" else "categorical",
        labels[0] if labels else None, labels=labels, counts=counts, **common,
    )  # fmt: skip


def _number(name: str, seen: ColumnSummary, array, common: dict) -> Field:
    numbers = array.drop_null().to_numpy(zero_copy_only=False).astype(float)
    whole = bool((numbers[np.isfinite(numbers)] % 1 == 0).all())
    usual = seen.stats["median"]
    return Field(
        name, "numeric", float(np.floor(usual)) if whole else usual,
        seen.stats["min"], seen.stats["max"], whole, **_bins(seen), **common,
    )  # fmt: skip


def _bins(seen: ColumnSummary) -> dict[str, Any]:
    shape = seen.histogram
    return {} if shape is None else {"edges": shape.edges, "counts": shape.counts}


def _times(array) -> dict[str, Any]:
    times = np.sort(array.drop_null().to_numpy(zero_copy_only=False).astype("M8[s]"))
    if not len(times):
        return {"usual": None}
    told = [str(times[i]).replace("T", " ") for i in (len(times) // 2, 0, -1)]
    return dict(zip(("usual", "low", "high"), told))


def _first(array) -> str | None:
    present = array.drop_null()
    return present[0].as_py() if len(present) else None


def _labels(array) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The labels as `core.prediction` spells them, the most frequent first, and their counts."""
    import pyarrow.compute as pc

    counted = pc.value_counts(array.drop_null()).to_pylist()
    counted = [(v["values"], v["counts"]) for v in counted if v["values"] == v["values"]]
    counted.sort(key=lambda one: -one[1])
    counted = counted[:MOST_LABELS]
    return tuple(spelled(value) for value, _ in counted), tuple(count for _, count in counted)


def typical_error(run: Run, share: float = 0.8) -> float:
    """What `share` of the out-of-fold errors of a regression run stay within (absolute)."""
    _, y, predicted = run.pooled()
    return float(np.quantile(np.abs(y - predicted), share))


def row_of(experiment: Experiment, features: Sequence[str], row: int) -> dict[str, Any]:
    """One row of the data as a case's values: numbers, ISO texts, labels, None for missing."""
    import pyarrow.compute as pc

    table = experiment.dataset.slice(row, row + 1, features)
    found = {}
    for name in features:
        column, cell = experiment.dataset.column(name), table.column(name)
        if column.kind == "datetime":
            seconds = cell.cast("timestamp[s]", safe=False)
            value = pc.strftime(seconds, "%Y-%m-%d %H:%M:%S")[0].as_py()
        else:
            value = cell[0].as_py()
            if isinstance(value, float) and value != value:
                value = None
        if value is not None and column.kind not in ("numeric", "datetime"):
            value = spelled(value)
        found[name] = value
    return found
