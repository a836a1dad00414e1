"""What a run predicted of a file: how often each class, or which numbers, beside its training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.plots.labels import number, percent, safe
from core.plots.spec import Look, Plot
from core.plots.template import figure, ink

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go

MOST = 20
"""So many classes have a bar."""


def predicted_table(record: dict[str, Any]) -> pd.DataFrame:
    """A row a class or bin of what `core.scored.outcome` counted: rows, share, training share."""
    import pandas as pd

    counts, training = record["counts"], record["training"]
    shares = {
        "rows": counts,
        "share": [count / max(sum(counts), 1) for count in counts],
        "training share": [count / max(sum(training), 1) for count in training],
    }
    if "labels" in record:
        return pd.DataFrame({"class": record["labels"], **shares})
    edges = record["edges"]
    return pd.DataFrame({"from": edges[:-1], "to": edges[1:], **shares})


def predicted_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """Bars of the predicted shares with a mark (a line, for numbers) where training stood."""
    import plotly.graph_objects as go

    if "class" not in table:
        fig = figure(look, 260, "Prediction", "Share of the rows")
        middle = (table["from"] + table["to"]) / 2
        fig.add_bar(x=middle, y=table["share"], width=table["to"] - table["from"],
                    marker_color=look.palette[0], customdata=table["rows"],
                    hovertemplate="about %{x:.4g}: %{customdata} rows<extra></extra>")  # fmt: skip
        fig.add_scatter(x=middle, y=table["training share"], mode="lines", line_shape="hvh",
                        line_color=ink(look.dark), hoverinfo="skip")  # fmt: skip
        return fig.update_yaxes(tickformat=".0%", rangemode="tozero")
    shown = table.sort_values("rows", ascending=False, kind="stable").head(MOST).iloc[::-1]
    names = [safe(name, 24) for name in shown["class"]]
    fig = figure(look, max(140, 60 + 30 * len(shown)), "Share of the rows")
    fig.add_bar(x=shown["share"], y=list(range(len(names))), orientation="h",
                marker_color=look.palette[0], text=[percent(share) for share in shown["share"]],
                textposition="inside", insidetextanchor="start", customdata=shown["rows"],
                hovertemplate="%{customdata} rows<extra></extra>")  # fmt: skip
    fig.add_trace(go.Scatter(
        x=shown["training share"], y=list(range(len(names))), mode="markers", hoverinfo="skip",
        marker={"symbol": "line-ns", "size": 20, "line": {"width": 2, "color": ink(look.dark)}},
    ))  # fmt: skip
    fig.update_yaxes(tickvals=list(range(len(names))), ticktext=names)
    return fig.update_xaxes(tickformat=".0%", rangemode="tozero")


def predicted_sentence(table: pd.DataFrame) -> str:
    """What was predicted most, and how that compares with the training rows."""
    if "class" not in table:
        low = table.loc[table["rows"] > 0, "from"].min()
        high = table.loc[table["rows"] > 0, "to"].max()
        return (
            f"Predictions run from {number(low)} to {number(high)}. The grey line is the target in "
            "the training rows; a very different shape means very different rows."
        )
    top = table.loc[table["rows"].idxmax()]
    return (
        f"{top['class']} was predicted for {top['rows']:,} rows, {percent(top['share'])}; of the "
        f"training rows {percent(top['training share'])} were. The grey marks are the training "
        "shares."
    )


ENTRIES = (
    Plot("predicted", "What was predicted", "model",
         "How often each class, or which numbers, a run predicted of a file.",
         predicted_table, predicted_draw, predicted_sentence),
)  # fmt: skip
