"""The split as a picture: which rows train, which test, which stay sealed, fold by fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.plots.labels import safe
from core.plots.spec import Plot
from core.plots.template import figure

if TYPE_CHECKING:
    from core.plots.spec import Look

PARTS = ("training", "test", "unused", "holdout")
MOST_FOLDS = 20
"""Above this (repeats), the picture shows the first ones."""


def bands_table(experiment) -> pd.DataFrame:
    """A row a band: fold (from 1), start, stop (rows, in the order they are dealt), part."""
    from core.splits import bands

    table = bands(experiment)
    table["fold"] += 1
    table.attrs = {
        "sentence": experiment.sentence(), "folds": experiment.n_folds,
        "by": experiment.split.by if experiment.split.kind == "time" else "",
    }  # fmt: skip
    return table


def colours(look: Look) -> dict[str, str]:
    """The colour of each part; the holdout is a hatched quiet one: nobody looks at it."""
    quiet = ("#33383F", "#6C7480") if look.dark else ("#E9EBEF", "#B4BAC4")
    return dict(zip(PARTS, (look.palette[0], look.palette[1], *quiet), strict=True))


def bands_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A row a fold, bands of training, test, unused and holdout."""
    shown = table[table["fold"] <= MOST_FOLDS]
    folds = int(shown["fold"].max())
    order = f"Rows in order of {safe(table.attrs['by'])}" if table.attrs["by"] else (
        "Rows, arranged by the fold that tests them"
    )  # fmt: skip
    fig = figure(look, 76 + 26 * folds, x=order)
    found = colours(look)
    for part, colour in found.items():
        rows = shown[shown["part"] == part]
        if rows.empty:
            continue
        width = (rows["stop"] - rows["start"]).to_numpy(dtype=np.int32)
        fig.add_bar(
            x=width, base=rows["start"].to_numpy(dtype=np.int32), y=rows["fold"].to_numpy(),
            orientation="h", marker={"color": colour, "line": {"width": 0}}, name=part, width=0.78,
            hovertemplate="fold %{y}: %{x:,} rows<extra>" + part + "</extra>",
        )  # fmt: skip
        if part == "holdout":
            ground = found["unused"]
            fig.data[-1].marker.pattern = {"shape": "/", "bgcolor": ground, "fgcolor": colour,
                                           "size": 6, "solidity": 0.35}  # fmt: skip
    _key(fig, [part for part in PARTS if (shown["part"] == part).any()], look)
    fig.update_layout(barmode="overlay", margin_t=30)
    fig.update_yaxes(
        range=[folds + 0.6, 0.4], tickvals=list(range(1, folds + 1)), showgrid=False,
        ticktext=[f"fold {k}" for k in range(1, folds + 1)], fixedrange=True,
    )  # fmt: skip
    fig.update_xaxes(tickformat=",d", range=[0, int(shown["stop"].max())], fixedrange=True)
    return fig


def _key(fig: go.Figure, parts: list[str], look: Look) -> None:
    """The parts named in their colours, above the bands."""
    found = colours(look)
    text = "   ".join(f'<span style="color:{found[part]}">■</span> {part}' for part in parts)
    fig.add_annotation(
        x=0, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom", yshift=2,
        text=text, showarrow=False,
    )  # fmt: skip


def bands_sentence(table: pd.DataFrame) -> str:
    """The experiment's own sentence; how many folds are drawn, if not all."""
    folds = table.attrs["folds"]
    rest = f" The first {MOST_FOLDS} of {folds} are drawn." if folds > MOST_FOLDS else ""
    return table.attrs["sentence"] + rest


ENTRIES = (
    Plot("split_bands", "Split", "setup",
         "A line a fold: a model learns from the training rows and is judged on the test rows.",
         bands_table, bands_draw, bands_sentence),
)  # fmt: skip
