"""How columns go together: associations of all pairs, and which are missing together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.dataset.association import correlations, missing_pattern
from core.plots.labels import percent, safe
from core.plots.spec import Plot
from core.plots.template import (
    colorscale,
    colour_at,
    diverging,
    figure,
    ink_on,
    sequential,
)

if TYPE_CHECKING:
    from core.dataset import Dataset
    from core.plots.spec import Look

WITH_TEXT = 15
"""Up to this many columns the correlations stand in their cells."""
GAPS = 30
"""The missing pattern shows the columns with most gaps, at most so many."""


def correlation_table(dataset: Dataset, columns=None, rows=None) -> pd.DataFrame:
    """A row a pair of columns: column, other, association (-1 to 1, or 0 to 1); NaN if undefined.

    `columns` are at most 40 names, `rows` a mask (rows,).
    """
    matrix = correlations(dataset, columns, rows)
    names = list(matrix.columns)
    table = pd.DataFrame({
        "column": np.repeat(names, len(names)), "other": np.tile(names, len(names)),
        "association": matrix.to_numpy().ravel(),
    })  # fmt: skip
    table.attrs = {"note": matrix.attrs["note"], "columns": names}
    return table


def correlation_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A heat-map from -1 to 1, with readable text for few columns."""
    names, scale = table.attrs["columns"], diverging(look.dark)
    n = len(names)
    values = table["association"].to_numpy(dtype=float)
    fig = figure(look, 110 + max(22 * n, 120) if n <= WITH_TEXT else 110 + 15 * n)
    fig.add_heatmap(
        z=values.reshape(n, n).astype(np.float32), zmin=-1, zmax=1, xgap=1, ygap=1,
        colorscale=colorscale(scale), showscale=False, hoverongaps=False,
        hovertemplate="%{y}<br>%{x}<br>%{z:.3f}<extra></extra>",
    )  # fmt: skip
    if n <= WITH_TEXT:
        known = np.flatnonzero(~np.isnan(values))
        fills = [colour_at(scale, (values[i] + 1) / 2) for i in known]
        fig.add_scatter(
            x=known % n, y=known // n, mode="text", hoverinfo="skip",
            text=[f"{values[i]:.2f}".replace("-", "−") for i in known],
            textfont={"color": [ink_on(fill) for fill in fills], "size": 11},
        )  # fmt: skip
    ticks = {"tickvals": list(range(n)), "ticktext": [safe(name, 18) for name in names]}
    fig.update_xaxes(**ticks, showgrid=False, tickangle=-45, range=[-0.5, n - 0.5],
                     ticklabeloverflow="allow")  # fmt: skip
    fig.update_yaxes(**ticks, showgrid=False, range=[n - 0.5, -0.5])
    return fig


def correlation_sentence(table: pd.DataFrame) -> str:
    """The strongest pair, and what the numbers are."""
    place = {name: i for i, name in enumerate(table.attrs["columns"])}
    pairs = table[table["column"].map(place) < table["other"].map(place)].dropna()
    if pairs.empty:
        return "No two columns here vary, so there is nothing to compare."
    top = pairs.loc[pairs["association"].abs().idxmax()]
    return (
        f"{top['column']} and {top['other']} go together most: {top['association']:.2f}. Pearson's "
        "r for two numbers or dates (signed), Cramer's V for two categories, the correlation "
        f"ratio for one of each; {table.attrs['note']}."
    )


def missing_table(dataset: Dataset, rows=None) -> pd.DataFrame:
    """A row a combination of columns that are missing together: missing (names), rows, share.

    `rows` is a mask (rows,) of the rows to look at.
    """
    found = missing_pattern(dataset, rows)
    total = dataset.rows if rows is None else int(np.count_nonzero(rows))
    table = pd.DataFrame({
        "missing": [", ".join(names) or "(none)" for names in found["columns"]],
        "rows": found["rows"], "share": found["share"],
    })  # fmt: skip
    table.attrs = {"patterns": [list(names) for names in found["columns"]], "all": total}
    return table


def missing_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A line a combination, a column of cells a column with gaps; the number of rows at the end."""
    patterns = table.attrs["patterns"]
    gaps: dict[str, int] = {}
    for names, count in zip(patterns, table["rows"], strict=True):
        for name in names:
            gaps[name] = gaps.get(name, 0) + count
    names = sorted(gaps, key=gaps.get, reverse=True)[:GAPS]
    if not names:
        return figure(look, 60)
    cells = np.array([[name in pattern for name in names] for pattern in patterns], dtype=np.uint8)
    fig = figure(look, 110 + 24 * len(patterns), y="Combination")
    quiet = sequential(look.dark)[0 if look.dark else 1]
    fig.add_heatmap(
        z=cells, zmin=0, zmax=1, xgap=2, ygap=2, showscale=False,
        colorscale=[[0, quiet], [1, look.palette[5]]],
        customdata=np.where(cells, "missing", "present"),
        hovertemplate="%{x}: %{customdata}<extra></extra>",
    )  # fmt: skip
    ends = [f"{n:,} rows, {percent(s)}" for n, s in zip(table["rows"], table["share"], strict=True)]
    fig.update_xaxes(tickvals=list(range(len(names))), ticktext=[safe(name, 18) for name in names],
                     tickangle=-45, showgrid=False, ticklabeloverflow="allow")  # fmt: skip
    fig.update_layout(margin_l=90)
    fig.update_yaxes(tickvals=list(range(len(ends))), ticktext=ends, side="right", showgrid=False,
                     range=[len(ends) - 0.5, -0.5], title_text=None)  # fmt: skip
    return fig


def missing_sentence(table: pd.DataFrame) -> str:
    """How many rows are complete, and what is missing most often."""
    attrs = table.attrs
    empty = [names == [] for names in attrs["patterns"]]
    complete = int(table.loc[empty, "rows"].sum())
    if complete == attrs["all"]:
        return "No cell is missing."
    worst = table[~np.array(empty)].iloc[0]
    shown = " The 20 most frequent combinations are shown." if len(table) == 20 else ""
    return (
        f"{complete:,} of {attrs['all']:,} rows are complete. Most often missing together: "
        f"{worst['missing']}, in {worst['rows']:,} rows. Coloured cells are missing.{shown}"
    )


ENTRIES = (
    Plot("correlation", "Correlations", "explore",
         "Which columns go together, numbers and categories alike.",
         correlation_table, correlation_draw, correlation_sentence),
    Plot("missing_pattern", "Missing values", "explore",
         "Which columns are missing together, and in how many rows.",
         missing_table, missing_draw, missing_sentence),
)  # fmt: skip
