"""The models of Train: how many, a card each with its form, and the words of the button."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.models import ADVICE, PRESETS, models_for
from dashboard.amounts import lasting
from dashboard.forms import param_form
from dashboard.network import network_size
from dashboard.text import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.dataset import Column
    from core.experiment import Experiment
    from core.models import ModelSpec
    from core.store import RunRecord

COLUMNS = 3
MOST_OPEN = 9
"""With more cards than this, their forms open one by one."""
WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
SAID = {
    "quick": "the few that are enough for a first look",
    "balanced": "one or two of each family that differ in what they get wrong",
    "thorough": "every model that can answer this question",
}


def preset_control(experiment: Experiment, records: Sequence[RunRecord]) -> list[ModelSpec]:
    """The choice between few and many models; those of the chosen one."""
    with st.container(horizontal=True, vertical_alignment="center"):
        preset = st.segmented_control(
            "How many models", PRESETS, format_func=str.capitalize, default="quick",
            required=True, key="preset", persist_state="session", label_visibility="collapsed",
        )  # fmt: skip
        specs = models_for(experiment.task, preset)
        time = estimate(records, [spec.name for spec in specs], experiment.n_folds + 1)
        said = f"{len(specs)} models: {SAID[preset]}. {time}"
        st.caption(said.strip(), width="content")
    st.caption(ADVICE)
    return specs


def model_cards(
    experiment: Experiment, specs: Sequence[ModelSpec], columns: Sequence[Column]
) -> dict[str, dict[str, Any]]:
    """A card a model; the parameters of the ticked ones, by model name."""
    chosen = {}
    with st.grid(COLUMNS, min_column_width=240):
        for spec in specs:
            with st.container(border=True, height="stretch", key=f"card-{spec.name}"):
                params = _card(spec, experiment, columns, len(specs) > MOST_OPEN)
            if params is not None:
                chosen[spec.name] = params
    return chosen


def _card(spec: ModelSpec, experiment: Experiment, columns: Sequence[Column], folded: bool):
    """One card; its parameters, or None when it is not ticked or cannot be trained."""
    why_not = spec.refusal(experiment)
    ticked = st.checkbox(
        f"**{spec.title}**", value=True, key=f"train-{spec.name}", persist_state="session",
        disabled=why_not is not None,
    )  # fmt: skip
    st.caption(f"**{spec.family.capitalize()}** · {spec.when}" if folded else spec.when)
    if why_not is not None:
        st.caption(f":material/block: {escape(why_not)}")
        return None
    params = _form(spec, experiment.task, columns, folded)
    if spec.family == "neural network":
        st.caption(network_size(experiment, [column.name for column in columns], params))
    return params if ticked else None


def _form(spec: ModelSpec, task: str, columns: Sequence[Column], folded: bool) -> dict[str, Any]:
    """The form on the card, or behind a button that draws it when it is opened."""
    key = f"{spec.name}-{task}"
    kept = st.session_state.setdefault(f"form-{key}", {})
    defaults = {param.name: param.default for param in spec.params_for(task)}
    if not folded:
        kept |= param_form(spec, task, key, kept, columns)
    elif defaults:
        changed = sum(kept.get(name, value) != value for name, value in defaults.items())
        label = f"Parameters ({changed} changed)" if changed else "Parameters"
        with st.popover(
            label, icon=":material/tune:", key=f"open-{key}", on_change="rerun", width="stretch"
        ) as form:
            if form.open:
                kept |= param_form(spec, task, key, kept, columns)
    return defaults | kept


def button_words(count: int, of: int) -> str:
    """What the button does: "Train all six", "Train two models"."""
    words = WORDS[count] if count < len(WORDS) else str(count)
    if count == of > 1:
        return f"Train all {words}"
    return f"Train {words} model{'s' * (count != 1)}"


def estimate(records: Sequence[RunRecord], models: Iterable[str], fits: int) -> str:
    """How long these models take, by the last run of each in this experiment; "" when unknown."""
    seconds = {r.request.model: r.facts["fit_seconds"] for r in reversed(records) if r.facts}
    models = list(models)
    known = [seconds[name] for name in models if name in seconds]
    if not known:
        return ""
    new = len(models) - len(known)
    beside = f" for {len(known)} of them; {new} have not run here yet" if new else ""
    return f"About {lasting(max(1.0, fits * sum(known)))}, by the last runs{beside}."
