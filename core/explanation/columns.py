"""The columns a model sees after preparation, told in the words of the raw ones."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.plots.labels import short

if TYPE_CHECKING:
    from core.run import Run

ROWS = 2000
"""Training rows that are prepared to see what a prepared column says of a raw one."""
LISTED = 4


class Matrix:
    """The prepared matrix of a run: its columns' names, and what a cut on one of them asks.

    How a raw value becomes a number is seen by preparing training rows, not read off the steps:
    so any encoding or scaling of one column by itself is told in raw values.
    """

    def __init__(self, run: Run):
        self.run = run

    @cached_property
    def names(self) -> list[str]:
        """The columns' names without the step that made them; [] where a step cannot tell."""
        try:
            given = self.run.model[:-1].get_feature_names_out(list(self.run.request.features))
        except (AttributeError, ValueError):
            return []
        return [self._plain(str(name)) for name in given]

    def _plain(self, given: str) -> str:
        """A prepared column's name without its step; a word is told with the column it is from."""
        step, _, name = given.partition("__")
        name = (name or given).replace("missingindicator_", "missing ", 1)
        return f"{self._texts[step]}: {name}" if step in self._texts else name

    @cached_property
    def _texts(self) -> dict[str, str]:
        """The text columns by the step that counts their words."""
        part = self.run.model[0]
        while hasattr(part, "steps"):
            part = part.steps[0][1]
        found = getattr(part, "transformers_", ())
        return {step: columns for step, _, columns in found if isinstance(columns, str)}

    @cached_property
    def _raw(self):
        experiment = self.run.experiment
        at = experiment.training_rows
        at = at[:: max(1, len(at) // ROWS)]
        return experiment.dataset.frame(self.run.request.features).iloc[at]

    @cached_property
    def _prepared(self):
        return self.run.model[:-1].transform(self._raw)

    def _values(self, column: int) -> np.ndarray:
        found = self._prepared[:, [column]]
        return np.ravel(found.toarray() if hasattr(found, "toarray") else found).astype(float)

    def question(self, column: int, cut: float) -> str:
        """What `column <= cut` asks: "age ≤ 32.5", "city is Lima or Köln", "city is not Lima"."""
        name = self.names[column] if column < len(self.names) else f"column {column + 1}"
        raw = self._raw
        if name in raw.columns:
            known = raw[name].notna().to_numpy()
            kind = self.run.experiment.dataset.column(name).kind
            if kind == "numeric":
                return f"{name} ≤ {short(self._raw_cut(column, cut, raw[name], known))}"
            if kind in ("categorical", "boolean", "identifier"):
                return self._labels(name, column, cut)
        for feature in sorted(raw.columns, key=len, reverse=True):
            if name == f"{feature} days" and raw[feature].dtype.kind == "M":
                return f"{feature} ≤ {np.datetime64(int(np.floor(cut)), 'D')}"
            if name.startswith(f"{feature}_") and set(np.unique(self._values(column))) <= {0, 1}:
                return f"{feature} is not {name[len(feature) + 1 :]}"
        return f"{name} ≤ {short(cut) if abs(cut) >= 10_000 else format(cut, '.4g')}"

    def _raw_cut(self, column: int, cut: float, raw, known: np.ndarray) -> float:
        """The raw number at which the prepared one passes `cut`; a scaled column is turned back."""
        x, z = raw.to_numpy(dtype=float, na_value=np.nan)[known], self._values(column)[known]
        if not len(x) or np.array_equal(x, z):
            return cut
        order = np.argsort(z, kind="stable")
        return float(np.interp(cut, z[order], x[order]))

    def _labels(self, name: str, column: int, cut: float) -> str:
        """The labels on the lower side of the cut, or, if those are fewer, not the others."""
        raw = self._raw[name]
        labels = np.where(raw.isna(), "(missing)", raw.astype(str)).astype(str)
        values = self._values(column)
        below = sorted(set(labels[values <= cut]))
        above = sorted(set(labels[values > cut]))
        few, word = (below, "is") if len(below) <= len(above) else (above, "is not")
        more = f" and {len(few) - LISTED} more" if len(few) > LISTED else ""
        return f"{name} {word} {', '.join(few[:LISTED])}{more}"
