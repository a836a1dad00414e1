"""Which classes a run takes for which: the confusion matrix, and the report by class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.plots.labels import number, percent, safe
from core.plots.panels import grid, runs_of
from core.plots.spec import Plot
from core.plots.template import colorscale, colour_at, ink_on, sequential
from core.target import CLASSES

if TYPE_CHECKING:
    from core.plots.spec import Look

NORMALIZE = {"counts": "Counts", "actual": "% of actual", "predicted": "% of predicted"}
CELLS = (("TN", "FP"), ("FN", "TP"))
WITH_TEXT = 10
"""Up to this many classes the cells carry their numbers."""
MOST_CLASSES = 40
"""Above this, the picture shows the most frequent classes; the table has all."""


def labels_of(run, threshold: float | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Actual and predicted class codes (n,) of a run's pooled out-of-fold rows."""
    _, y, values = run.pooled()
    return y, run.labels(values, threshold)


def matrix(run, threshold: float | None = None) -> np.ndarray:
    """Counts (k, k): rows are actual, columns predicted, in the order of the classes."""
    y, predicted = labels_of(run, threshold)
    k = len(run.experiment.classes)
    return np.bincount(y * k + predicted, minlength=k * k).reshape(k, k)


def shares(counts: np.ndarray, normalize: str) -> np.ndarray:
    """The counts (k, k) as shares of all, of their row ("actual") or column ("predicted").

    NaN for 0/0; ValueError for a `normalize` that is not in NORMALIZE.
    """
    if normalize not in NORMALIZE:
        raise ValueError(f"normalize must be one of {', '.join(NORMALIZE)}. Got {normalize!r}.")
    axis = {"counts": None, "actual": 1, "predicted": 0}[normalize]
    with np.errstate(invalid="ignore"):
        return counts / counts.sum(axis=axis, keepdims=True)


def confusion_table(runs, normalize: str = "counts", threshold: float | None = None):
    """A row a cell: run, title, actual, predicted, count, share, cell (TN, FP, FN, TP or "").

    `.attrs["top"]` is the highest value over all runs, so that one scale holds for all, also when
    one run's rows are drawn alone.
    """
    parts = []
    for run in runs:
        classes = [str(value) for value in run.experiment.classes]
        counts, k = matrix(run, threshold), len(classes)
        parts.append(pd.DataFrame({
            "run": run.id, "title": run.title,
            "actual": np.repeat(classes, k), "predicted": np.tile(classes, k),
            "count": counts.ravel(), "share": shares(counts, normalize).ravel(),
            "cell": np.ravel(CELLS) if run.experiment.task == "binary" else "",
        }))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    first = runs[0].experiment
    top = float(table["count"].max()) if normalize == "counts" else 1.0
    table.attrs = {
        "normalize": normalize, "top": max(top, 1.0), "target": first.target, "task": first.task,
        "thresholds": sorted({r.threshold if threshold is None else threshold for r in runs}),
    }  # fmt: skip
    return table


def confusion_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A heat-map a run on one scale; rows are actual, columns predicted."""
    names = [safe(name, 14) for name in _frequent(runs_of(table)[0][2])["actual"].unique()]
    # A slant of our own: looking for one, Plotly drops the names from a panel that is too narrow.
    slant = 0 if max(map(len, names)) * len(names) <= 24 else -40
    k = len(table["actual"].unique())
    height = (250 if k <= 3 else 320 if k <= WITH_TEXT else 380) - slant
    shown = "" if table.attrs["normalize"] == "counts" else NORMALIZE[table.attrs["normalize"]]
    words = f"Predicted (cells: {shown})" if shown else "Predicted"
    fig, spots = grid(table, look, height, x=words, y="Actual")
    for (row, column), (_, _, rows) in zip(spots, runs_of(table), strict=True):
        for trace in _cells(_frequent(rows), table.attrs, look):
            fig.add_trace(trace, row=row, col=column)
    every = max(1, -(-len(names) // 20))
    ticks = {"tickvals": list(range(0, len(names), every)), "ticktext": names[::every]}
    fig.update_xaxes(**ticks, showgrid=False, range=[-0.5, len(names) - 0.5], fixedrange=True,
                     tickangle=slant)  # fmt: skip
    fig.update_yaxes(**ticks, showgrid=False, range=[len(names) - 0.5, -0.5], fixedrange=True)
    return fig


def _frequent(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of the most frequent classes, in the classes' order."""
    if len(rows) <= MOST_CLASSES**2:
        return rows
    kept = rows.groupby("actual", sort=False)["count"].sum().nlargest(MOST_CLASSES).index
    return rows[rows["actual"].isin(kept) & rows["predicted"].isin(kept)]


def _cells(rows: pd.DataFrame, attrs: dict, look: Look) -> list[go.Heatmap | go.Scatter]:
    """One run's heat-map and, for few classes, the text on it in an ink that can be read."""
    k = len(rows["actual"].unique())
    scale, counted = sequential(look.dark), attrs["normalize"] == "counts"
    shown = rows["count" if counted else "share"].to_numpy(dtype=float)
    hover = "actual %{y}, predicted %{x}<br>%{customdata:,} rows"
    hover += "" if counted else f"<br>%{{z:.1%}} of {attrs['normalize']} %{{{_axis(attrs)}}}"
    heat = go.Heatmap(
        z=shown.reshape(k, k).astype(np.float32), zmin=0, zmax=attrs["top"], xgap=2, ygap=2,
        customdata=rows["count"].to_numpy(dtype=np.int32).reshape(k, k), showscale=False,
        colorscale=colorscale(scale), hovertemplate=hover + "<extra></extra>", hoverongaps=False,
    )  # fmt: skip
    if k > WITH_TEXT:
        return [heat]
    text = [f"{value:,.0f}" if counted else percent(value) for value in shown]
    if k > 5:
        text = [_brief(value, counted) for value in shown]
    if attrs["task"] == "binary":
        text = [f"<b>{t}</b><br>{cell}" for t, cell in zip(text, rows["cell"], strict=True)]
    fills = [colour_at(scale, 0 if np.isnan(v) else v / attrs["top"]) for v in shown]
    down, across = np.divmod(np.arange(k * k, dtype=np.int16), k)
    ink = {"color": [ink_on(fill) for fill in fills], "size": 14 if k <= 3 else 11}
    return [heat, go.Scatter(x=across, y=down, mode="text", text=text, textfont=ink,
                             hoverinfo="skip")]  # fmt: skip


def _brief(value: float, counted: bool) -> str:
    """The text of a small cell: nothing for 0, a whole percentage without its sign."""
    if not value or np.isnan(value):
        return ""
    return f"{value:,.0f}" if counted else f"{100 * value:.0f}" if value >= 0.005 else "<1"


def _axis(attrs: dict) -> str:
    return "y" if attrs["normalize"] == "actual" else "x"


def confusion_sentence(table: pd.DataFrame) -> str:
    """What is missed most, with the numbers; how the rows were gathered."""
    runs = runs_of(table)
    end = "Out-of-fold rows of all folds together."
    if table.attrs["task"] == "binary":
        cuts = ", ".join(f"{cut:.2f}" for cut in table.attrs["thresholds"])
        no, yes = table["actual"].unique()
        said = _missed(table, runs, "FN", yes, no) + " " + _missed(table, runs, "FP", no, yes)
        return f"{said} {end} Threshold {cuts}."
    said = [_mistaken(rows, table.attrs, title if len(runs) > 1 else "") for _, title, rows in runs]
    return " ".join([*said, end])


def _missed(table: pd.DataFrame, runs: list, cell: str, actual: str, called: str) -> str:
    """One kind of mistake in the binary case, run by run."""
    name = "False negatives" if cell == "FN" else "False positives"
    of = runs[0][2].loc[runs[0][2]["actual"] == actual, "count"].sum()
    found = [(title, rows.loc[rows["cell"] == cell, "count"].iloc[0]) for _, title, rows in runs]
    told = ", ".join(f"{title} {n:,}" if len(runs) > 1 else f"{n:,}" for title, n in found)
    return f"{name}: {told} of {of:,} with {table.attrs['target']} = {actual} were called {called}."


def _mistaken(rows: pd.DataFrame, attrs: dict, title: str) -> str:
    wrong = rows[rows["actual"] != rows["predicted"]]
    start = f"{title}: " if title else ""
    if not wrong["count"].sum():
        return f"{start}no row was given a wrong class."
    worst = wrong.loc[wrong["count"].idxmax()]
    of = rows.loc[rows["actual"] == worst["actual"], "count"].sum()
    said = f"{start}{wrong['count'].sum():,} of {rows['count'].sum():,} rows wrong, most often "
    return said + (
        f"{worst['count']:,} of {of:,} with {attrs['target']} = {worst['actual']} "
        f"called {worst['predicted']}."
    )


def report_table(runs, threshold: float | None = None) -> pd.DataFrame:
    """scikit-learn's classification report: a row a class, then accuracy, macro, weighted.

    Columns run, title, class, precision, recall, f1, support; accuracy stands under f1 alone.
    """
    from sklearn.metrics import classification_report

    rows = []
    for run in runs:
        names = [str(value) for value in run.experiment.classes]
        y, predicted = labels_of(run, threshold)
        report = classification_report(
            y, predicted, labels=range(len(names)), output_dict=True, zero_division=0
        )
        accuracy = report.pop("accuracy")
        for key, found in report.items():
            if key == "macro avg":
                rows.append((run.id, run.title, "accuracy", np.nan, np.nan, accuracy, len(y)))
            name = names[int(key)] if key.isdigit() else key.replace(" avg", " average")
            rows.append((run.id, run.title, name, *found.values()))
    table = pd.DataFrame(
        rows, columns=["run", "title", "class", "precision", "recall", "f1", "support"]
    ).astype({"support": int})
    codes, counts = np.unique(y, return_counts=True)
    table.attrs = {
        "majority": float(counts.max() / counts.sum()),
        "largest": names[codes[counts.argmax()]],
    }
    return table


def report_sentence(table: pd.DataFrame) -> str:
    """The accuracy of each run beside the majority's share."""
    said = table[table["class"] == "accuracy"].drop_duplicates("run")
    found = ", ".join(f"{row.title} {number(row.f1)}" for row in said.itertuples())
    return (
        f"Accuracy: {found}; always saying {table.attrs['largest']} would be right for "
        f"{percent(table.attrs['majority'])} of the rows."
    )


ENTRIES = (
    Plot("confusion_matrix", "Confusion matrix", "evaluate",
         "Rows are actual classes, columns predicted ones; one scale for all runs.",
         confusion_table, confusion_draw, confusion_sentence, CLASSES),
    Plot("class_report", "Report by class", "evaluate",
         "Precision, recall and F1 of each class, with the number of its rows.",
         report_table, None, report_sentence, CLASSES),
)  # fmt: skip
