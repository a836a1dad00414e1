"""A column against the target: the classes' shares, or the target's mean, in each of its bins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.dataset.by_target import MISSING, OTHER, against
from core.plots.labels import number, percent, safe, short
from core.plots.spec import Plot
from core.plots.template import base, ink

if TYPE_CHECKING:
    from core.dataset import Dataset
    from core.plots.spec import Look

COLOURED = 7
"""So many classes have a colour of their own; the rest are left out and counted."""


def against_table(
    dataset: Dataset, column: str, target: str, task: str, positive=None, rows=None, bins: int = 20
) -> pd.DataFrame:
    """The target along a column, as `core.dataset.against` counts it, a row a bin (and class).

    For classes: bin, low, high, class, count, share; for regression: bin, low, high, count, mean,
    std. `positive` is the class that a binary picture shows, `rows` a mask (rows,).
    """
    table = against(dataset, column, target, task, rows, bins)
    table.attrs = {"column": column, "target": target, "task": task, "positive": str(positive)}
    if task != "regression":
        total = table.groupby("class", sort=False)["count"].sum()
        table.attrs["overall"] = (total / max(total.sum(), 1)).to_dict()
        if task == "binary" and str(positive) not in total.index:
            table.attrs["positive"] = total.index[-1]
    else:
        rows_in = table["count"].sum()
        table.attrs["overall"] = float((table["mean"] * table["count"]).sum() / max(rows_in, 1))
    return table


def _bins(table: pd.DataFrame) -> pd.DataFrame:
    """A row a bin, in order: bin, place, count. Missing cells and rest stand a little apart."""
    bins = table.groupby("bin", sort=False).agg({"count": "sum", "low": "first"}).reset_index()
    apart = bins["bin"].isin([MISSING, OTHER]) & (np.arange(len(bins)) > 0)
    return bins.assign(place=np.arange(len(bins)) + 0.5 * apart.cumsum())


def against_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """Above, the classes' shares or the target's mean in each bin; below, how many rows it has."""
    bins, attrs = _bins(table), table.attrs
    fig = go.Figure(layout=base(look, 340))
    if attrs["task"] == "regression":
        _means(fig, table.assign(place=bins["place"].to_numpy()), look)
        title = f"Mean {safe(attrs['target'], 24)}"
    elif attrs["task"] == "binary":
        _shares(fig, table, bins, look, [attrs["positive"]])
        title = f"Share of {safe(attrs['target'], 20)} = {safe(attrs['positive'], 16)}"
    else:
        classes = sorted(attrs["overall"], key=attrs["overall"].get, reverse=True)[:COLOURED]
        _shares(fig, table, bins, look, classes)
        title = f"Share of {safe(attrs['target'], 24)}"
    fig.add_bar(
        x=bins["place"], y=bins["count"], yaxis="y2", width=0.86, customdata=_hover(bins),
        marker={"color": ink(look.dark), "opacity": 0.55, "line": {"width": 0}},
        hovertemplate="%{customdata}<br>%{y:,} rows<extra></extra>",
    )  # fmt: skip
    if attrs["task"] != "regression":
        fig.update_yaxes(tickformat=".0%", rangemode="tozero")
    return _axes(fig, bins, safe(attrs["column"]), title)


def _hover(bins: pd.DataFrame) -> list[str]:
    return [safe(name, 40) for name in bins["bin"]]


def _axes(fig: go.Figure, bins: pd.DataFrame, x: str, y: str) -> go.Figure:
    """Two panels over one axis of bins."""
    at, words = _ticks(bins)
    fig.update_layout(
        barmode="stack", yaxis={"domain": [0.3, 1], "title": {"text": y}},
        yaxis2={"domain": [0, 0.2], "title": {"text": "Rows"}, "nticks": 3, "tickformat": ",d"},
        xaxis={"title": {"text": x}, "tickvals": at, "ticktext": words, "anchor": "y2",
               "range": [-0.6, bins["place"].max() + 0.6]},
    )  # fmt: skip
    return fig


def _ticks(bins: pd.DataFrame) -> tuple[list[float], list[str]]:
    """Where the axis is named, and how: labels under their bins, numbers and dates at edges."""
    ranges = bins[bins["low"].notna()]
    if len(ranges) <= 12:
        longest = 22 if len(bins) <= 4 else 14
        return bins["place"].tolist(), [safe(name, longest) for name in bins["bin"]]
    marked = ranges.iloc[:: max(1, -(-len(ranges) // 6))]
    # A bin of whole numbers 3 to 5 has the edges 2.5 and 5.5: it is named by its first number.
    named = [
        safe(low, 13) if isinstance(low, str) else short(low + 0.5 * (low % 1 == 0.5))
        for low in marked["low"]
    ]
    rest = bins[bins["low"].isna()]
    return [*(marked["place"] - 0.5), *rest["place"]], [*named, *rest["bin"]]


def _shares(fig: go.Figure, table: pd.DataFrame, bins, look: Look, classes: list[str]) -> None:
    """Stacked bars of the classes' shares; one class alone has its overall share as a line."""
    for i, name in enumerate(classes):
        share = table.loc[table["class"] == name, "share"]
        fig.add_bar(
            x=bins["place"], y=share.to_numpy(np.float32), width=0.86, customdata=_hover(bins),
            marker={"color": look.palette[i], "line": {"width": 0}}, name=safe(name),
            hovertemplate="%{customdata}<br>%{y:.1%} " + safe(name, 24) + "<extra></extra>",
        )  # fmt: skip
    if len(classes) == 1:
        return _overall(fig, table.attrs["overall"][classes[0]], look, percent)
    keys = [f'<span style="color:{look.palette[i]}">■</span> {safe(name, 16)}'
            for i, name in enumerate(classes)]  # fmt: skip
    rest = len(table.attrs["overall"]) - len(classes)
    fig.add_annotation(
        x=0, xref="paper", xanchor="left", y=1, yref="paper", yanchor="bottom", showarrow=False,
        text="   ".join(keys) + (f"   and {rest} more classes" if rest else ""),
    )  # fmt: skip
    fig.update_layout(margin_t=26)


def _means(fig: go.Figure, table: pd.DataFrame, look: Look) -> None:
    """The target's mean in each bin, with its standard error."""
    error = table["std"] / np.sqrt(table["count"].clip(lower=1))
    fig.add_scatter(
        x=table["place"], y=table["mean"].to_numpy(np.float32), mode="markers",
        marker={"color": look.palette[0], "size": 9}, customdata=_hover(table),
        error_y={"array": (2 * error.fillna(0)).to_numpy(np.float32), "width": 0, "thickness": 2},
        hovertemplate="%{customdata}<br>mean %{y:.4g}<extra></extra>",
    )  # fmt: skip
    _overall(fig, table.attrs["overall"], look, number)


def _overall(fig: go.Figure, value: float, look: Look, form) -> None:
    """A dotted line at the value over all rows, named at its right end."""
    line = {"color": ink(look.dark), "width": 1.5, "dash": "dot"}
    fig.add_shape(type="line", x0=0, x1=1, xref="paper", y0=value, y1=value, line=line)
    fig.add_annotation(x=1, xref="paper", xanchor="left", y=value, text=f"all {form(value)}",
                       showarrow=False, xshift=4)  # fmt: skip
    fig.update_layout(margin_r=22 + 8 * len(f"all {form(value)}"))


def against_sentence(table: pd.DataFrame) -> str:
    """Where the target is highest and lowest, among bins with 1 % of the rows or a typical many."""
    attrs, column = table.attrs, table.attrs["column"]
    regression = attrs["task"] == "regression"
    total = table["count"].sum()
    if not total:
        return "There is no row to show."
    large = _bins(table).set_index("bin")["count"]
    table = table[table["bin"].map(large) >= min(0.01 * total, large[large > 0].median())]
    if attrs["task"] == "multiclass":
        gap = table["share"] - table["class"].map(attrs["overall"])
        row = table.loc[gap.idxmax()]
        return (
            f"The largest difference: where {column} is {row['bin']}, {percent(row['share'])} of "
            f"{large[row['bin']]:,} rows are {row['class']}, of all rows "
            f"{percent(attrs['overall'][row['class']])}."
        )
    value, form = ("mean", number) if regression else ("share", percent)
    if not regression:
        table = table[table["class"] == attrs["positive"]]
    high, low = table.loc[table[value].idxmax()], table.loc[table[value].idxmin()]
    what = f"The mean of {attrs['target']}" if regression else (
        f"The share of {attrs['target']} = {attrs['positive']}"
    )  # fmt: skip
    overall = attrs["overall"] if regression else attrs["overall"][attrs["positive"]]
    return (
        f"{what} is highest, {form(high[value])}, where {column} is {high['bin']} "
        f"({large[high['bin']]:,} rows), and lowest, {form(low[value])}, where it is {low['bin']} "
        f"({large[low['bin']]:,} rows); over all rows it is {form(overall)}."
        + (" Bars are two standard errors of the mean." if regression else "")
    )


ENTRIES = (
    Plot("against_target", "Against the target", "explore",
         "How the target changes along a column, with the number of rows behind each value.",
         against_table, against_draw, against_sentence),
)  # fmt: skip
