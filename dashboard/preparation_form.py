"""The preparation of a run as a form: for all columns, and for single ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.preparation import BY_COLUMN, ONLY_WITH, TOGETHER, params_for
from dashboard.forms import field, say
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.dataset import Column
    from core.params import Param

COLUMNS = 3
NAMED = 8
"""So many columns with choices of their own are named under the form."""


def preparation_form(columns: Sequence[Column], task: str, key: str) -> dict[str, Any]:
    """Draw the choices about a preparation of these columns; they are as `check` takes them.

    `key` tells the choices about single columns of one table from those of another.
    """
    st.caption(
        "Learned from the training rows of each fold, never from the rows that judge it. What each "
        "default is for stands behind its question mark."
    )
    kinds = {column.kind for column in columns}
    useful = {param.name for kind in kinds for param in params_for(kind)}
    chosen = {param.name: param.default for param in BY_COLUMN}
    chosen |= _fields([p for p in BY_COLUMN if p.name in useful], "preparation", {})
    st.markdown("**All columns together, and the rows**")
    chosen |= _fields([param for param in TOGETHER if param.applies(task)], "preparation", {})
    single = st.toggle(
        "Other choices for single columns", key="preparation-single", persist_state="session"
    )
    return {**chosen, "columns": _single(columns, chosen, key) if single and columns else {}}


def _fields(params: Iterable[Param], key: str, values: dict[str, Any]) -> dict[str, Any]:
    """The fields of these parameters; one that only counts with another's value waits for it."""
    chosen: dict[str, Any] = {}
    with st.grid(COLUMNS, min_column_width=220):
        for param in params:
            other, wanted = ONLY_WITH.get(param.name, ("", ()))
            value = values.get(param.name, param.default)
            if other and chosen.get(other) not in wanted:
                chosen[param.name] = value
            else:
                chosen[param.name] = field(param, f"{key}-{param.name}", value)
    return chosen


def _single(columns: Sequence[Column], general: dict[str, Any], key: str) -> dict[str, dict]:
    """What is chosen for single columns otherwise than for all, by column name."""
    kept = st.session_state.setdefault(f"preparation-columns-{key}", {})
    kinds = {column.name: column.kind for column in columns}
    name = st.selectbox(
        "Column", list(kinds), index=None, key=f"preparation-column-{key}",
        placeholder="Choose a column", persist_state="session",
    )  # fmt: skip
    if name is not None:
        params = params_for(kinds[name])
        # With another choice for all, the fields begin anew: what was not chosen here follows it.
        about = f"preparation-{key}-{name}-{[general[param.name] for param in params]}"
        found = _fields(params, about, general | kept.get(name, {}))
        own = {param: value for param, value in found.items() if value != general[param]}
        kept.pop(name, None)
        if own:
            kept[name] = own
    known = {column: own for column, own in kept.items() if column in kinds}
    st.caption(_told(known))
    return known


def _told(single: dict[str, dict[str, Any]]) -> str:
    """The columns that are treated otherwise, and how, as Markdown."""
    if not single:
        return "No column is treated otherwise than all. Choose one to change that."
    labels = {param.name: param.label for param in BY_COLUMN}
    said = [
        f"**{escape(shorten(name, 30))}**: "
        + ", ".join(f"{labels[param].lower()} {escape(say(value))}" for param, value in own.items())
        for name, own in list(single.items())[:NAMED]
    ]
    rest = f" and {len(single) - NAMED} more" if len(single) > NAMED else ""
    return f"{'; '.join(said)}{rest}."
