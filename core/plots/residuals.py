"""Predicted numbers against actual ones, and what is left over."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.plots.labels import number, safe, short
from core.plots.panels import grid, runs_of
from core.plots.spec import Plot
from core.plots.template import ink, sequential
from core.target import NUMBERS

if TYPE_CHECKING:
    from core.plots.spec import Look

HEIGHT = 320
CELLS = 36
"""Cells along each axis: eight runs still make a figure of less than 60 kB."""


def _cells(x: np.ndarray, y: np.ndarray, edges: list[np.ndarray]) -> pd.DataFrame:
    """The rows counted in a grid of cells, the empty ones left out: the cells' middles and counts.

    No row is left out: what lies beyond the edges is counted in the cells at them. No picture has
    more points than the grid has cells.
    """
    x, y = (np.clip(v, edge[0], edge[-1]) for v, edge in zip((x, y), edges, strict=True))
    count = np.histogram2d(x, y, bins=edges)[0].astype(np.int64)
    i, j = np.nonzero(count)
    middle = [(edge[:-1] + edge[1:]) / 2 for edge in edges]
    return pd.DataFrame({"predicted": middle[0][i], "y": middle[1][j], "count": count[i, j]})


def _edges(values: list[np.ndarray]) -> np.ndarray:
    """The edges of equal cells over the runs' values, shape (CELLS + 1,).

    A few far values must not press all others into a corner: the edges lie at most a quarter of
    the spread of 99.8 % of the values outside it.
    """
    every = np.concatenate(values)
    low, high = np.quantile(every, [0.001, 0.999])
    margin = (high - low) / 4
    low, high = max(every.min(), low - margin), min(every.max(), high + margin)
    return np.linspace(low, high if high > low else low + 1, CELLS + 1)


def _table(runs, y_name: str) -> pd.DataFrame:
    pooled = [run.pooled()[1:] for run in runs]
    over = [actual if y_name == "actual" else actual - said for actual, said in pooled]
    edges = [_edges([said for _, said in pooled]), _edges(over)]
    parts = []
    for run, (actual, said), y in zip(runs, pooled, over, strict=True):
        cells = _cells(said, y, edges).rename(columns={"y": y_name})
        cells = cells.assign(
            rmse=np.sqrt(np.mean((actual - said) ** 2)), bias=(said - actual).mean()
        )
        cells.insert(0, "run", run.id)
        cells.insert(1, "title", run.title)
        parts.append(cells)
    table = pd.concat(parts, ignore_index=True)
    beyond = sum(
        int(((x < edge[0]) | (x > edge[-1])).sum())
        for found, edge in zip(([said for _, said in pooled], over), edges, strict=True)
        for x in found
    )
    table.attrs = {
        "beyond": beyond,
        "target": runs[0].experiment.target, "rows": len(y),
        "edges": [edge.tolist() for edge in edges], "top": int(table["count"].max()),
    }  # fmt: skip
    return table


def predicted_actual_table(runs) -> pd.DataFrame:
    """A row a cell: run, title, predicted, actual (the cell's middle), count; rmse, bias a run."""
    return _table(runs, "actual")


def residuals_table(runs) -> pd.DataFrame:
    """A row a cell: run, title, predicted, residual (actual less predicted), count; rmse, bias."""
    return _table(runs, "residual")


def _clouds(table: pd.DataFrame, look: Look, y_name: str) -> tuple[go.Figure, list]:
    """A panel a run: the denser a cell, the stronger its colour; one scale for all runs."""
    target = safe(table.attrs["target"], 24)
    y = f"Actual {target}" if y_name == "actual" else "Actual less predicted"
    fig, spots = grid(table, look, HEIGHT, x=f"Predicted {target}", y=y)
    top = max(table.attrs["top"], 2)
    middles = [(np.array(edge[:-1]) + np.array(edge[1:])) / 2 for edge in table.attrs["edges"]]
    for spot, (_, _, rows) in zip(spots, runs_of(table), strict=True):
        count = np.zeros((len(middles[1]), len(middles[0])), dtype=np.min_scalar_type(top))
        down = np.searchsorted(middles[1], rows[y_name])
        count[down, np.searchsorted(middles[0], rows["predicted"])] = rows["count"]
        fig.add_heatmap(
            x=middles[0].astype(np.float32), y=middles[1].astype(np.float32), z=count,
            zmin=0, zmax=top, showscale=False, colorscale=_by_magnitude(look, top),
            row=spot[0], col=spot[1],
            hovertemplate=f"predicted about %{{x:.4g}}<br>{y_name} about %{{y:.4g}}"
                          "<br>%{z:,} rows<extra></extra>",
        )  # fmt: skip
    fig.update_xaxes(nticks=5)
    return fig, spots


def _by_magnitude(look: Look, top: int) -> list[list]:
    """A colour scale for counts 0 to `top`: nothing for 0, then even steps in the logarithm."""
    colours = sequential(look.dark)[1:]
    at = [top ** (i / (len(colours) - 1)) / top for i in range(len(colours))]
    clear = "rgba(0,0,0,0)"
    first = [[0, clear], [0.5 / top, clear], [0.5 / top, colours[0]]]
    return first + [list(pair) for pair in zip(at, colours, strict=True)]


def _line(fig: go.Figure, spots, look: Look, ends: tuple[float, float], y) -> go.Figure:
    for row, column in spots:
        fig.add_shape(
            type="line", x0=ends[0], x1=ends[1], y0=y[0], y1=y[1], row=row, col=column,
            line={"color": ink(look.dark), "width": 1.5, "dash": "dot"},
        )  # fmt: skip
    return fig


def predicted_actual_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A panel a run, around the line on which a prediction is exact."""
    fig, spots = _clouds(table, look, "actual")
    (left, *_, right), (bottom, *_, top) = table.attrs["edges"]
    low, high = max(left, bottom), min(right, top)
    return _line(fig, spots, look, (low, high), (low, high))


def residuals_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A panel a run, around zero."""
    fig, spots = _clouds(table, look, "residual")
    edges = table.attrs["edges"][0]
    return _line(fig, spots, look, (edges[0], edges[-1]), (0, 0))


def _sizes(table: pd.DataFrame) -> str:
    beyond = table.attrs["beyond"]
    far = f" {beyond:,} far values are drawn at the edge." if beyond else ""
    return (
        far
        + f" All {table.attrs['rows']:,} out-of-fold rows; the stronger the colour, the more rows."
    )


def predicted_actual_sentence(table: pd.DataFrame) -> str:
    """The typical error of each run."""
    best = table.groupby("run", sort=False).first().sort_values("rmse")
    found = ", ".join(f"{row.title} {number(row.rmse)}" for row in best.itertuples())
    said = f"Typical error (RMSE over all rows, in units of {table.attrs['target']}): {found}."
    return f"{said} On the dotted line a prediction is exact.{_sizes(table)}"


def _bias(row) -> str:
    """Whether a run says too much on the whole; a billionth of its error is arithmetic."""
    if abs(row.bias) <= 1e-9 * row.rmse:
        return f"{row.title} is right"
    return f"{row.title} predicts {number(abs(row.bias))} too {'high' if row.bias > 0 else 'low'}"


def residuals_sentence(table: pd.DataFrame) -> str:
    """Whether a run says too much or too little on the whole."""
    firsts = table.groupby("run", sort=False).first()
    found = [_bias(row) for row in firsts.itertuples()]
    largest = table.loc[table["residual"].abs().idxmax()]
    return (
        f"On average, {', '.join(found)}. The largest error stands near a prediction of "
        f"{short(largest['predicted'])}. Above zero the prediction was too low.{_sizes(table)}"
    )


ENTRIES = (
    Plot("predicted_actual", "Predicted against actual", "evaluate",
         "Out-of-fold predictions against what was; on the dotted line they agree.",
         predicted_actual_table, predicted_actual_draw, predicted_actual_sentence,
         NUMBERS),
    Plot("residuals", "Residuals", "evaluate",
         "What is left over (actual less predicted) against the prediction; a shape is a hint.",
         residuals_table, residuals_draw, residuals_sentence, NUMBERS),
)  # fmt: skip
