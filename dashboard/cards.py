"""The cards of Train: a model each, with its form, and the words of the button that trains them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.models import MODELS
from core.preparation import PARAMS
from dashboard.forms import field, param_form
from dashboard.network import network_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.experiment import Experiment
    from core.models import ModelSpec
    from core.store import RunRecord

COLUMNS = 3
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def model_cards(experiment: Experiment, features: Sequence[str]) -> dict[str, dict[str, Any]]:
    """A card a model of the catalogue; the parameters of the ticked ones, by model name."""
    chosen = {}
    with st.grid(COLUMNS, min_column_width=240):
        for spec in MODELS.values():
            with st.container(border=True, height="stretch", key=f"card-{spec.name}"):
                params = _card(spec, experiment, features)
            if params is not None:
                chosen[spec.name] = params
    return chosen


def _card(spec: ModelSpec, experiment: Experiment, features: Sequence[str]):
    """One card; its parameters, or None when it is not ticked."""
    ticked = st.checkbox(
        f"**{spec.title}**", value=True, key=f"train-{spec.name}", persist_state="session"
    )
    st.caption(spec.when)
    params = param_form(spec, experiment.task, f"{spec.name}-{experiment.task}")
    if spec.family == "neural":
        st.caption(network_size(experiment, features, params))
    return params if ticked else None


def preparation_fields() -> dict[str, Any]:
    """The choices of `core.preparation`, drawn from its parameters."""
    with st.grid(COLUMNS, min_column_width=220):
        return {param.name: field(param, f"preparation-{param.name}", param.default)
                for param in PARAMS}  # fmt: skip


def button_words(count: int) -> str:
    """What the button does: "Train all six", "Train two models"."""
    words = WORDS[count] if count < len(WORDS) else str(count)
    if count == len(MODELS):
        return f"Train all {words}"
    return f"Train {words} model{'s' * (count != 1)}"


def estimate(records: Sequence[RunRecord], models: Sequence[str], fits: int) -> str:
    """How long these models take, by the last run of each in this experiment; "" when unknown."""
    seconds = {r.request.model: r.facts["fit_seconds"] for r in reversed(records) if r.facts}
    if not models or not set(models) <= set(seconds):
        return ""
    total = fits * sum(seconds[name] for name in models)
    return f"About {duration(max(1.0, total))}, by the last runs."


def duration(seconds: float) -> str:
    """Seconds in words: "0.42 s", "12 s", "3 min 20 s", "2 h 5 min"."""
    if seconds < 10:
        return f"{seconds:.2g} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
