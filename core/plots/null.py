"""The null test as a picture: what chance scores, and how far from it the real score is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.metrics import METRICS
from core.null import real_score, sentence
from core.plots.labels import number
from core.plots.spec import Plot
from core.plots.template import figure, ink

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.plots.spec import Look

HEIGHT = 170


def null_table(subject) -> pd.DataFrame:
    """`subject` is (run, the table of its null test): repeat, score; the run's own in `.attrs`."""
    run, table = subject
    metric = METRICS[run.experiment.metric]
    kept = table.dropna(subset=["score"]).reset_index(drop=True)
    kept.attrs = {
        "run": run.id, "real": real_score(run), "said": sentence(run, table),
        "metric": f"{metric.caption(run.experiment)} {metric.arrow}",
    }  # fmt: skip
    return kept


def null_draw(table: pd.DataFrame, look: Look) -> go.Figure:
    """A dot a shuffle on one axis, the real score as a line in the run's colour."""
    fig = figure(look, HEIGHT, x=table.attrs["metric"])
    lift = np.random.default_rng(0).uniform(-0.3, 0.3, len(table))
    fig.add_scatter(
        x=table["score"].to_numpy(np.float32), y=lift.astype(np.float32), mode="markers",
        marker={"color": ink(look.dark), "size": 8, "opacity": 0.6},
        hovertemplate="shuffled: %{x:.4g}<extra></extra>",
    )  # fmt: skip
    if (real := table.attrs["real"]) is not None:
        colour = look.colour(table.attrs["run"])
        fig.add_vline(x=real, line={"color": colour, "width": 3})
        fig.add_annotation(x=real, y=1, yref="paper", yanchor="bottom", showarrow=False,
                           text=f"<b>real {number(real)}</b>")  # fmt: skip
    fig.update_layout(margin_t=28)
    fig.update_yaxes(visible=False, range=[-1, 1])
    return fig


def null_sentence(table: pd.DataFrame) -> str:
    """The real score, chance, and how often chance did as well."""
    return table.attrs["said"]


ENTRIES = (
    Plot("null_test", "Null test", "model",
         "The same procedure on a shuffled target: what chance alone would score.",
         null_table, null_draw, null_sentence),
)  # fmt: skip
