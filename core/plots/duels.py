"""Who beats whom: differences from a reference with the margin, and all pairs in a matrix."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.comparison.duel import chances, default_margin, duels
from core.plots.labels import number, safe, several, span
from core.plots.spec import Plot
from core.plots.template import colorscale, colour_at, fade, figure, ink, ink_on, sequential

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.plots.spec import Look


def differences_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A line a run: how much better the reference is, with its interval; the margin as a band."""
    margin, best = table.attrs["margin"], safe(table.attrs["title"], 24)
    fig = figure(look, 84 + 40 * len(table), x=f"{best} is better by ({table.attrs['caption']})")
    fig.add_vrect(x0=-margin, x1=margin, fillcolor=fade(ink(look.dark), 0.18), line_width=0,
                  layer="below")  # fmt: skip
    fig.add_vline(x=0, line={"color": ink(look.dark), "width": 1})
    ends = _ends(table, margin)
    for i, row in enumerate(table.to_dict("records")):
        colour = look.colour(row["run"], i)
        if np.isnan(row["gain"]):
            continue
        if not ends[0] <= row["gain"] <= ends[1]:
            far = ("right", 1, f"{number(row['gain'])} ▸") if row["gain"] > ends[1] else (
                "left", 0, f"◂ {number(row['gain'])}")  # fmt: skip
            fig.add_annotation(x=far[1], xref="paper", xanchor=far[0], y=i, showarrow=False,
                               text=far[2])  # fmt: skip
            continue
        if not np.isnan(row["low"]):
            fig.add_scatter(x=[row["low"], row["high"]], y=[i, i], mode="lines", hoverinfo="skip",
                            line={"color": colour, "width": 3})  # fmt: skip
        told = "" if np.isnan(row["low"]) else (
            f"<br>95 % interval {number(row['low'])} to {number(row['high'])}"
        )  # fmt: skip
        fig.add_scatter(
            x=[row["gain"]], y=[i], mode="markers", name=safe(row["title"]),
            marker={"color": colour, "size": 12, "line": {"width": 2, "color": colour},
                    "symbol": "circle-open" if np.isnan(row["low"]) else "circle"},
            hovertemplate=f"better by %{{x:.3g}}{told}",
        )  # fmt: skip
    names = [safe(title, 26) for title in table["title"]]
    fig.update_yaxes(range=[len(table) - 0.45, -0.55], showgrid=False, fixedrange=True,
                     tickvals=list(range(len(table))), ticktext=names)  # fmt: skip
    fig.update_xaxes(showgrid=True, fixedrange=True, range=ends)
    return fig


def _ends(table: pd.DataFrame, margin: float) -> tuple[float, float]:
    """The axis: intervals, margin and 0, without a baseline that would squeeze them together."""
    quiet, drawn = table["run"].isin(table.attrs["baselines"]), ["gain", "low", "high"]
    near = [*table.loc[~quiet, drawn].to_numpy(dtype=float).ravel(), -margin, margin, 0.0]
    return span(near, table.loc[quiet, drawn].to_numpy(dtype=float).ravel())


def differences_sentence(table: pd.DataFrame) -> str:
    """Whom the reference beats, and what band and line are."""
    title, margin = table.attrs["title"], f"{table.attrs['margin']:g}"
    if table.empty:
        return f"There is nothing to set {title} against: choose at least two runs."
    beaten = table.loc[table["better"] >= 0.95, "title"].tolist()
    said = f"{title} is better than {several(beaten)}" if beaten else f"{title} surely beats none"
    return (
        f"{said} (probability of 95 % or more, by more than {margin} in {table.attrs['caption']}). "
        "Lines are corrected 95 % intervals of the difference on the same folds; inside the grey "
        "band two runs are practically equal."
    )


def matrix_table(runs, margin: float | None = None) -> pd.DataFrame:
    """A row an ordered pair: run, title, other, other_title, better, equal, worse.

    By the primary metric; `margin` as in `core.comparison.duels`. NaN where no test is fair.
    """
    experiment = runs[0].experiment
    metric = experiment.metric
    margin = default_margin(metric, experiment) if margin is None else margin
    table = chances(runs, metric, margin)
    table.attrs = {"margin": float(margin), "order": [run.id for run in runs],
                   "titles": [run.title for run in runs]}  # fmt: skip
    return table


def matrix_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A cell a pair: how probable it is that the run of the row is better."""
    order, titles = table.attrs["order"], table.attrs["titles"]
    wide = table.pivot(index="run", columns="other", values="better").reindex(order, columns=order)
    z, scale = wide.to_numpy(dtype=float), sequential(look.dark)
    names = [f"{i}  {safe(title, 18)}" for i, title in enumerate(titles, start=1)]
    fig = figure(look, 84 + 40 * (len(names) - 1))
    fig.add_heatmap(z=z.astype(np.float32), zmin=0, zmax=1, colorscale=colorscale(scale),
                    showscale=False, xgap=2, ygap=2, hoverongaps=False,
                    customdata=[[f"{safe(a, 24)} better than {safe(b, 24)}" for b in titles]
                                for a in titles],
                    hovertemplate="%{customdata}: %{z:.1%}<extra></extra>")  # fmt: skip
    rows, columns = np.nonzero(np.isfinite(z))
    shares = z[rows, columns]
    fig.add_scatter(
        x=columns.tolist(), y=rows.tolist(), mode="text",
        text=[_cell(share)[:-2] for share in shares],
        textfont={"color": [ink_on(colour_at(scale, share)) for share in shares], "size": 12},
        hoverinfo="skip",
    )  # fmt: skip
    places = list(range(len(names)))
    fig.update_xaxes(tickvals=places, ticktext=[str(i + 1) for i in places], side="top",
                     showgrid=False, fixedrange=True, range=[-0.5, len(names) - 0.5])  # fmt: skip
    fig.update_yaxes(tickvals=places, ticktext=names, showgrid=False, fixedrange=True,
                     range=[len(names) - 0.5, -0.5])  # fmt: skip
    return fig


def _cell(share: float) -> str:
    return ">99 %" if share > 0.995 else "<1 %" if share < 0.005 else f"{100 * share:.0f} %"


def matrix_sentence(table: pd.DataFrame) -> str:
    """The surest pair, and how to read a cell."""
    if table["better"].notna().sum() == 0:
        return "No two of these runs can be tested against each other."
    top = table.loc[table["better"].idxmax()]
    return (
        f"Each cell: how probable it is, in %, that the run of its row is better than the one of "
        f"its column, by more than {table.attrs['margin']:g}; surest: {top['title']} against "
        f"{top['other_title']}, {_cell(top['better'])}. What is missing to 100 % in the two "
        "cells of a pair is the chance that both are practically equal."
    )


ENTRIES = (
    Plot("differences", "Who beats whom", "compare",
         "How much better the reference is than each other run, on the same folds.",
         duels, differences_draw, differences_sentence),
    Plot("better_matrix", "All pairs", "compare",
         "The probability that the run of the row is better than the run of the column.",
         matrix_table, matrix_draw, matrix_sentence),
)  # fmt: skip
