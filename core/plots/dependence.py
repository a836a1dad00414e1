"""How a model's answer changes along one feature, over how the training rows are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.plots.labels import end_labels, number, percent, safe
from core.plots.spec import Plot
from core.plots.template import base, fade, ink

if TYPE_CHECKING:
    from core.plots.spec import Look

HEIGHT = 380


def dependence_table(found: dict[str, Any], feature: str | None = None) -> pd.DataFrame:
    """A row a value of the feature: value, the mean answer `mean_<output>`, `line_<n>` single rows.

    `found` as `core.explanation.dependences` gives it; its first feature by default.
    """
    one = next((f for f in found["features"] if f["name"] == feature), found["features"][0])
    mean = np.array(one["mean"])
    table = pd.DataFrame({"value": one["grid"]})
    for i, output in enumerate(found["outputs"]):
        table[f"mean_{output}"] = mean[:, i]
    lines = {f"line_{n}": line for n, line in enumerate(one["ice"], start=1)}
    table = pd.concat([table, pd.DataFrame(lines)], axis=1)
    table.attrs = {
        "feature": one["name"], "ordered": bool(one["edges"]), "edges": one["edges"],
        "count": one["count"], "outputs": found["outputs"], "sample": found["sample"],
        "of": found["of"], "task": found.get("task", ""), "target": found.get("target", ""),
        "run": found.get("run", ""),
    }  # fmt: skip
    return table


def dependence_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """Above, the mean answer (and single rows, faint); below, how many training rows are there."""
    attrs = table.attrs
    fig = go.Figure(layout=base(look, HEIGHT))
    outputs = attrs["outputs"]
    colours = [look.colour(attrs["run"])] if len(outputs) == 1 else look.palette
    x = table["value"] if attrs["ordered"] else np.arange(len(table))
    for name in [name for name in table if name.startswith("line_")]:
        fig.add_scatter(x=x, y=table[name].to_numpy(np.float32), mode="lines", hoverinfo="skip",
                        line={"color": fade(ink(look.dark), 0.3), "width": 1})  # fmt: skip
    for i, output in enumerate(outputs):
        fig.add_scatter(
            x=x, y=table[f"mean_{output}"].to_numpy(np.float32),
            mode="lines+markers" if attrs["ordered"] else "markers",
            line={"color": colours[i], "width": 2.5},
            marker={"color": colours[i], "size": 6 if attrs["ordered"] else 11},
            customdata=[safe(value) for value in table["value"]],
            hovertemplate=f"%{{customdata}}<br>%{{y:.4g}}<extra>{safe(output, 24)}</extra>",
        )  # fmt: skip
    _density(fig, attrs, look)
    _axes(fig, table, x)
    if len(outputs) > 1:
        last = table.iloc[-1]
        low, high = fig.layout.yaxis.range
        end_labels(fig, [
            (safe(output, 20), colours[i],
             0.3 + 0.7 * (last[f"mean_{output}"] - low) / (high - low))
            for i, output in enumerate(outputs)
        ], HEIGHT)  # fmt: skip
    return fig


def _density(fig: go.Figure, attrs: dict, look: Look) -> None:
    """The training rows over the feature, as bars under the lines."""
    edges, count = attrs["edges"], attrs["count"]
    where, width = np.arange(len(count)), 0.62
    if attrs["ordered"]:
        moments = isinstance(edges[0], str)
        at = np.array(edges, dtype="datetime64[s]") if moments else np.array(edges, dtype=float)
        step = at[1:] - at[:-1]
        where = at[:-1] + step / 2
        width = step.astype("timedelta64[ms]").astype(float) if moments else step
    fig.add_bar(
        x=where, y=np.array(count, dtype=np.int32), width=width, yaxis="y2",
        marker={"color": ink(look.dark), "opacity": 0.55, "line": {"width": 0}},
        hovertemplate="%{y:,} training rows<extra></extra>",
    )  # fmt: skip


def _axes(fig: go.Figure, table: pd.DataFrame, x) -> None:
    attrs = table.attrs
    means = table[[f"mean_{output}" for output in attrs["outputs"]]]
    drawn = table[[n for n in table if n.startswith(("mean_", "line_"))]].to_numpy(dtype=float)
    low, high = float(drawn.min()), float(drawn.max())
    pad = 0.06 * (high - low) or 0.05 * abs(high) or 0.05
    target = safe(attrs["target"], 22)
    what = f"Predicted {target}" if attrs["task"] == "regression" else (
        f"Probability of {safe(attrs['outputs'][0], 20)}" if means.shape[1] == 1 else "Probability"
    )  # fmt: skip
    fig.update_layout(
        yaxis={"domain": [0.3, 1], "title": {"text": what}, "range": [low - pad, high + pad]},
        yaxis2={"domain": [0, 0.19], "title": {"text": "Rows"}, "nticks": 3, "tickformat": ",d",
                "anchor": "x"},
        xaxis={"title": {"text": safe(attrs["feature"])}, "anchor": "y2"},
    )  # fmt: skip
    if not attrs["ordered"]:
        longest = 20 if len(table) <= 6 else 11
        fig.update_xaxes(tickvals=list(x), ticktext=[safe(v, longest) for v in table["value"]],
                         range=[-0.6, len(table) - 0.4])  # fmt: skip


def dependence_sentence(table: pd.DataFrame) -> str:
    """Where the answer is lowest and highest along the feature, and of what it is the mean."""
    attrs = table.attrs
    means = table[[f"mean_{output}" for output in attrs["outputs"]]]
    widest = (means.max() - means.min()).idxmax()
    output, line = widest.removeprefix("mean_"), means[widest]
    form = number if attrs["task"] == "regression" else percent
    what = f"predicted {attrs['target']}" if attrs["task"] == "regression" else (
        f"probability of {output}"
    )  # fmt: skip
    low, high = table.loc[line.idxmin(), "value"], table.loc[line.idxmax(), "value"]
    if not line.max() > line.min():
        said = f"The {what} does not change along {attrs['feature']}: the model does not use it."
    else:
        said = (
            f"With all else as it is, the mean {what} goes from {form(line.min())} at "
            f"{attrs['feature']} = {_value(low)} to {form(line.max())} at {_value(high)}."
        )
    rows = f"a sample of {attrs['sample']:,} of {attrs['of']:,}"
    rows = rows if attrs["sample"] < attrs["of"] else f"{attrs['of']:,}"
    faint = " Faint lines are single rows." if "line_1" in table else ""
    return f"{said}{faint} Mean over {rows} training rows; where the bars are low, few rows speak."


def _value(value: Any) -> str:
    return value.removesuffix("T00:00:00") if isinstance(value, str) else (
        str(value) if isinstance(value, bool) else f"{value:.4g}"
    )  # fmt: skip


ENTRIES = (
    Plot("dependence", "Partial dependence", "model",
         "The model's mean answer when one feature is set to each value and all else stays as is.",
         dependence_table, dependence_draw, dependence_sentence),
)  # fmt: skip
