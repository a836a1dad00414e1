"""How well a run ranks the rows: ROC and precision-recall curves, overlaid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.plots.labels import number, safe
from core.plots.panels import runs_of
from core.plots.spec import Plot
from core.plots.template import figure, ink
from core.target import CLASSES

if TYPE_CHECKING:
    from core.plots.spec import Look

POINTS = 300
"""At most this many points a curve are kept."""
HEIGHT = 380


def thinned(x: np.ndarray, y: np.ndarray, most: int = POINTS) -> np.ndarray:
    """Indices of at most `most` points, evenly along the curve's length, both ends among them."""
    if len(x) <= most:
        return np.arange(len(x))
    length = np.concatenate([[0], np.cumsum(np.abs(np.diff(x)) + np.abs(np.diff(y)))])
    kept = np.searchsorted(length, np.linspace(0, length[-1], most - 1))
    return np.unique(np.r_[0, np.minimum(kept, len(x) - 1), len(x) - 1])


def one_class(runs, of: str | None = None) -> tuple[str, int]:
    """The class that is set against the rest, by its name, and its code.

    In the binary case the positive one; of several the one named `of`, else the first. ValueError
    for a name that is no class.
    """
    names = [str(value) for value in runs[0].experiment.classes]
    code = len(names) - 1 if len(names) == 2 else 0
    if of is not None and len(names) > 2:
        if of not in names:
            raise ValueError(f"There is no class {of!r} among: {', '.join(names)}.")
        code = names.index(of)
    return names[code], code


def _one_against_rest(y: np.ndarray, values: np.ndarray) -> list[tuple[np.ndarray, np.ndarray]]:
    """(is it this class, its probability) for the positive class, or for each of several."""
    codes = [1] if values.shape[1] == 2 else [c for c in range(values.shape[1]) if (y == c).any()]
    return [(y == code, values[:, code]) for code in codes]


def _roc(y: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    from sklearn.metrics import roc_auc_score, roc_curve

    pairs = _one_against_rest(y, values)
    area = float(np.mean([roc_auc_score(is_one, score) for is_one, score in pairs]))
    curves = [roc_curve(is_one, score)[:2] for is_one, score in pairs]
    if len(curves) == 1:
        return *curves[0], area
    x = np.unique(np.concatenate([fpr for fpr, _ in curves]))
    x = x[thinned(x, x)]
    mean = np.mean([np.interp(x, fpr, tpr) for fpr, tpr in curves], axis=0)
    return np.r_[0.0, x], np.r_[0.0, mean], area


def _precision_recall(y: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    from sklearn.metrics import average_precision_score, precision_recall_curve

    pairs = _one_against_rest(y, values)
    area = float(np.mean([average_precision_score(is_one, score) for is_one, score in pairs]))
    curves = [precision_recall_curve(is_one, s, drop_intermediate=True)[:2] for is_one, s in pairs]
    if len(curves) == 1:
        # The last point, recall 0 and precision 1, is scikit-learn's: no threshold gives it.
        return curves[0][1][:-1], curves[0][0][:-1], area
    x = np.linspace(1, 0, POINTS)
    steps = [p[np.searchsorted(-r, -x, side="right") - 1] for p, r in curves]
    return x, np.mean(steps, axis=0), area


def _curves(runs, curve, columns: tuple[str, str, str]) -> pd.DataFrame:
    """A row a point of each run's curve, thinned, its area in a column."""
    parts = []
    for run in runs:
        _, y, values = run.pooled()
        a, b, area = curve(y, values)
        kept = thinned(a, b)
        named = dict(zip(columns, (a[kept], b[kept], area), strict=True))
        parts.append(pd.DataFrame({"run": run.id, "title": run.title, **named}))
    table = pd.concat(parts, ignore_index=True)
    experiment = runs[0].experiment
    rates = [np.mean(is_one) for is_one, _ in _one_against_rest(y, values)]
    who = f"{experiment.target} = {experiment.positive}" if experiment.task == "binary" else ""
    table.attrs = {"positive": who, "rate": float(np.mean(rates)), "rows": len(y)}
    return table


def roc_table(runs) -> pd.DataFrame:
    """A row a point: run, title, false_positive_rate, true_positive_rate, auc (of pooled rows).

    With several classes, one against the rest: the mean of the classes' curves and areas.
    """
    return _curves(runs, _roc, ("false_positive_rate", "true_positive_rate", "auc"))


def precision_recall_table(runs) -> pd.DataFrame:
    """A row a point: run, title, recall, precision, average_precision (of pooled rows).

    With several classes, one against the rest: the mean of the classes' curves and areas.
    """
    return _curves(runs, _precision_recall, ("recall", "precision", "average_precision"))


def _overlay(table: pd.DataFrame, look: Look, columns: tuple[str, str, str], shape: str, chance):
    """The runs' lines, named best first; the axes are titled with the columns.

    `chance` are the two ends (y) of the line of chance.
    """
    x, y, area = columns
    of = f" ({safe(table.attrs['positive'])})" if table.attrs["positive"] else ", mean of classes"
    titles = [name.replace("_", " ").capitalize() for name in (x, y)]
    fig = figure(look, HEIGHT, x=titles[0], y=titles[1] + of)
    found = []
    for i, (run, title, rows) in enumerate(runs_of(table)):
        colour, value = look.colour(run, i), rows[area].iloc[0]
        text = f"{safe(title, 24)} <b>{number(value)}</b>"
        fig.add_scatter(
            x=rows[x].to_numpy(dtype=np.float32), y=rows[y].to_numpy(dtype=np.float32),
            mode="lines", name=safe(title), line={"color": colour, "width": 2, "shape": shape},
            hovertemplate=f"{titles[0]} %{{x:.3f}}<br>{titles[1]} %{{y:.3f}}",
        )  # fmt: skip
        found.append((value, f'<span style="color:{colour}">●</span> {text}'))
    found.sort(key=lambda entry: -entry[0])
    line = np.column_stack([np.linspace(0, 1, 300), np.linspace(*chance, 300)])
    names_inside(fig, [text for _, text in found], np.vstack([table[[x, y]].to_numpy(), line]))
    fig.update_xaxes(range=[-0.01, 1.01], dtick=0.2, showgrid=True)
    fig.update_yaxes(range=[-0.01, 1.02], dtick=0.2)
    return fig


def names_inside(fig: go.Figure, lines: list[str], points: np.ndarray, top: float = 1.0) -> None:
    """The runs' names as one block inside the plot, where the fewest points (n, 2) lie under it.

    The axes go from 0 to 1 and from 0 to `top`; the plot is `HEIGHT` pixels high.

    So the curves keep the card's width, however narrow. The block is taken as almost half as
    wide as the plot, which holds in a card of 400 pixels.
    """
    high = min(0.03 + 18 * len(lines) / (HEIGHT - 70), 0.95)
    under = {}
    points = points / (1, top)
    for right in (True, False):
        beside = points[points[:, 0] > 0.54 if right else points[:, 0] < 0.46, 1]
        for low in np.linspace(0.0, 1 - high, 20):
            under[right, low] = np.sum((beside > low - 0.03) & (beside < low + high + 0.03))
    right, low = min(under, key=under.get)
    fig.add_annotation(
        x=float(right), xref="paper", xanchor="right" if right else "left", y=low * top, yref="y",
        yanchor="bottom", text="<br>".join(lines), align="left", showarrow=False,
        xshift=0 if right else 8,
    )  # fmt: skip


def roc_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """The curves over the chance line."""
    columns = ("false_positive_rate", "true_positive_rate", "auc")
    fig = _overlay(table, look, columns, "linear", (0, 1))
    return reference(fig, look, [0, 1], "chance", (0.99, 0.8))


def precision_recall_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """The curves over the precision of chance, which is the share of positives."""
    rate = table.attrs["rate"]
    columns = ("recall", "precision", "average_precision")
    fig = _overlay(table, look, columns, "hv", (rate, rate))
    return reference(fig, look, [rate, rate], f"chance {number(rate)}", (0.99, rate))


def reference(fig, look: Look, y: list[float], text: str, at: tuple[float, float]) -> go.Figure:
    """A dotted line for chance behind the curves, named on the spot `at`."""
    fig.add_shape(
        type="line", x0=0, x1=1, y0=y[0], y1=y[1], layer="below",
        line={"color": ink(look.dark), "width": 1, "dash": "dot"},
    )  # fmt: skip
    fig.add_annotation(
        x=at[0], y=at[1], text=text, showarrow=False, xanchor="right", yanchor="top",
        font={"color": ink(look.dark), "size": 11},
    )  # fmt: skip
    return fig


def _sentence(table: pd.DataFrame, area: str, title: str, chance: float) -> str:
    best = table.groupby("run", sort=False).first().sort_values(area, ascending=False)
    of = table.attrs["positive"] or "each class against the rest, averaged"
    found = ", ".join(f"{row['title']} {number(row[area])}" for _, row in best.iterrows())
    return (
        f"{title} for {of}: {found}; chance is {number(chance)}. The folds' "
        f"{table.attrs['rows']:,} out-of-fold rows are pooled, so a value may differ a little "
        "from the mean over folds."
    )


def roc_sentence(table: pd.DataFrame) -> str:
    """The areas, best first."""
    return _sentence(table, "auc", "ROC AUC", 0.5)


def precision_recall_sentence(table: pd.DataFrame) -> str:
    """The average precisions, best first, beside the share of positives."""
    return _sentence(table, "average_precision", "Average precision", table.attrs["rate"])


ENTRIES = (
    Plot("roc", "ROC curve", "evaluate",
         "The share of positives found against the share of negatives called positive.",
         roc_table, roc_draw, roc_sentence, CLASSES),
    Plot("precision_recall", "Precision-recall curve", "evaluate",
         "How pure the rows called positive are, against the share of positives found.",
         precision_recall_table, precision_recall_draw, precision_recall_sentence, CLASSES),
)  # fmt: skip
