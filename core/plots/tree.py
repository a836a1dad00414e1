"""A decision tree as a presenter draws it: questions from the top, answers at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import plotly.graph_objects as go

from core.plots.labels import number, percent, safe
from core.plots.spec import Plot
from core.plots.template import colour_at, figure, ink, ink_on, sequential

if TYPE_CHECKING:
    from core.plots.spec import Look

DRAWN = 3
"""Levels of questions in the picture; the table has those below too."""
LEVEL = 108
"""Pixels a level."""


def tree_table(found: pd.DataFrame) -> pd.DataFrame:
    """A row a node: node, parent, depth, side, question, rows, value, says, rule (from the top).

    `found` as `core.explanation.nodes` gives it, with its attrs.
    """
    rules = {-1: ""}
    asked = dict(zip(found["node"], found["question"], strict=True))
    for row in found.itertuples():
        above = rules[row.parent]
        step = f"{asked.get(row.parent, '')}: {row.side}" if row.side else ""
        rules[row.node] = f"{above}; {step}" if above else step
    table = found.assign(rule=[rules[node] for node in found["node"]])
    table.attrs = dict(found.attrs)
    return table


def tree_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """Boxes for the first levels: the question, what is said there, how many rows; yes is left."""
    shown = table[table["depth"] <= DRAWN]
    levels = int(shown["depth"].max())
    places = _places(shown)
    fig = figure(look, 40 + LEVEL * (levels + 1))
    low, high = shown["value"].min(), shown["value"].max()
    colours = sequential(look.dark)
    quiet = {"color": ink(look.dark), "width": 1.2}
    for row in shown.itertuples():
        x, y = places[row.node], -row.depth
        if row.side:
            above, top = places[row.parent], 1 - row.depth
            fig.add_shape(type="line", x0=above, y0=top, x1=x, y1=y, line=quiet, layer="below")
            fig.add_annotation(
                x=(x + above) / 2, y=(y + top) / 2, text=row.side, showarrow=False,
                font={"size": 11}, bgcolor="#0E1117" if look.dark else "#FFFFFF",
            )  # fmt: skip
        share = (row.value - low) / (high - low) if high > low else 0.5
        fill = colour_at(colours, share)
        fig.add_annotation(
            x=x, y=y, text=_box(row, table.attrs, row.depth == DRAWN), showarrow=False,
            bgcolor=fill, borderpad=5, font={"color": ink_on(fill), "size": 11}, align="center",
            hovertext=f"{safe(row.rule, 200) or 'all training rows'}<br>{row.rows:,} rows",
        )  # fmt: skip
    fig.update_xaxes(visible=False, range=[-0.02, 1.02], fixedrange=True)
    fig.update_yaxes(visible=False, range=[-levels - 0.45, 0.4], fixedrange=True)
    return fig


def _places(shown: pd.DataFrame) -> dict[int, float]:
    """Where each node stands (0 to 1): the leaves of the picture side by side, parents between."""
    children: dict[int, list[int]] = {}
    for row in shown.itertuples():
        children.setdefault(row.parent, []).append(row.node)
    order: list[int] = []

    def walk(node: int) -> None:
        for child in children.get(node, []):
            walk(child)
        if node not in children:
            order.append(node)

    walk(-1)
    places = {node: (i + 0.5) / len(order) for i, node in enumerate(order)}
    for row in shown.iloc[::-1].itertuples():
        if row.node in children:
            below = [places[child] for child in children[row.node]]
            places[row.node] = sum(below) / len(below)
    return places


def _box(row, attrs: dict, last: bool) -> str:
    """A node's text: its question in bold, what it says, its rows."""
    said = _said(row.value, row.says, attrs)
    asked = f"<b>{safe(row.question, 30)}</b><br>" if row.question and not last else ""
    more = "<br>…" if row.question and last else ""
    return f"{asked}{said}<br>{row.rows:,} rows{more}"


def _said(value: float, says: str, attrs: dict) -> str:
    if attrs["task"] == "regression":
        return number(value, 4)
    name = attrs["positive"] if attrs["task"] == "binary" else says
    return f"{safe(name, 14)} {percent(value)}"


def tree_sentence(table: pd.DataFrame) -> str:
    """The first question, the surest answer at the bottom, and how large the tree is."""
    attrs, root = table.attrs, table.iloc[0]
    if not root["question"]:
        return "The tree asks nothing: it says the same of every row."
    leaves = table[table["question"] == ""]
    top = leaves.loc[leaves["value"].idxmax()]
    said = _said(top["value"], top["says"], attrs).replace("&lt;", "<").replace("&amp;", "&")
    deep = attrs["depth"] > DRAWN
    return (
        f"The first question is whether {root['question']}; yes is left. The highest answer, "
        f"{said}, is given to {top['rows']:,} rows. {attrs['leaves']:,} answers, up to "
        f"{attrs['depth']} questions deep{', the first three drawn' if deep else ''}; fitted on "
        f"{root['rows']:,} rows, so its shares are of rows it has learned from."
    )


ENTRIES = (
    Plot("tree", "Decision tree", "model",
         "The questions that the fitted tree asks, from the top; each box says what it answers.",
         tree_table, tree_draw, tree_sentence),
)  # fmt: skip
