"""Widgets whose value lives in the link: opened from it, written back to it, followed on Back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import state


def follow(key: str, value: Any) -> None:
    """Before a widget is drawn: give it the link's value where the link has changed by itself.

    That is when the page is opened and when the user goes back; a click moves the widget first.
    """
    if key not in st.session_state or st.session_state.get(f"_{key}") != value:
        st.session_state[key] = value


def _draw(widget, label: str, *given, **look) -> Any:
    """Draw it; a click on it comes with the link as this session has written it last."""
    return widget(label, *given, on_change=state.remember_link, **look)


def keep(key: str, name: str, value: Any, default: Any) -> Any:
    """After it is drawn: write its value into the link, or take it out where it is the default."""
    plain = [str(v) for v in value] or ["none"] if isinstance(value, list) else str(value)
    state.set_option(name, None if value == default else plain)
    st.session_state[f"_{key}"] = value
    return value


def one(widget, label: str, name: str, options: Sequence[str], default: str, **look) -> str:
    """One of `options`, by a select box, a segmented control or pills (`widget`)."""
    said, key = state.option(name, default), f"option-{name}"
    follow(key, said if said in options else default)
    return keep(key, name, _draw(widget, label, options, key=key, **look) or default, default)


def several(widget, label: str, name: str, options: Sequence[str], default: list, **look) -> list:
    """Some of `options`, in their order; the link says "none" where nothing is chosen."""
    said, key = state.options(name), f"option-{name}"
    known = [option for option in options if option in said]
    follow(key, known if known or said == ["none"] else list(default))
    found = _draw(widget, label, options, key=key, **look)
    return keep(key, name, [option for option in options if option in found], list(default))


def share(label: str, name: str, default: float, **look) -> float:
    """A number from 0.01 to 0.99 by a slider."""
    key = f"option-{name}"
    try:
        said = round(min(max(float(state.option(name, str(default))), 0.01), 0.99), 2)
    except ValueError:
        said = default
    follow(key, said)
    value = round(_draw(st.slider, label, 0.01, 0.99, step=0.01, key=key, **look), 2)
    return keep(key, name, value, default)


def text(label: str, name: str, **look) -> str:
    """A line of text; none is the default."""
    key = f"option-{name}"
    follow(key, state.option(name)[:200])
    found = _draw(st.text_input, label, key=key, max_chars=200, **look) or ""
    return keep(key, name, found.strip(), "")


def number(label: str, name: str, default: float, **look) -> float:
    """A number of 0 or more by a field."""
    key = f"option-{name}"
    try:
        said = float(state.option(name, str(default)))
    except ValueError:
        said = default
    follow(key, said if 0 <= said < math.inf else default)
    found = _draw(st.number_input, label, min_value=0.0, key=key, **look)
    return keep(key, name, found, default)


def toggle(label: str, name: str, **look) -> bool:
    """On or off; off is the default."""
    key = f"option-{name}"
    follow(key, state.option(name) == "1")
    on = _draw(st.toggle, label, key=key, **look)
    state.set_option(name, "1" if on else None)
    st.session_state[f"_{key}"] = on
    return on
