"""A model's form, drawn from its parameters as `core.params` declares them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.params import ByColumn, Choice, Flag, Float, Int

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset import Column
    from core.models.spec import ModelSpec
    from core.params import Number, Param

FEW, WIDE = 4, 26
"""Up to so many options, of so many letters in all, stand side by side; more go into a list."""


def param_form(
    spec: ModelSpec,
    task: str,
    key: str,
    values: dict[str, Any] | None = None,
    columns: Sequence[Column] = (),
) -> dict[str, Any]:
    """Draw the parameters of `spec` that apply to `task`; the chosen values, by name.

    The main ones come first, the others in an expander. `values` are the starting values, the
    defaults fill in. `key` tells this form from others on the page. `columns` are the features:
    what is said of single ones is asked for those that suit. Nothing is checked here: `spec.check`
    does, with its sentence.
    """
    values = values or {}
    params = spec.params_for(task)
    main = [param for param in params if param.main]
    rest = [param for param in params if not param.main]
    chosen = {}

    def draw(param: Param) -> None:
        value, where = values.get(param.name, param.default), f"{key}-{param.name}"
        if isinstance(param, ByColumn):
            chosen[param.name] = _by_column(param, where, value, columns)
        else:
            chosen[param.name] = field(param, where, value)

    for param in main:
        draw(param)
    if rest:
        with st.expander("All parameters", icon=":material/tune:"):
            for param in rest:
                draw(param)
    return {param.name: chosen[param.name] for param in params}


def field(param: Param, key: str, value: Any) -> Any:
    """One parameter's widget; its value."""
    common = {"label": param.label, "key": key, "help": meaning(param), "persist_state": "session"}
    if isinstance(param, Flag):
        return st.toggle(value=value, **common)
    if isinstance(param, Choice):
        return _choice(param, value, common)
    if isinstance(param, Float) and param.log and not param.optional:
        return st.select_slider(
            options=ladder(param, value), value=value, format_func=say, **common
        )
    return _number(param, value, common)


def _by_column(
    param: ByColumn, key: str, value: dict[str, Any], columns: Sequence[Column]
) -> dict[str, Any]:
    """A list of columns an option; a column that stands in one is not offered in the next.

    Without a column that suits, nothing is drawn and `value` stays.
    """
    free = [column.name for column in columns if column.kind in param.kinds]
    if not free:
        return dict(value)
    chosen: dict[str, Any] = {}
    for option, words in zip(param.options, param.words, strict=True):
        left = [name for name in free if name not in chosen]
        names = st.multiselect(
            words,
            options=left,
            default=[name for name in left if value.get(name) == option],
            key=f"{key}-{option}",
            help=param.help,
            placeholder="No column",
            persist_state="session",
        )
        chosen |= dict.fromkeys(names, option)
    return chosen


def _choice(param: Choice, value: Any, common: dict[str, Any]) -> Any:
    """Options side by side when they are few, else a list; None may be one of them."""
    named = {say(option): option for option in param.options}
    if len(named) <= FEW and sum(map(len, named)) <= WIDE:
        chosen = st.segmented_control(
            options=list(named), default=say(value), required=True, **common
        )
    else:
        chosen = st.selectbox(options=list(named), index=list(named).index(say(value)), **common)
    return named[chosen]


def _number(param: Number, value: Any, common: dict[str, Any]) -> Any:
    """A number field; an empty one means no limit where that is allowed."""
    cast = int if isinstance(param, Int) else float
    return st.number_input(
        min_value=cast(param.low),
        max_value=cast(param.high),
        value=None if value is None else cast(value),
        step=cast(param.step or step(param)),
        format="%d" if cast is int else "%g",
        placeholder="no limit" if param.optional else None,
        **common,
    )


def step(param: Number) -> float:
    """What one click adds: 1, 2 or 5 x 10^k, about a twentieth of the default or of the range."""
    scale = abs(param.default or 0) if param.log else 0
    size = (scale or param.high - param.low) / 20
    if size <= 0:
        return 1
    power = 10.0 ** math.floor(math.log10(size))
    nice = max(m * power for m in (1, 2, 5) if m * power <= size * 1.0001)
    return max(1, round(nice)) if isinstance(param, Int) else nice


def ladder(param: Float, value: float) -> list[float]:
    """The steps of a slider where ratios matter: 1, 2, 5, 10, 20 ... within bounds, and `value`."""
    lowest = math.floor(math.log10(param.low)) if param.low > 0 else -8
    highest = math.ceil(math.log10(param.high))
    steps = {float(f"{m}e{k}") for k in range(lowest, highest + 1) for m in (1, 2, 5)}
    ends = {float(param.low), float(param.high), float(param.default), float(value)}
    return sorted(ends | {s for s in steps if param.low <= s <= param.high})


def meaning(param: Param) -> str:
    """The help of a field: what it does, its bounds, its default."""
    parts = [param.help]
    if isinstance(param, (Int, Float)):
        parts.append(f"From {say(param.low)} to {say(param.high)}.")
    if getattr(param, "optional", False):
        parts.append("Empty: no limit.")
    parts.append(f"Default {say(param.default)}.")
    return " ".join(part for part in parts if part)


def say(value: Any) -> str:
    """A value as the form shows it."""
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return ", ".join(f"{name}: {say(each)}" for name, each in value.items()) or "none"
    return f"{value:g}" if isinstance(value, float) else str(value).replace("_", " ")
