"""Several runs side by side in one figure: a grid of equal panels, each titled with its run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plotly.subplots import make_subplots

from core.plots.labels import safe
from core.plots.template import base

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

    from core.plots.spec import Look

ACROSS = 4
"""Panels in a row; a page that lays them out itself draws one run's rows at a time."""


def runs_of(table: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """(run, title, its rows) in the table's order."""
    return [(run, rows["title"].iloc[0], rows) for run, rows in table.groupby("run", sort=False)]


def places(count: int) -> list[tuple[int, int]]:
    """(row, column), from 1, of each panel; five to eight panels stand in two even rows."""
    across = count if count <= ACROSS else (count + 1) // 2
    return [(i // across + 1, i % across + 1) for i in range(count)]


def grid(table: pd.DataFrame, look: Look, height: int, *, x: str, y: str, shared: bool = True):
    """A figure with a panel a run, `height` pixels a row of panels, and the panels' places.

    `x` and `y` title the outer axes; `shared` gives all panels the same two axes.
    """
    runs = runs_of(table)
    spots = places(len(runs))
    rows, across = spots[-1][0], max(column for _, column in spots)
    fig = make_subplots(
        rows, across, shared_xaxes=shared and "all", shared_yaxes=shared and "all",
        horizontal_spacing=min(0.035 if shared else 0.08, 0.5 / across),
        vertical_spacing=90 / (height * rows) if rows > 1 else 0,
    )  # fmt: skip
    fig.update_layout(base(look, height * rows))
    fig.update_layout(margin_t=32, margin_l=10)
    for i, (spot, (run, title, _)) in enumerate(zip(spots, runs, strict=True)):
        _title(fig, spot, look.colour(run, i), title)
        last = i + across >= len(runs)
        fig.update_xaxes(row=spot[0], col=spot[1], title_text=x if last else None)
        fig.update_xaxes(row=spot[0], col=spot[1], showticklabels=True)
        fig.update_yaxes(row=spot[0], col=spot[1], title_text=y if spot[1] == 1 else None)
    return fig, spots


def _title(fig: go.Figure, spot: tuple[int, int], colour: str, title: str) -> None:
    """The run's name above its panel, its colour only as a dot."""
    panel = fig.get_subplot(*spot)
    fig.add_annotation(
        x=panel.xaxis.domain[0], xref="paper", xanchor="left",
        y=panel.yaxis.domain[1], yref="paper", yanchor="bottom", yshift=6,
        text=f'<span style="color:{colour}">●</span> <b>{safe(title, 28)}</b>', showarrow=False,
    )  # fmt: skip
