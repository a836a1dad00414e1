"""What the best scored rows hold: cumulative gains, and lift."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.metrics.classes import TOP, gains
from core.plots.labels import number, percent, safe
from core.plots.panels import runs_of
from core.plots.ranking import HEIGHT, names_inside, one_class, reference, thinned
from core.plots.spec import Plot
from core.plots.template import fade, figure, ink
from core.target import CLASSES

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.plots.spec import Look

FIRST = 0.01
"""Lift is drawn from this share of the rows on: before it, single rows decide."""


def gains_table(runs, of: str | None = None) -> pd.DataFrame:
    """A row a point: run, title, rows, found, lift (NaN at 0), at_top (found in the best tenth).

    `rows` is the share of all rows, best scored first; `found` the share of the class's rows among
    them. Rows of equal score are taken in random order. `of` names the class of several.
    """
    name, code = one_class(runs, of)
    parts = []
    for run in runs:
        _, y, values = run.pooled()
        x, found = gains(y == code, values[:, code])
        kept = thinned(x, found)
        with np.errstate(invalid="ignore"):
            lift = found[kept] / x[kept]
        parts.append(pd.DataFrame({
            "run": run.id, "title": run.title, "rows": x[kept], "found": found[kept],
            "lift": lift, "at_top": float(np.interp(TOP, x, found)),
        }))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table.attrs = {"of": f"{runs[0].experiment.target} = {name}", "rate": float(np.mean(y == code)),
                   "count": len(y)}  # fmt: skip
    return table


def _overlay(table, look: Look, column: str, top: float, y: str, factor: float):
    """The runs' lines, named with their value at the best tenth (times `factor`), best first."""
    fig = figure(look, HEIGHT, x="Share of all rows, best scored first", y=y)
    lines = []
    for i, (run, title, rows) in enumerate(runs_of(table)):
        colour, drawn = (
            look.colour(run, i),
            rows[rows["rows"] >= (FIRST if column == "lift" else 0)],
        )
        fig.add_scatter(
            x=drawn["rows"].to_numpy(np.float32), y=drawn[column].to_numpy(np.float32),
            mode="lines", name=safe(title), line={"color": colour, "width": 2},
            hovertemplate="best %{x:.1%} of the rows: " + y.lower() + " %{y:.3g}",
        )  # fmt: skip
        value = rows["at_top"].iloc[0] * factor
        text = f'<span style="color:{colour}">●</span> {safe(title, 24)} <b>{number(value)}</b>'
        lines.append((-value, text))
    points = table.loc[table["rows"] >= FIRST, ["rows", column]].to_numpy()
    names_inside(fig, [text for _, text in sorted(lines)], points, top)
    fig.update_xaxes(range=[-0.01, 1.01], dtick=0.2, showgrid=True, tickformat=".0%")
    return fig


def gains_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """The curves between chance and the best that could be."""
    fig = _overlay(table, look, "found", 1.0, "Share found", 1)
    rate = table.attrs["rate"]
    quiet = {"color": fade(ink(look.dark), 0.4), "width": 2}
    fig.add_shape(type="line", x0=0, y0=0, x1=rate, y1=1, layer="below", line=quiet)
    fig.update_yaxes(range=[-0.01, 1.02], dtick=0.2, tickformat=".0%")
    return reference(fig, look, [0, 1], "chance", (0.99, 0.8))


def lift_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """The curves over 1, which is chance."""
    top = max(float(table.loc[table["rows"] >= FIRST, "lift"].max()), 1.0) * 1.06
    fig = _overlay(table, look, "lift", top, "Lift", 1 / TOP)
    fig.update_yaxes(range=[0, top])
    return reference(fig, look, [1, 1], "chance 1", (0.99, 1.0))


def _found(table: pd.DataFrame, factor: float, shown) -> str:
    best = table.groupby("run", sort=False).first().sort_values("at_top", ascending=False)
    told = (f"{row['title']} {shown(row['at_top'] * factor)}" for _, row in best.iterrows())
    return ", ".join(told)


def gains_sentence(table: pd.DataFrame) -> str:
    """The share found in the best tenth, run by run."""
    return (
        f"Of all rows with {table.attrs['of']}, the best scored tenth of the rows holds: "
        f"{_found(table, 1, percent)}; chance would hold 10.0 %. The grey line is the best that "
        f"could be. The folds' {table.attrs['count']:,} out-of-fold rows are pooled."
    )


def lift_sentence(table: pd.DataFrame) -> str:
    """The lift of the best tenth, run by run."""
    return (
        f"In the best scored tenth of the rows, {table.attrs['of']} is so many times as frequent "
        f"as overall ({percent(table.attrs['rate'])}): {_found(table, 1 / TOP, number)}. The "
        f"folds' {table.attrs['count']:,} out-of-fold rows are pooled; drawn from the best 1 % on."
    )


ENTRIES = (
    Plot("gains", "Cumulative gains", "evaluate",
         "The share of all positives found, when the best scored rows are looked at first.",
         gains_table, gains_draw, gains_sentence, CLASSES),
    Plot("lift", "Lift", "evaluate",
         "How many times as frequent positives are among the best scored rows as among all.",
         gains_table, lift_draw, lift_sentence, CLASSES),
)  # fmt: skip
