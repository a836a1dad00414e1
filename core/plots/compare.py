"""Which run is better: a metric with its interval and fold values, run by run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.metrics import METRICS
from core.models import BASELINE
from core.plots.labels import number, safe, span
from core.plots.spec import Plot
from core.plots.template import fade, figure, ink

if TYPE_CHECKING:
    from core.plots.spec import Look


def intervals_table(runs, metric: str | None = None) -> pd.DataFrame:
    """A row a run, best first: run, title, mean, low, high, selected, baseline, fold_1 ... fold_K.

    `metric` is the experiment's own by default; runs for which it is undefined come last.
    ValueError if the runs were not judged by it.
    """
    experiment = runs[0].experiment
    metric = metric or experiment.metric
    if metric not in runs[0].scores:
        raise ValueError(f"There is no metric {metric!r} among: {', '.join(runs[0].scores)}.")
    entry = METRICS[metric]
    rows = []
    for run in runs:
        score = run.scores[entry.name]
        folds = {f"fold_{k}": value for k, value in enumerate(score.folds, start=1)}
        rows.append({
            "run": run.id, "title": run.title, "mean": score.mean, "low": score.low,
            "high": score.high, "selected": score.selected,
            "baseline": run.request.model == BASELINE, **folds,
        })  # fmt: skip
    table = pd.DataFrame(rows)
    numbers = [name for name in table if name in ("mean", "low", "high") or "fold_" in name]
    table[numbers] = table[numbers].astype(float)
    table = table.sort_values("mean", ascending=not entry.greater_is_better, kind="stable")
    table = table.reset_index(drop=True)
    table.attrs = {
        "metric": entry.name, "caption": entry.caption(experiment), "arrow": entry.arrow,
        "title": entry.title, "greater": entry.greater_is_better,
    }  # fmt: skip
    return table


def _fold_columns(table: pd.DataFrame) -> list[str]:
    return [name for name in table if name.startswith("fold_")]


def _range(table: pd.DataFrame) -> tuple[float, float]:
    """The axis: all folds and intervals, without a baseline that would squeeze them together."""
    drawn = ["mean", "low", "high", *_fold_columns(table)]
    quiet = table["baseline"]
    return span(
        table.loc[~quiet, drawn].to_numpy().ravel(), table.loc[quiet, drawn].to_numpy().ravel()
    )


def intervals_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A line a run: its folds as small dots, its mean and 95 % interval; the baseline dotted."""
    height = 84 + 40 * len(table)
    caption = f"{safe(table.attrs['caption'], 60)} {table.attrs['arrow']}"
    fig = figure(look, height, x=caption)
    if table["mean"].isna().all():
        return fig
    ends = _range(table)
    for i, row in enumerate(table.to_dict("records")):
        _line(fig, row, i, look, ends, _fold_columns(table))
    for value in table.loc[table["baseline"] & table["mean"].between(*ends), "mean"]:
        fig.add_vline(x=value, line={"color": ink(look.dark), "width": 1, "dash": "dot"})
    labels = [f"<b>{number(value)}</b>" for value in table["mean"]]
    for i, text in enumerate(labels):
        fig.add_annotation(x=1, xref="paper", xanchor="left", xshift=8, y=i, text=text,
                           showarrow=False)  # fmt: skip
    fig.update_layout(margin_r=20 + 8 * max(len(number(value)) for value in table["mean"]))
    fig.update_xaxes(range=ends, showgrid=True, fixedrange=True)
    names = [
        safe(row.title, 26) + " (baseline)" * (row.baseline and "baseline" not in row.title.lower())
        for row in table.itertuples()
    ]
    fig.update_yaxes(range=[len(table) - 0.45, -0.55], showgrid=False, fixedrange=True,
                     tickvals=list(range(len(table))), ticktext=names)  # fmt: skip
    return fig


def _line(fig: go.Figure, row: dict, i: int, look: Look, ends, folds: list[str]) -> None:
    """One run on line `i`."""
    colour, name = look.colour(row["run"], i), safe(row["title"])
    if np.isnan(row["mean"]):
        return
    if not ends[0] <= row["mean"] <= ends[1]:
        side = ("left", 0, "◂") if row["mean"] < ends[0] else ("right", 1, "▸")
        fig.add_annotation(x=side[1], xref="paper", xanchor=side[0], y=i, showarrow=False,
                           text=f"{side[2]} off this scale",
                           font={"color": ink(look.dark)})  # fmt: skip
        return
    values = [row[fold] for fold in folds]
    fig.add_scatter(
        x=values, y=[i + 0.24] * len(values), mode="markers",
        customdata=list(range(1, len(values) + 1)),
        marker={"color": fade(colour, 0.6), "size": 5},
        hovertemplate=f"fold %{{customdata}}: %{{x:.4g}}<extra>{name}</extra>",
    )  # fmt: skip
    if not np.isnan(row["low"]):
        fig.add_scatter(x=[row["low"], row["high"]], y=[i, i], mode="lines", hoverinfo="skip",
                        line={"color": colour, "width": 3})  # fmt: skip
    interval = "" if np.isnan(row["low"]) else (
        f"<br>95 % interval {number(row['low'], 4)} to {number(row['high'], 4)}"
    )  # fmt: skip
    told = "<br>selected on these predictions: no interval" if row["selected"] else interval
    fig.add_scatter(
        x=[row["mean"]], y=[i], mode="markers",
        marker={"color": colour, "size": 13, "line": {"width": 2, "color": colour},
                "symbol": "circle-open" if row["selected"] else "circle"},
        hovertemplate=f"mean over folds %{{x:.4g}}{told}<extra>{name}</extra>",
    )  # fmt: skip


def intervals_sentence(table: pd.DataFrame) -> str:
    """The best run with its interval, the baseline, and what the interval is."""
    known = table[table["mean"].notna()]
    if known.empty:
        return f"{table.attrs['caption']} is undefined for these runs."
    fair = known[~known["selected"].astype(bool)]
    best = (known if fair.empty else fair).iloc[0]
    interval = "" if np.isnan(best["low"]) else (
        f" (95 % interval {number(best['low'])} to {number(best['high'])})"
    )  # fmt: skip
    said = (
        f"{best['title']} has the best {table.attrs['caption']}: {number(best['mean'])}{interval}"
    )
    base = known[known["baseline"]]
    if len(base) and not best["baseline"]:
        said += f"; the baseline has {number(base['mean'].iloc[0])}"
    hollow = " Hollow points were selected on these predictions." if table["selected"].any() else ""
    return (
        f"{said}.{hollow} Small dots are folds; an interval is for the procedure's mean score at "
        "this training size. Overlapping bars do not show a tie: see the tie groups."
    )


ENTRIES = (
    Plot("metric_intervals", "Scores with intervals", "compare",
         "A metric of each run with its 95 % interval and its folds, best first.",
         intervals_table, intervals_draw, intervals_sentence),
)  # fmt: skip
