"""Where one run errs: its scores class by class, and the rows it judged worst."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.explanation.mistakes import worst
from core.plots.confusion import report_table
from core.plots.labels import number, percent, safe, short
from core.plots.spec import Plot
from core.plots.template import figure
from core.target import CLASSES

if TYPE_CHECKING:
    from core.plots.spec import Look

MEASURES = {"precision": "Precision", "recall": "Recall", "f1": "F1"}
SHOWN = 25
"""So many classes are drawn, the worst by F1; the table has all."""


def class_scores_table(runs, threshold: float | None = None) -> pd.DataFrame:
    """A row a class of the first run: class, precision, recall, f1, support (its rows)."""
    report = report_table(runs[:1], threshold)
    table = report.iloc[:-3].drop(columns=["run", "title"]).reset_index(drop=True)
    table.attrs = dict(report.attrs)
    return table


def class_scores_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A line a class with a dot a measure, from 0 to 1."""
    shown = table if len(table) <= SHOWN else table.nsmallest(SHOWN, "f1").sort_index()
    fig = figure(look, 92 + 30 * len(shown), x="Score on this class")
    for i, (name, title) in enumerate(MEASURES.items()):
        fig.add_scatter(
            x=shown[name].to_numpy(np.float32), y=np.arange(len(shown)), mode="markers", name=title,
            marker={"color": look.palette[i], "size": 11,
                    "symbol": ("circle", "diamond", "square")[i]},
            customdata=shown["support"],
            hovertemplate=f"{title} %{{x:.3f}}<br>%{{customdata:,}} rows<extra></extra>",
        )  # fmt: skip
    names = [safe(name, 24) for name in shown["class"]]
    fig.update_yaxes(range=[len(shown) - 0.5, -0.5], fixedrange=True,
                     tickvals=list(range(len(shown))), ticktext=names)  # fmt: skip
    fig.update_xaxes(range=[-0.02, 1.03], fixedrange=True, showgrid=True)
    above = {"orientation": "h", "y": 1, "yanchor": "bottom", "x": 0}
    return fig.update_layout(showlegend=True, margin_t=30, legend=above)


def class_scores_sentence(table: pd.DataFrame) -> str:
    """The class that is judged worst, in words; the accuracy's floor."""
    low = table.loc[table["f1"].idxmin()]
    return (
        f"Worst by F1: {low['class']} ({number(low['f1'])}). Of its {low['support']:,} rows "
        f"{percent(low['recall'])} were found; of the rows called {low['class']}, "
        f"{percent(low['precision'])} were. Recall is the share found, precision the share of "
        "calls that were right, F1 their harmonic mean."
    )


def worst_table(runs, most: int = 50, columns: tuple[str, ...] | None = None) -> pd.DataFrame:
    """The first run's worst rows, as `core.explanation.worst` gives them."""
    table = worst(runs[0], most, columns)
    experiment = runs[0].experiment
    table.attrs = {"task": experiment.task, "target": experiment.target,
                   "rows": len(np.unique(runs[0].oof["row"]))}  # fmt: skip
    return table


def worst_sentence(table: pd.DataFrame) -> str:
    """What the worst row is, and by what the rows are ordered."""
    attrs, top = table.attrs, table.iloc[0]
    end = f"The {len(table):,} worst of {attrs['rows']:,} out-of-fold rows; rows count from 1."
    if attrs["task"] == "regression":
        side = "low" if top["error"] > 0 else "high"
        return (
            f"Row {top['row']:,} is furthest off: {short(abs(top['error']))} too {side}. Ordered "
            f"by the size of the error, actual less predicted. {end}"
        )
    return (
        f"Row {top['row']:,} is {top['actual']}, and the model gave that {percent(top['given'])}. "
        f"Ordered by the probability given to the actual class. {end}"
    )


ENTRIES = (
    Plot("class_scores", "Scores by class", "evaluate",
         "Precision, recall and F1 of each class on the out-of-fold rows.",
         class_scores_table, class_scores_draw, class_scores_sentence, CLASSES),
    Plot("worst_rows", "Worst rows", "evaluate",
         "The rows that the run judged worst while it had not learned from them.",
         worst_table, None, worst_sentence),
)  # fmt: skip
