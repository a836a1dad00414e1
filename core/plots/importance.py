"""What a run uses: permutation importance with its intervals, and a linear model's weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.explanation.importance import summary
from core.plots.labels import number, safe, several
from core.plots.spec import Plot
from core.plots.template import fade, figure, ink

if TYPE_CHECKING:
    from core.plots.spec import Look

SHOWN = 15
"""The picture has so many lines at most; the table has all."""
LINE = 26
"""Pixels a line."""


def importance_table(found: pd.DataFrame) -> pd.DataFrame:
    """A row a feature, most important first: feature, mean, low, high, fold_1 ... fold_K.

    `found` as `core.explanation.permutation` gives it, with its attrs.
    """
    table = summary(found)
    table.attrs = {**found.attrs, "base": float(found.groupby("fold")["base"].first().mean()),
                   "rows": int(found.groupby("fold")["rows"].first().sum()),
                   "of": int(found.groupby("fold")["test"].first().sum()),
                   "folds": int(found["fold"].nunique())}  # fmt: skip
    return table


def importance_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A line a feature: its folds as faint dots, mean and interval; the dotted line is no use."""
    shown = table.head(SHOWN)
    caption = f"How much worse {safe(table.attrs['caption'], 40)} gets"
    fig = figure(look, 76 + LINE * len(shown), x=caption)
    colour = look.colour(table.attrs.get("run", ""))
    folds = [name for name in table if name.startswith("fold_")]
    for i, row in enumerate(shown.to_dict("records")):
        name = safe(row["feature"])
        values = [row[fold] for fold in folds]
        fig.add_scatter(
            x=values, y=[i] * len(values), mode="markers", hoverinfo="skip",
            marker={"color": fade(colour, 0.45), "size": 5},
        )  # fmt: skip
        if np.isfinite(row["low"]):
            fig.add_scatter(x=[row["low"], row["high"]], y=[i, i], mode="lines", hoverinfo="skip",
                            line={"color": colour, "width": 3})  # fmt: skip
        told = f"<br>95 % interval {number(row['low'])} to {number(row['high'])}"
        fig.add_scatter(
            x=[row["mean"]], y=[i], mode="markers", marker={"color": colour, "size": 11},
            hovertemplate=f"{number(row['mean'])} worse{told}<extra>{name}</extra>",
        )  # fmt: skip
    fig.add_vline(x=0, line={"color": ink(look.dark), "width": 1.5, "dash": "dot"})
    return _named(fig, list(shown["feature"]))


def _named(fig: go.Figure, names: list[str]) -> go.Figure:
    """The lines' names at the left, the first on top."""
    fig.update_yaxes(
        range=[len(names) - 0.5, -0.5], showgrid=False, fixedrange=True,
        tickvals=list(range(len(names))), ticktext=[safe(name, 30) for name in names],
    )  # fmt: skip
    return fig.update_xaxes(showgrid=True, fixedrange=True)


def importance_sentence(table: pd.DataFrame) -> str:
    """What is needed most, what is not shown to be needed, and how it was found."""
    attrs, top = table.attrs, table.iloc[0]
    needed = table.loc[table["low"] > 0, "feature"]
    said = (
        f"Without {top['feature']}, {attrs['caption']} gets {number(top['mean'])} worse "
        f"({number(top['low'])} to {number(top['high'])}) than {number(attrs['base'])}. "
        if top["mean"] > 0
        else f"{attrs['caption']} does not get worse without any one feature. "
    )
    rest = len(table) - len(needed)
    if len(needed) > 1:
        few = needed.head(6)
        more = [f"{len(needed) - 6} more"] if len(needed) > 6 else []
        said += f"Shown to be needed: {several([*few, *more])}. "
    if rest:
        named = table.loc[~(table["low"] > 0), "feature"].iloc[0]
        who = f"{rest} others" if rest > 1 else named
        said += f"Not shown to be needed, for the interval holds 0: {who}. "
    if attrs.get("features", len(table)) > len(table):
        said += f"The {len(table)} most used of {attrs['features']} features were judged. "
    sample = attrs["rows"] < attrs["of"]
    rows = f"a sample of {attrs['rows']:,}" if sample else f"{attrs['rows']:,}"
    return said + (
        f"Each feature's cells were shuffled among {rows} out-of-fold test rows of "
        f"{attrs['folds']} folds. Features that say the same share their importance."
    )


def coefficients_table(found: pd.DataFrame, group: str | None = None) -> pd.DataFrame:
    """A row a prepared column, largest weight first: column, weight; `group` picks the class."""
    classes = list(found.attrs.get("intercepts", {})) or list(found["class"].unique())
    group = classes[0] if group not in classes else group
    table = found.loc[found["class"] == group, ["column", "weight"]].reset_index(drop=True)
    table.attrs = {**found.attrs, "group": group}
    return table


def coefficients_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A bar a prepared column, from 0 to its weight."""
    shown = table.head(SHOWN)
    group, target = table.attrs["group"], safe(table.attrs.get("target", ""), 24)
    what = f"Weight for {target} = {safe(group, 20)}" if group else f"Weight for {target}"
    fig = figure(look, 76 + LINE * len(shown), x=what)
    colours = [look.palette[5 if weight < 0 else 0] for weight in shown["weight"]]
    fig.add_bar(
        x=shown["weight"].to_numpy(np.float32), y=np.arange(len(shown)), orientation="h",
        width=0.62, marker={"color": colours, "line": {"width": 0}},
        customdata=[safe(name) for name in shown["column"]],
        hovertemplate="%{customdata}<br>%{x:.4g}<extra></extra>",
    )  # fmt: skip
    fig.add_vline(x=0, line={"color": ink(look.dark), "width": 1})
    return _named(fig, list(shown["column"]))


def coefficients_sentence(table: pd.DataFrame) -> str:
    """The largest weight, in words, and what a weight is."""
    attrs = table.attrs
    if not len(table) or not table["weight"].abs().max():
        return "Every weight is 0: the model says the same of every row."
    top = table.iloc[0]
    what = f"{attrs['target']} = {attrs['group']} likelier" if attrs["group"] else (
        f"the prediction of {attrs['target']} higher"
    )  # fmt: skip
    if top["weight"] < 0:
        what = what.replace("likelier", "less likely").replace("higher", "lower")
    zero = int((table["weight"] == 0).sum())
    kept = f" {zero} of {len(table)} weights are exactly 0." if zero else ""
    return (
        f"The largest weight is that of {top['column']}, {number(top['weight'])}: more of it makes "
        f"{what}. The intercept is {number(attrs['intercepts'][attrs['group']])}.{kept} Weights "
        "are a unit of the prepared column: of a scaled number its typical spread, of a category "
        "being in it."
    )


ENTRIES = (
    Plot("importance", "Permutation importance", "model",
         "How much worse out-of-fold predictions get when one feature's cells are shuffled.",
         importance_table, importance_draw, importance_sentence),
    Plot("coefficients", "Coefficients", "model",
         "The weight of each prepared column in a linear model: its sign says which way it pushes.",
         coefficients_table, coefficients_draw, coefficients_sentence),
)  # fmt: skip
