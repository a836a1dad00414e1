"""What a threshold does: precision, recall and F1 along it, and what a payoff makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.decision import CELLS, outcomes, payoff_per_row
from core.plots.labels import end_labels, number, safe
from core.plots.panels import grid, runs_of
from core.plots.spec import Plot
from core.plots.template import fade, figure, ink

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.plots.spec import Look

HEIGHT = 260
RATES = {"precision": "Precision", "recall": "Recall", "f1": "F1"}
DEFAULT = tuple(cell.worth for cell in CELLS.values())
"""A payoff that counts a right row as 1 and a wrong one as -1, in the order of CELLS."""


def _along(runs) -> pd.DataFrame:
    """`outcomes` of each run: run, title and the run's own threshold (`at`) beside them."""
    parts = []
    for run in runs:
        _, y, values = run.pooled()
        table = outcomes(y, values[:, 1])
        parts.append(table.assign(run=run.id, title=run.title, at=run.threshold))
    table = pd.concat(parts, ignore_index=True)
    return table[["run", "title", *(name for name in table if name not in ("run", "title"))]]


def rates_table(runs, threshold: float | None = None) -> pd.DataFrame:
    """A row a run and hundredth: run, title, threshold, the four cells, precision, recall, f1, at.

    `at` is the threshold that is drawn: the given one, or each run's own.
    """
    table = _along(runs)
    return table if threshold is None else table.assign(at=threshold)


def rates_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A panel a run: three lines over the threshold, the chosen one dotted."""
    fig, spots = grid(table, look, HEIGHT, x="Threshold", y="Share")
    colours = look.palette[:1] + look.palette[1:3]
    for (row, column), (_, _, rows) in zip(spots, runs_of(table), strict=True):
        for (name, title), colour in zip(RATES.items(), colours, strict=True):
            fig.add_scatter(
                x=rows["threshold"].to_numpy(np.float32), y=rows[name].to_numpy(np.float32),
                mode="lines", line={"color": colour, "width": 2}, row=row, col=column,
                hovertemplate=f"{title} %{{y:.3f}} at %{{x:.2f}}<extra></extra>",
            )  # fmt: skip
        fig.add_vline(x=rows["at"].iloc[0], row=row, col=column,
                      line={"color": ink(look.dark), "width": 1, "dash": "dot"})  # fmt: skip
    last = rows.iloc[len(rows) // 2]
    named = zip(RATES.items(), colours, strict=True)
    end_labels(fig, [(title, colour, float(last[name])) for (name, title), colour in named], HEIGHT)
    fig.update_xaxes(range=[0, 1], dtick=0.25)
    fig.update_yaxes(range=[-0.01, 1.02], dtick=0.25)
    return fig


def rates_sentence(table: pd.DataFrame) -> str:
    """The three rates at the drawn threshold, run by run."""
    found = []
    for _, title, rows in runs_of(table):
        row = rows.iloc[(rows["threshold"] - rows["at"]).abs().argmin()]
        rates = ", ".join(f"{name} {number(row[key])}" for key, name in RATES.items())
        found.append(f"{title} at {row['threshold']:.2f}: {rates}")
    return f"{'; '.join(found)}. A higher threshold calls fewer rows positive, and more surely so."


def payoff_table(runs, payoff: tuple[float, ...] = DEFAULT, threshold=None) -> pd.DataFrame:
    """As `rates_table`, with `value`, the payoff a row, and `best`, each run's best threshold.

    `payoff` is what one row of TP, FP, FN, TN is worth, in that order.
    """
    table = rates_table(runs, threshold)
    table["value"] = payoff_per_row(table, dict(zip(CELLS, payoff, strict=True)))
    best = table.loc[table.groupby("run", sort=False)["value"].idxmax()].set_index("run")
    table["best"] = table["run"].map(best["threshold"])
    return table[["run", "title", "threshold", "value", "best", "at", *CELLS]]


def payoff_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A line a run; the best threshold of each is a dot, the chosen one of a single run dotted."""
    fig = figure(look, HEIGHT, x="Threshold", y="Payoff a row")
    runs, labels = runs_of(table), []
    low, high = table["value"].min(), table["value"].max()
    for i, (run, title, rows) in enumerate(runs):
        colour, best = look.colour(run, i), rows[rows["threshold"] == rows["best"]].iloc[0]
        fig.add_scatter(
            x=rows["threshold"].to_numpy(np.float32), y=rows["value"].to_numpy(np.float32),
            mode="lines", line={"color": colour, "width": 2}, name=safe(title),
            hovertemplate="%{y:.4g} a row at %{x:.2f}",
        )  # fmt: skip
        fig.add_scatter(
            x=[best["threshold"]], y=[best["value"]], mode="markers", hoverinfo="skip",
            marker={"color": colour, "size": 10, "line": {"color": fade(colour, 0.4), "width": 6}},
        )  # fmt: skip
        end = (rows["value"].iloc[-1] - low) / ((high - low) or 1.0)
        labels.append((safe(title, 24), colour, float(end)))
    if len(runs) == 1:
        fig.add_vline(x=table["at"].iloc[0],
                      line={"color": ink(look.dark), "width": 1, "dash": "dot"})  # fmt: skip
    else:
        end_labels(fig, labels, HEIGHT)
    fig.update_xaxes(range=[0, 1], dtick=0.25)
    return fig


def payoff_sentence(table: pd.DataFrame) -> str:
    """Each run's best threshold and what it earns there, and at the drawn one."""
    found = []
    for _, title, rows in runs_of(table):
        best = rows[rows["threshold"] == rows["best"]].iloc[0]
        here = rows.iloc[(rows["threshold"] - rows["at"]).abs().argmin()]
        found.append(f"{title} earns most, {number(best['value'])} a row, at "
                     f"{best['threshold']:.2f}; at {here['threshold']:.2f} it is "
                     f"{number(here['value'])}")  # fmt: skip
    return f"{'. '.join(found)}. Chosen on these rows, the best looks a little better than it is."


ENTRIES = (
    Plot("threshold_rates", "Precision and recall by threshold", "evaluate",
         "How pure and how complete the rows called positive are, from each threshold on.",
         rates_table, rates_draw, rates_sentence, ("binary",)),
    Plot("payoff", "Payoff by threshold", "evaluate",
         "What a row is worth on average, when each outcome has its value.",
         payoff_table, payoff_draw, payoff_sentence, ("binary",)),
)  # fmt: skip
