"""Whether probabilities keep what they promise: calibration curves, and scores by class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.metrics.classes import BINS, bins_of
from core.plots.labels import number, percent, safe
from core.plots.panels import grid, runs_of
from core.plots.ranking import HEIGHT, names_inside, one_class, reference
from core.plots.spec import Plot
from core.plots.template import fade, figure, ink
from core.target import CLASSES

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.plots.spec import Look

WITH_BARS = 3
"""Up to so many runs the points carry their intervals; beyond, they would cover each other."""
STEPS = 25
"""Bins of the histogram of scores."""


def _wilson(hits: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """95 % intervals (n, 2) of shares: Wilson, Journal of the American Statistical Association 22.

    By SciPy, a bin at a time.
    """
    from scipy.stats import binomtest

    found = [binomtest(int(k), int(n)).proportion_ci(0.95, "wilson") for k, n in
             zip(hits, rows, strict=True)]  # fmt: skip
    return np.array([(interval.low, interval.high) for interval in found])


def calibration_table(runs, of: str | None = None) -> pd.DataFrame:
    """A row a bin: run, title, predicted (mean), actual (share), low, high, rows, error (a run's).

    Ten bins of about equal count, as scikit-learn's `calibration_curve(strategy="quantile")`; equal
    scores share one. `of` names the class of several. `error` weighs the gaps by rows.
    """
    name, code = one_class(runs, of)
    parts = []
    for run in runs:
        _, y, values = run.pooled()
        score, place = values[:, code], bins_of(values[:, code])
        rows = np.bincount(place)
        kept = rows > 0
        hits = np.bincount(place, weights=y == code)[kept]
        said = np.bincount(place, weights=score)[kept]
        rows = rows[kept]
        interval = _wilson(hits, rows)
        parts.append(pd.DataFrame({
            "run": run.id, "title": run.title, "predicted": said / rows, "actual": hits / rows,
            "low": interval[:, 0], "high": interval[:, 1], "rows": rows,
            "error": np.abs(said - hits).sum() / rows.sum(),
        }))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table.attrs = {"of": f"{runs[0].experiment.target} = {name}", "count": len(y)}
    return table


def calibration_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """The runs' curves over the line on which every promise is kept."""
    of, runs = safe(table.attrs["of"], 28), runs_of(table)
    fig = figure(look, HEIGHT, x=f"Predicted probability ({of})", y="Share that came true")
    lines = []
    for i, (run, title, rows) in enumerate(runs):
        colour = look.colour(run, i)
        bars = None if len(runs) > WITH_BARS else {
            "array": rows["high"] - rows["actual"], "arrayminus": rows["actual"] - rows["low"],
            "type": "data", "symmetric": False, "thickness": 1, "width": 0,
            "color": fade(colour, 0.6),
        }  # fmt: skip
        fig.add_scatter(
            x=rows["predicted"].to_numpy(np.float32), y=rows["actual"].to_numpy(np.float32),
            mode="lines+markers", name=safe(title), error_y=bars, marker={"size": 6},
            line={"color": colour, "width": 2}, customdata=rows[["rows", "low", "high"]].round(3),
            hovertemplate="promised %{x:.3f}, came true %{y:.3f}<br>%{customdata[0]:,} rows, 95 % "
                          "interval %{customdata[1]:.3f} to %{customdata[2]:.3f}",
        )  # fmt: skip
        error = rows["error"].iloc[0]
        text = f'<span style="color:{colour}">●</span> {safe(title, 24)} <b>{number(error, 2)}</b>'
        lines.append((error, text))
    line = np.linspace(0, 1, 100)
    points = np.vstack([table[["predicted", "actual"]].to_numpy(), np.c_[line, line]])
    names_inside(fig, [text for _, text in sorted(lines)], np.repeat(points, 3, axis=0))
    fig.update_xaxes(range=[-0.01, 1.01], dtick=0.2, showgrid=True)
    fig.update_yaxes(range=[-0.01, 1.02], dtick=0.2)
    return reference(fig, look, [0, 1], "", (0.99, 0.93))


def calibration_sentence(table: pd.DataFrame) -> str:
    """The calibration errors, smallest first, and how to read a point."""
    best = table.groupby("run", sort=False).first().sort_values("error")
    found = ", ".join(f"{row['title']} {number(row['error'], 2)}" for _, row in best.iterrows())
    bars = f" On up to {WITH_BARS} runs" if best.shape[0] > WITH_BARS else " On each point"
    return (
        f"Calibration error for {table.attrs['of']}: {found}; below the dotted line more was "
        f"promised than came true. {BINS} bins of about {table.attrs['count'] // BINS:,} "
        f"out-of-fold rows each.{bars} a bar shows Wilson's 95 % interval."
    )


def histogram_table(runs, of: str | None = None, threshold: float | None = None):
    """A row a bin and run: run, title, low, high, positive, rest (rows), threshold.

    25 bins of equal width over the probability of the class (`of`, of several).
    """
    name, code = one_class(runs, of)
    edges, parts = np.linspace(0, 1, STEPS + 1), []
    for run in runs:
        _, y, values = run.pooled()
        counts = [np.histogram(values[is_one, code], edges)[0] for is_one in (y == code, y != code)]
        cut = run.threshold if threshold is None else threshold
        cut = cut if run.experiment.task == "binary" else np.nan
        parts.append(pd.DataFrame({
            "run": run.id, "title": run.title, "low": edges[:-1].round(3),
            "high": edges[1:].round(3), "positive": counts[0], "rest": counts[1], "threshold": cut,
        }))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table.attrs = {"of": f"{runs[0].experiment.target} = {name}", "task": runs[0].experiment.task}
    return table


def histogram_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A panel a run: the class in the run's colour over the rest in grey, as shares of each."""
    fig, spots = grid(table, look, 230, x=f"Probability of {safe(table.attrs['of'], 28)}",
                      y="Share of its rows")  # fmt: skip
    for i, ((row, column), (run, _, rows)) in enumerate(zip(spots, runs_of(table), strict=True)):
        colours = (("rest", ink(look.dark), 0.45), ("positive", look.colour(run, i), 0.6))
        for name, colour, opacity in colours:
            share = rows[name] / max(rows[name].sum(), 1)
            fig.add_bar(
                x=((rows["low"] + rows["high"]) / 2).to_numpy(np.float32),
                y=share.to_numpy(np.float32), width=1 / STEPS, row=row, col=column,
                marker={"color": fade(colour, opacity), "line": {"width": 0}},
                customdata=rows[name],
                hovertemplate=f"{'the class' if name == 'positive' else 'the rest'}: "
                              "%{y:.1%} (%{customdata:,} rows) near %{x:.2f}<extra></extra>",
            )  # fmt: skip
        if not np.isnan(rows["threshold"].iloc[0]):
            fig.add_vline(x=rows["threshold"].iloc[0], row=row, col=column,
                          line={"color": ink(look.dark), "width": 1, "dash": "dot"})  # fmt: skip
    fig.update_layout(barmode="overlay", bargap=0)
    fig.update_xaxes(range=[-0.01, 1.01], dtick=0.25)
    fig.update_yaxes(tickformat=".0%", nticks=4, range=[0, 1.06 * _tallest(table)])
    return fig


def _tallest(table: pd.DataFrame) -> float:
    """The highest bar of the runs that spread their rows; a baseline's one bar may run over."""
    tops = []
    for _, _, rows in runs_of(table):
        shares = rows[["positive", "rest"]] / rows[["positive", "rest"]].sum().clip(lower=1)
        tops.append((bool((rows["positive"] + rows["rest"] > 0).sum() > 3), shares.max().max()))
    return max(tops)[1] if not max(tops)[0] else max(top for spread, top in tops if spread)


def histogram_sentence(table: pd.DataFrame) -> str:
    """What is coloured, and how far the two groups' middles lie apart."""
    middle = (table["low"] + table["high"]) / 2
    found = []
    for _, title, rows in runs_of(table):
        means = [np.average(middle[rows.index], weights=rows[name]) if rows[name].sum() else np.nan
                 for name in ("positive", "rest")]  # fmt: skip
        found.append(f"{title} {percent(means[0])} against {percent(means[1])}")
    cut = " The dotted line is the run's threshold." if table.attrs["task"] == "binary" else ""
    return (
        f"Coloured: rows with {table.attrs['of']}; grey: the rest; the less they overlap, the "
        f"better. Mean probability of the two: {', '.join(found)}.{cut}"
    )


ENTRIES = (
    Plot("calibration", "Calibration", "evaluate",
         "What share came true of what was promised: 30 % should happen in 30 of 100 cases.",
         calibration_table, calibration_draw, calibration_sentence, CLASSES),
    Plot("score_histogram", "Scores by class", "evaluate",
         "How the predicted probabilities of a class's own rows and of all others are spread.",
         histogram_table, histogram_draw, histogram_sentence, CLASSES),
)  # fmt: skip
