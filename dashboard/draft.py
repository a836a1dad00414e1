"""The question being drafted on Set up: where its fields start, and what core makes of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.dataset.findings.labels import LIKELY_TARGET
from core.experiment import Experiment
from core.plots import PLOTS
from core.splits import Split
from dashboard import state

if TYPE_CHECKING:
    import pandas as pd

    from core.dataset import Dataset

FIELDS = {
    "task": str, "positive": str, "metric": str, "kind": str, "by": str, "folds": int,
    "gap": int, "repeats": int, "window": int, "holdout": float, "seed": int,
}  # fmt: skip
"""What a link to a draft may say besides the target, and as what type."""

_PREDICTED = ("boolean", "categorical", "numeric")


@dataclass(frozen=True)
class Draft:
    """A target of a dataset, and the values that its fields start at, by name."""

    dataset: Dataset
    target: str
    start: dict[str, Any] = field(default_factory=dict)

    def key(self, name: str, value: Any = None) -> str:
        """The key of this question's widget, which holds `value` when it is first drawn."""
        key = f"{name}-{self.dataset.id}-{self.target}"
        if value is not None:
            # Not the widget's own default: a suggestion must be able to set it later.
            st.session_state.setdefault(key, value)
        return key

    def pick(self, name: str, options: list[Any], default: Any) -> Any:
        """The option that a field starts at: the draft's if there is one, else the default."""
        wanted = (self.start.get(name), default)
        return next((o for w in wanted for o in options if str(o) == str(w)), options[0])

    def number(self, name: str, default: float, low: float, high: float) -> Any:
        """The number that a field starts at, within its bounds."""
        return min(max(self.start.get(name, default), low), high)

    def ask(self, **fields: Any) -> Experiment:
        """The experiment of these fields, dealt once however often the page is drawn.

        ValueError, in core's words, when the dataset cannot answer it.
        """
        given = tuple(sorted((name, value) for name, value in fields.items() if value is not None))
        roles = tuple(column.role for column in self.dataset.columns)
        return _dealt(str(state.home()), self.dataset.id, roles, self.dataset, self.target, given)

    def remember(self, **fields: Any) -> None:
        """Write into the link what is not core's default, so that a reload finds the draft."""
        split = fields.pop("split", None)
        if split:
            usual = Split(split.kind, by=split.by)
            fields |= {n: v for n, v in split.to_json().items() if v != getattr(usual, n)}
            fields |= {"kind": split.kind, "by": split.by}
        for name in FIELDS:
            value = fields.get(name)
            state.set_option(name, None if value is None else str(value))


@st.cache_resource(max_entries=16, show_spinner=False)
def _dealt(
    home: str, dataset_id: str, roles: tuple, _dataset: Dataset, target: str, given: tuple
) -> Experiment:
    return Experiment.of(_dataset, target, **dict(given))


@st.cache_resource(max_entries=16, show_spinner=False)
def split_table(experiment_id: str, _experiment: Experiment) -> pd.DataFrame:
    """The table behind the picture of an experiment's split, made once."""
    return PLOTS["split_bands"].table(_experiment)


def open_draft(dataset: Dataset, target: str) -> Draft:
    """A draft that starts at the link's own values, else at those of the link's experiment."""
    values: dict[str, Any] = {}
    experiment = state.experiment()
    if experiment and experiment.dataset.id == dataset.id and experiment.target == target:
        names = ("task", "positive", "metric", "holdout", "seed", "features")
        values = {name: getattr(experiment, name) for name in names}
        values |= experiment.split.to_json()
    if state.option("target") == target:
        values |= _from_link()
    return Draft(dataset, target, values)


def _from_link() -> dict[str, Any]:
    """The fields that the link names; what does not read as its type is left out."""
    found = {}
    for name, cast in FIELDS.items():
        if text := state.option(name):
            with suppress(ValueError):
                found[name] = cast(text)
    return found


def first_target(dataset: Dataset) -> str:
    """The target of the link's draft or experiment when the dataset has it, else a likely one."""
    experiment = state.experiment()
    named = state.option("target") or (experiment.target if experiment else "")
    return named if named in dataset.names else likely_target(dataset)


def likely_target(dataset: Dataset) -> str:
    """The column offered first: one that has the role, a sample's own target, one with a name that
    says so, the last one.

    Columns that the reader left out, dates and texts come only when there is nothing else.
    """
    from core.dataset import SAMPLES

    if chosen := [column.name for column in dataset.columns if column.role == "target"]:
        return chosen[0]
    for sample in SAMPLES:
        if dataset.name in (sample.name, sample.title) and sample.target in dataset.names:
            return sample.target
    useful = [c.name for c in dataset.columns if c.role != "ignore" and c.kind in _PREDICTED]
    named = [name for name in useful if LIKELY_TARGET.fullmatch(name.strip())]
    return (named or useful or list(dataset.names))[-1]
