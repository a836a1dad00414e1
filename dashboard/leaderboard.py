"""The leaderboard: the compared runs in a table, each interval drawn to one scale in its row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import quote

import numpy as np
import pandas as pd
import streamlit as st

from core.metrics import METRICS
from core.models import BASELINE
from core.plots import labels
from core.plots.template import ink
from core.store import Mark
from dashboard import marks, state, tables
from dashboard.text import escape

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.plots import Look
    from core.run import Run, Score

WIDTH, HEIGHT = 116, 28
"""An interval's picture, in pixels."""
ROW = 38
INTERVAL = (
    "The 95 % interval of the mean over folds (Nadeau and Bengio's corrected t), for the procedure "
    "at this training size. Small dots are folds, the dashed line is the baseline."
)
COSTS = {
    "fit_seconds": ("Train, s", 1, "Seconds to train on one fold's training rows."),
    "predict_seconds_per_row": ("Row, µs", 1e6, "Microseconds to predict a row, on the test rows."),
    "size_bytes": ("Size, kB", 1e-3, "The fitted model as it is kept, in kilobytes."),
}
HOLDOUT = (
    "The final model on the rows that were held out; empty for the runs it was not opened for. "
    "Who opened it and when stands below the table."
)
TIE = (
    "A: cannot be told apart from the best. B: the same among the rest, and so on. By paired tests "
    "on the same folds (corrected resampled t, Holm), at 5 %. A letter is no rank: a run whose "
    "folds scatter may keep its A while a steadier and better one is shown to be behind the best. "
    "A hollow score was chosen on its own predictions and has no letter."
)


def header(metric: str, experiment: Experiment) -> str:
    """A metric's column: title, averaging, the arrow of what is better."""
    caption = METRICS[metric].caption(experiment).replace("positive class ", "")
    return f"{caption} {METRICS[metric].arrow}"


def scale(runs: Sequence[Run], metric: str) -> tuple[float, float]:
    """The ends of the drawn intervals, as the plot of scores has them."""
    near, far = [], []
    for run in runs:
        score = run.scores[metric]
        ends = far if run.request.model == BASELINE else near
        ends += [score.mean, score.low, score.high, *score.folds]
    known = any(value is not None for value in near + far)
    return labels.span(near, far) if known else (0.0, 1.0)


def picture(score: Score, ends: tuple[float, float], colour: str, quiet: str, line) -> str:
    """An interval as a data URL of an SVG: folds as faint dots, interval, mean; `line` a baseline.

    A selected score is hollow; one off the scale becomes an arrow at its edge.
    """
    if score.mean is None:
        return _url("")
    middle = 11

    def x(value: float) -> float:
        share = (value - ends[0]) / (ends[1] - ends[0])
        return round(6 + min(max(share, 0.0), 1.0) * (WIDTH - 12), 1)

    if not ends[0] <= score.mean <= ends[1]:
        tip, back = (1, 8) if score.mean < ends[0] else (WIDTH - 1, WIDTH - 8)
        tips = f"{tip},{middle} {back},{middle - 4} {back},{middle + 4}"
        return _url(f'<polygon points="{tips}" fill="{quiet}"/>')
    drawn = ""
    if line is not None and ends[0] <= line <= ends[1]:
        drawn += (f'<line x1="{x(line)}" x2="{x(line)}" y1="1" y2="{HEIGHT - 1}" '
                  f'stroke="{quiet}" stroke-dasharray="2 2"/>')  # fmt: skip
    for value in score.folds:
        if value is not None:
            drawn += f'<circle cx="{x(value)}" cy="24" r="2" fill="{colour}"/>'
    if score.low is not None:
        drawn += (f'<line x1="{x(score.low)}" x2="{x(score.high)}" y1="{middle}" y2="{middle}" '
                  f'stroke="{colour}" stroke-width="3" stroke-linecap="round"/>')  # fmt: skip
    inside = "none" if score.selected else colour
    drawn += (f'<circle cx="{x(score.mean)}" cy="{middle}" r="5.5" fill="{inside}" '
              f'stroke="{colour}" stroke-width="2"/>')  # fmt: skip
    return _url(drawn)


def _url(drawn: str) -> str:
    size = f'width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}"'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{drawn}</svg>'
    return f"data:image/svg+xml;utf8,{quote(svg)}"


def board(
    table: pd.DataFrame, runs: Sequence[Run], others: Sequence[str], noted: Sequence[str] = ()
) -> pd.DataFrame:
    """What is shown and downloaded: `core.compare`'s table with the other metrics beside it.

    And the primary score on the holdout of the runs for which it was opened, and the marks
    `noted` (star, tags, note), each where there is any.
    """
    by_id = {run.id: run for run in runs}
    order = [run.id for run in runs]
    shown = table.set_index("run").loc[order].reset_index()
    for name in others:
        shown[name] = [by_id[id].scores[name].mean for id in shown["run"]]
    half = (shown["high"].astype(float) - shown["low"].astype(float)) / 2
    shown = shown.assign(half=half)
    experiment, store = runs[0].experiment, state.store()
    seen = {one.run_id: one.scores for one in store.openings(experiment.id)}
    if set(seen) & set(order):
        held = [seen.get(id, {}).get(experiment.metric) for id in order]
        shown["holdout"] = [None if score is None else score.mean for score in held]
    found = store.marks()
    return pd.concat([shown, marks.table([found.get(id, Mark()) for id in order], noted)], axis=1)


def show(table: pd.DataFrame, runs: Sequence[Run], others: Sequence[str], look: Look) -> None:
    """Draw the board; the interval's colour is the run's on this whole page."""
    shown = pd.DataFrame({"title": table["title"], "mean": table["mean"]})
    shown["drawn"] = pictures(runs, look)
    shown = shown.assign(half=table["half"], tie=table["tie"])
    for name in ("holdout", *others):
        if name in table:
            shown[name] = table[name]
    for name in {"mean", "half", "holdout", *others} & set(shown):
        places = _places(table["mean" if name in ("half", "holdout") else name])
        shown[name] = shown[name].astype(float).round(places)
    for name, (_, factor, _) in COSTS.items():
        if table[name].notna().any():
            shown[name] = (table[name].astype(float) * factor).map(_digits)
    shown = shown.assign(**{name: table[name] for name in marks.SHOWN if name in table})
    if "star" in shown:
        shown.insert(0, "star", shown.pop("star"))
    tables.show(
        shown, hide_index=True, column_config=_columns(shown, runs, others), key="leaderboard",
        height=38 + ROW * len(shown), row_height=ROW, alt="Leaderboard",
    )  # fmt: skip


def pictures(runs: Sequence[Run], look: Look) -> list[str]:
    """The interval of each run by the primary metric, all to one scale."""
    metric = runs[0].experiment.metric
    ends, quiet = scale(runs, metric), ink(look.dark)
    line = next((run.scores[metric].mean for run in runs if run.request.model == BASELINE), None)
    return [
        picture(run.scores[metric], ends, look.colour(run.id, i), quiet, line)
        for i, run in enumerate(runs)
    ]


def _columns(shown: pd.DataFrame, runs: Sequence[Run], others: Sequence[str]) -> dict:
    """How the columns look; the title takes the width that is left."""
    experiment, metric = runs[0].experiment, runs[0].experiment.metric
    text = st.column_config.TextColumn
    columns = {
        "title": text("Model"),
        "mean": _number(header(metric, experiment), shown["mean"], METRICS[metric].formula, 76),
        "drawn": st.column_config.ImageColumn(
            _scale(scale(runs, metric)), width=WIDTH + 16, help=INTERVAL
        ),
        "half": _number("±", shown["mean"], "Half the width of the 95 % interval.", 56),
        "tie": text("Tie", width=44, help=TIE),
        "holdout": _number("Holdout", shown["mean"], HOLDOUT, 72),
        **marks.columns(),
    }
    for name in others:
        columns[name] = _number(header(name, experiment), shown[name], METRICS[name].formula, 80)
    for name, (words, _, told) in COSTS.items():
        columns[name] = st.column_config.NumberColumn(words, width=72, help=told)
    return columns


def _number(label: str, values: pd.Series, told: str, width: int):
    """A column of numbers with as many places as their size asks for."""
    form = "localized" if _places(values) == 0 else f"%.{_places(values)}f"
    return st.column_config.NumberColumn(label, format=form, width=width, help=escape(told))


def _places(values: pd.Series) -> int:
    """Decimal places that give the middle value three significant digits; 0.843 is taken so."""
    top = values.astype(float).abs().median()
    if not top > 0:
        return 3
    return min(max(2 - math.floor(math.log10(top)), 3 if top <= 1 else 0), 8)


def _digits(value: float) -> float:
    """Three significant digits."""
    return float(np.format_float_positional(value, 3, fractional=False)) if value else value


def _scale(ends: tuple[float, float]) -> str:
    return f"95 %, {labels.number(ends[0])} to {labels.number(ends[1])}"
