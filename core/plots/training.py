"""How runs learn: learning curves (score by training size), training curves (loss by step)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.metrics import METRICS
from core.models import BASELINE, KNOWN
from core.plots.labels import end_labels, number, safe, several, span
from core.plots.panels import grid, runs_of
from core.plots.spec import Plot
from core.plots.template import fade, figure

if TYPE_CHECKING:
    from core.plots.spec import Look

HEIGHT = 340
STEPS = 250
"""At most this many steps of a training curve are kept."""
COLUMNS = [
    "run",
    "title",
    "baseline",
    "part",
    "size",
    "mean",
    "low",
    "high",
    "folds",
    "gain",
    "gain_error",
]


def learning_table(runs) -> pd.DataFrame:
    """A row a size: run, title, part (training, test), size (rows), mean, low, high, folds.

    `low` and `high` are one standard deviation over folds off the mean. `gain` is how much better
    the score is than at the size before, `gain_error` the standard error of that over folds.
    """
    experiment = runs[0].experiment
    entry = METRICS[experiment.metric]
    parts = [_learned(run, 1 if entry.greater_is_better else -1) for run in runs]
    parts = [part for part in parts if len(part)]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=COLUMNS)
    table.attrs = {"caption": entry.caption(experiment), "arrow": entry.arrow}
    return table


def _learned(run, sign: int) -> pd.DataFrame:
    """One run's learning curve, a row a part and size."""
    rows, frame = [], run.learning
    for part in ("training", "test") if len(frame) else ():
        one = frame[frame["part"] == part].sort_values("size", ascending=False)
        # Folds differ by a row or so: points belong together by their rank, the largest first.
        one = one.assign(rank=one.groupby("fold").cumcount())
        wide = one.pivot(index="fold", columns="rank", values="score")
        gains, size = sign * wide.diff(-1, axis=1), one.groupby("rank")["size"].mean()
        for rank in reversed(wide.columns):
            score, gain = wide[rank].dropna(), gains[rank].dropna()
            spread = score.std(ddof=1) if len(score) > 1 else 0.0
            error = gain.std(ddof=1) / np.sqrt(len(gain)) if len(gain) > 1 else np.nan
            mean = score.mean()
            rows.append((run.id, run.title, run.request.model == BASELINE, part, round(size[rank]),
                         mean, mean - spread, mean + spread, len(score), gain.mean(), error,
                         ))  # fmt: skip
    return pd.DataFrame(rows, columns=COLUMNS)


def learning_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """Test scores with their band, a line a run; for a single run its training scores too."""
    if table.empty:
        return figure(look, 60)
    fig = figure(look, HEIGHT, x="Training rows", y=f"{safe(table.attrs['caption'], 40)} "
                 + table.attrs["arrow"])  # fmt: skip
    runs, labels = runs_of(table), []
    shown = table if len(runs) == 1 else table[table["part"] == "test"]
    low, high = _range(shown)
    for i, (run, title, rows) in enumerate(runs):
        colour = look.colour(run, i)
        for part in ("test",) if len(runs) > 1 else ("training", "test"):
            line = rows[rows["part"] == part]
            _band(fig, line, colour, title, part)
            name = safe(title, 22) if len(runs) > 1 else f"{part} rows"
            end = line["mean"].iloc[-1]
            off = "" if low <= end <= high else " ↑" if end > high else " ↓"
            labels.append((f"{name} <b>{number(end)}</b>{off}", colour, (end - low) / (high - low)))
    end_labels(fig, labels, HEIGHT)
    fig.update_yaxes(range=[low, high])
    fig.update_xaxes(tickformat=",d", rangemode="tozero")
    return fig


def _range(table: pd.DataFrame) -> tuple[float, float]:
    """The axis: all bands, without a baseline that would squeeze them together."""
    quiet, drawn = table["baseline"].astype(bool), ["low", "high"]
    return span(
        table.loc[~quiet, drawn].to_numpy().ravel(), table.loc[quiet, drawn].to_numpy().ravel()
    )


def _band(fig: go.Figure, line: pd.DataFrame, colour: str, title: str, part: str) -> None:
    """One line with its band; training scores are dashed and have none."""
    x = line["size"].to_numpy(np.int32)
    if part == "test":
        around = np.r_[line["high"], line["low"][::-1]].astype(np.float32)
        fig.add_scatter(
            x=np.r_[x, x[::-1]], y=around, fill="toself", mode="lines", line={"width": 0},
            fillcolor=fade(colour, 0.13), hoverinfo="skip",
        )  # fmt: skip
    spread = (line["high"] - line["mean"]).to_numpy(np.float32)
    fig.add_scatter(
        x=x, y=line["mean"].to_numpy(np.float32), mode="lines+markers", customdata=spread,
        line={"color": colour, "width": 2, "dash": "solid" if part == "test" else "dash"},
        marker={"size": 6, "color": colour},
        hovertemplate="%{x:,} training rows<br>%{y:.4g} ± %{customdata:.2g}"
                      f"<extra>{safe(title)}, {part} rows</extra>",
    )  # fmt: skip


def learning_sentence(table: pd.DataFrame) -> str:
    """Would more rows help? Judged by the last step of each run that is no baseline.

    A gain counts if it is above two standard errors and a quarter of the deviation over folds.
    """
    if table.empty:
        return "There is no learning curve yet: it is computed after the scores."
    learners = table[(table["part"] == "test") & ~table["baseline"].astype(bool)]
    more, level = [], []
    for _, title, rows in runs_of(learners.groupby("run", sort=False).tail(2)):
        before, now = rows["size"].iloc[0], rows.iloc[-1]
        gain, spread = now["gain"], now["high"] - now["mean"]
        change = f"{number(abs(gain), 2)} {'better' if gain > 0 else 'worse'}"
        told = f"{title} ({change} from {before:,} to {now['size']:,} rows)"
        helps = gain > max(2 * now["gain_error"], 0.25 * spread)
        (more if helps else level).append(told if helps else title)
    said = "Would more rows help? "
    if more:
        said += f"Probably, for {several(more)}. "
    if level:
        said += f"No clear sign for {several(level)}: the last step changed little. "
    return said + "Mean over folds; the band is ± one standard deviation."


def training_table(runs, fold: int = 0) -> pd.DataFrame:
    """A row a step: run, title, fold, step, unit (epoch, round), part, value, best.

    `fold` is a column of the experiment's folds; `best` marks the step with the lowest validation
    loss, none where no rows were watched. Runs that do not learn in steps have no rows.
    """
    parts = []
    for run in runs:
        curve = run.curves
        curve = curve[curve["fold"] == fold] if len(curve) else curve
        curve = curve.dropna(subset=["value"]) if len(curve) else curve
        if len(curve):
            parts.append(_stepwise(run, curve))
    columns = ["run", "title", "fold", "step", "unit", "part", "value", "best"]
    table = pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
    table.attrs = {"fold": fold + 1, "folds": runs[0].experiment.n_folds}
    return table


def _stepwise(run, curve: pd.DataFrame) -> pd.DataFrame:
    """One run's curve, thinned to `STEPS` steps, its best step among them."""
    judged = curve[curve["part"] == "validation"]
    best = judged.loc[judged["value"].idxmin(), "step"] if len(judged) else 0
    steps = np.sort(curve["step"].unique())
    kept = set(steps[np.linspace(0, len(steps) - 1, STEPS).astype(int)]) | {best}
    curve = curve[curve["step"].isin(kept)].sort_values(["part", "step"])
    return curve.assign(
        run=run.id, title=run.title, unit=KNOWN[run.request.model].step,
        best=(curve["step"] == best) & (curve["part"] == "validation"),
    )  # fmt: skip


def training_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A panel a run, each with its own axes: training dashed, validation solid, the best marked."""
    if table.empty:
        return figure(look, 60)
    units = [unit.capitalize() for unit in table["unit"].unique()]
    fig, spots = grid(table, look, 280, x=" or ".join(units), y="Loss", shared=False)
    for i, (spot, (run, _, rows)) in enumerate(zip(spots, runs_of(table), strict=True)):
        for trace in _steps(rows, look.colour(run, i)):
            fig.add_trace(trace, row=spot[0], col=spot[1])
        unit = rows["unit"].iloc[0].capitalize()
        fig.update_xaxes(title_text=unit, row=spot[0], col=spot[1])
        for best in rows[rows["best"]].itertuples():
            fig.add_annotation(
                x=best.step, y=best.value, text=f"best: {best.step}", row=spot[0], col=spot[1],
                showarrow=False, yshift=-14, font={"size": 11},
            )  # fmt: skip
    fig.update_xaxes(rangemode="tozero", tickformat=",d")
    return fig


def _steps(rows: pd.DataFrame, colour: str) -> list[go.Scatter]:
    lines = []
    for part, dash in (("training", "dash"), ("validation", "solid")):
        line = rows[rows["part"] == part]
        lines.append(go.Scatter(
            x=line["step"].to_numpy(np.int32), y=line["value"].to_numpy(np.float32), mode="lines",
            line={"color": colour, "width": 2, "dash": dash},
            hovertemplate=f"{part} loss %{{y:.4g}} at %{{x:,}}<extra></extra>",
        ))  # fmt: skip
    best = rows[rows["best"]]
    mark = {"color": colour, "size": 9, "symbol": "circle"}
    lines.append(go.Scatter(x=best["step"], y=best["value"], mode="markers", marker=mark,
                            hovertemplate="best: %{y:.4g} at %{x:,}<extra></extra>"))  # fmt: skip
    return [line for line in lines if len(line.x)]


def training_sentence(table: pd.DataFrame) -> str:
    """Where each run stopped getting better."""
    if table.empty:
        return "These models do not learn in steps: they have no training curve."
    found = []
    for _, title, rows in runs_of(table):
        best, unit, last = rows[rows["best"]], rows["unit"].iloc[0], rows["step"].max()
        if best.empty:
            found.append(f"{title}: all {last:,} {unit}s, with no rows to watch")
            continue
        found.append(f"{title}: best at {unit} {best['step'].iloc[0]:,} of {last:,} "
                     f"(loss {number(best['value'].iloc[0])})")  # fmt: skip
    return (
        f"{'; '.join(found)}. Dashed is training, solid is inner validation. "
        f"Fold {table.attrs['fold']} of {table.attrs['folds']}."
    )


ENTRIES = (
    Plot("training_curve", "Training curve", "training",
         "The loss by epoch or boosting round: where the solid line turns up, overfitting begins.",
         training_table, training_draw, training_sentence),
    Plot("learning_curve", "Learning curve", "training",
         "The score against the number of training rows: a line still rising asks for more rows.",
         learning_table, learning_draw, learning_sentence),
)  # fmt: skip
