"""What is in one column: histogram, categories, dates, text lengths, from its summary."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.dataset.summary import summarize, summarize_arrays
from core.plots.labels import percent, safe, short
from core.plots.spec import Plot
from core.plots.template import figure, ink

if TYPE_CHECKING:
    from core.dataset import ColumnSummary, Dataset
    from core.plots.spec import Look

HEIGHT = 260
SHOWN = {
    "numeric": "histogram", "categorical": "categories", "boolean": "categories",
    "datetime": "dates", "text": "text_length",
}  # fmt: skip
"""The plot for a column of each kind."""


def plot_for(dataset: Dataset, column: str) -> str:
    """The name of the plot that shows this column: by its kind, or how an identifier is kept."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    kind = dataset.column(column).kind
    if kind != "identifier":
        return SHOWN[kind]
    stored = pq.read_schema(dataset.path).field(column).type
    if pa.types.is_dictionary(stored):
        return "categories"
    return "text_length" if pa.types.is_string(stored) or pa.types.is_large_string(stored) else (
        "histogram"
    )  # fmt: skip


def _summary(dataset: Dataset, column: str, rows: np.ndarray | None) -> tuple:
    """(summary of the column, rows looked at); of the rows in the mask `rows`, if one is given."""
    if rows is None:
        return summarize(dataset).column(column), dataset.rows
    import pyarrow as pa
    import pyarrow.parquet as pq

    array = pq.read_table(dataset.path, columns=[column]).column(0).combine_chunks()
    kept = array.filter(pa.array(np.asarray(rows, dtype=bool)))
    found = summarize_arrays(len(kept), [dataset.column(column)], [kept])
    return found.columns[0], len(kept)


def _attrs(found: ColumnSummary, rows: int) -> dict:
    return {
        "column": found.name, "rows": rows, "missing": found.missing, "distinct": found.distinct,
        "stats": dict(found.stats or {}), "kind": found.kind,
        "period": found.histogram.period if found.histogram else None,
    }  # fmt: skip


def bins_table(dataset: Dataset, column: str, rows: np.ndarray | None = None) -> pd.DataFrame:
    """A row a bin: low, high, count; `rows` is a mask (rows,) of the rows to look at.

    For a text column the bins are numbers of characters, for a date column periods.
    """
    found, total = _summary(dataset, column, rows)
    edges, counts = ((), ()) if found.histogram is None else (
        found.histogram.edges, found.histogram.counts
    )  # fmt: skip
    table = pd.DataFrame({"low": edges[:-1], "high": edges[1:], "count": counts})
    table.attrs = _attrs(found, total)
    return table


def categories_table(dataset: Dataset, column: str, rows: np.ndarray | None = None) -> pd.DataFrame:
    """A row a label, the most frequent first: label, count, share; then other labels, missing."""
    found, total = _summary(dataset, column, rows)
    top = list(found.top)
    if not top and found.histogram:  # a boolean of 0 and 1
        ends = (found.stats["min"], found.stats["max"])
        counts = (found.histogram.counts[0], found.histogram.counts[-1])
        top = [(short(v), n) for v, n in dict(zip(ends, counts, strict=True)).items()]
        top.sort(key=lambda pair: -pair[1])
    other = total - found.missing - sum(count for _, count in top)
    named = [*((label, count, "label") for label, count in top)]
    named += [(f"{found.distinct - len(top):,} other labels", other, "other")] if other else []
    named += [("(missing)", found.missing, "missing")] if found.missing else []
    table = pd.DataFrame(named, columns=["label", "count", "what"])
    table.insert(2, "share", table["count"] / max(total, 1))
    table.attrs = _attrs(found, total)
    return table


def _bars(table: pd.DataFrame, look: Look, x: str) -> go.Figure:
    """Touching bars over bins of numbers."""
    fig = figure(look, HEIGHT, x=x, y="Rows")
    low, high = (table[side].to_numpy(dtype=float) for side in ("low", "high"))
    fig.add_bar(
        x=(low + high) / 2, y=table["count"].to_numpy(), width=high - low,
        marker={"color": look.palette[0], "line": {"width": 0}},
        customdata=np.column_stack([low, high]),
        hovertemplate="%{customdata[0]:.4g} to %{customdata[1]:.4g}<br>%{y:,} rows<extra></extra>",
    )  # fmt: skip
    fig.update_layout(bargap=0.04)
    return fig


def histogram_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """The bins, with the median as a dotted line."""
    fig = _bars(table, look, safe(table.attrs["column"]))
    return _median(fig, table, look)


def text_length_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """The lengths, with the median as a dotted line."""
    fig = _bars(table, look, f"Characters in {safe(table.attrs['column'])}")
    return _median(fig, table, look)


def _median(fig: go.Figure, table: pd.DataFrame, look: Look) -> go.Figure:
    if len(table):
        middle = table.attrs["stats"]["median"]
        left = middle < (table["low"].min() + table["high"].max()) / 2
        fig.add_vline(
            x=middle, line={"color": ink(look.dark), "width": 1.5, "dash": "dot"},
            annotation={"text": f"median {short(middle)}", "yanchor": "top", "showarrow": False,
                        "xanchor": "left" if left else "right", "xshift": 4 if left else -4},
        )  # fmt: skip
        fig.update_layout(margin_t=24)
        fig.layout.annotations[-1].update(y=1, yref="paper", yanchor="bottom")
    return fig


def categories_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A bar a label, the most frequent at the top; other labels and missing cells are quiet."""
    fig = figure(look, 64 + 24 * max(len(table), 1), x="Rows")
    quiet = [look.palette[0] if what == "label" else ink(look.dark) for what in table["what"]]
    fig.add_bar(
        x=table["count"].to_numpy(), y=list(range(len(table))), orientation="h", width=0.72,
        marker={"color": quiet, "line": {"width": 0}}, cliponaxis=False,
        text=[percent(share) for share in table["share"]], textposition="outside",
        hovertemplate="%{y}<br>%{x:,} rows<extra></extra>",
    )  # fmt: skip
    names = [safe(label, 28) for label in table["label"]]
    fig.update_yaxes(tickvals=list(range(len(names))), ticktext=names, showgrid=False,
                     range=[len(names) - 0.5, -0.5])  # fmt: skip
    fig.update_xaxes(range=[0, 1.14 * max(table["count"].max(), 1)], tickformat=",d", nticks=6)
    return fig


def dates_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A bar a period."""
    fig = figure(look, HEIGHT, x=safe(table.attrs["column"]), y=f"Rows a {table.attrs['period']}")
    fig.add_bar(
        x=table["low"].tolist(), y=table["count"].to_numpy(), offset=0,
        marker={"color": look.palette[0], "line": {"width": 0}},
        hovertemplate="%{x}<br>%{y:,} rows<extra></extra>",
    )  # fmt: skip
    fig.update_layout(bargap=0)
    fig.update_xaxes(type="date")
    return fig


def _gaps(attrs: dict) -> str:
    """How many cells are missing, as the end of a sentence."""
    if not attrs["missing"]:
        return "No value is missing."
    share = percent(attrs["missing"] / max(attrs["rows"], 1))
    return f"{attrs['missing']:,} of {attrs['rows']:,} are missing ({share})."


def _nothing(attrs: dict) -> str:
    return f"{attrs['column']} has no value in any of the {attrs['rows']:,} rows."


def histogram_sentence(table: pd.DataFrame) -> str:
    """The middle half, the extremes, what is missing."""
    attrs, found = table.attrs, table.attrs["stats"]
    if not len(table):
        return _nothing(attrs)
    return (
        f"Half of the values lie between {short(found['q1'])} and {short(found['q3'])}, the "
        f"median is {short(found['median'])}, the mean {short(found['mean'])}; they run from "
        f"{short(found['min'])} to {short(found['max'])}. {_gaps(attrs)}"
    )


def categories_sentence(table: pd.DataFrame) -> str:
    """The most frequent label, the number of labels, what is missing."""
    attrs, labels = table.attrs, table[table["what"] == "label"]
    if labels.empty:
        return _nothing(attrs)
    first, count = labels.iloc[0], attrs["distinct"]
    said = f"{first['label']} is the most frequent of {count:,} labels" if count > 1 else (
        f"{first['label']} is the only label"
    )  # fmt: skip
    return f"{said}: {first['count']:,} rows, {percent(first['share'])}. {_gaps(attrs)}"


def dates_sentence(table: pd.DataFrame) -> str:
    """From when to when, and the busiest period."""
    if not len(table):
        return _nothing(table.attrs)
    filled = table[table["count"] > 0]
    top, period = table.loc[table["count"].idxmax()], table.attrs["period"]
    return (
        f"From {filled['low'].iloc[0]} to {filled['low'].iloc[-1]}; the {period} with most rows, "
        f"{top['count']:,}, is {top['low']}. {_gaps(table.attrs)}"
    )


def text_length_sentence(table: pd.DataFrame) -> str:
    """How long the texts are."""
    attrs, found = table.attrs, table.attrs["stats"]
    if not len(table):
        return _nothing(attrs)
    return (
        f"{attrs['distinct']:,} different texts of {short(found['min'])} to "
        f"{short(found['max'])} characters, half of them up to {short(found['median'])}. "
        f"{_gaps(attrs)}"
    )


ENTRIES = (
    Plot("histogram", "Histogram", "explore", "How often each range of values occurs.",
         bins_table, histogram_draw, histogram_sentence),
    Plot("categories", "Categories", "explore", "How often each label occurs, at most 20 labels.",
         categories_table, categories_draw, categories_sentence),
    Plot("dates", "Dates", "explore", "How many rows fall into each period.",
         bins_table, dates_draw, dates_sentence),
    Plot("text_length", "Text length", "explore", "How long the texts are, in characters.",
         bins_table, text_length_draw, text_length_sentence),
)  # fmt: skip
