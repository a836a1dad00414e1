"""How the runs at work learn: the loss of the fold each is at, by epoch or round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import core.jobs
from core.models import KNOWN
from core.plots import PLOTS
from core.run import Run
from dashboard import state
from dashboard.charts import current_look
from dashboard.text import escape

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.store import RunRecord

QUIET = "#999999"
HEIGHT = 230
"""In pixels: the list above the curve stays in sight."""


def as_run(experiment: Experiment, record: RunRecord, **parts) -> Run:
    """A record as the Run it is or will be, without loading a file; `parts` are its loaders."""
    return Run(
        record.id, experiment, record.request, record.title, record.scores, facts=record.facts,
        parts=parts,
    )  # fmt: skip


def curves(experiment: Experiment, live: list[RunRecord]) -> None:
    """How the runs at work learn in the fold they are at: loss by epoch or round."""
    plot = PLOTS["training_curve"]
    for record in live:
        spec = KNOWN[record.request.model]
        if record.state != "running" or not spec.watches:
            continue
        steps = steps_of(record)
        if steps.empty:
            continue
        run = as_run(experiment, record, curves=lambda steps=steps: steps)
        table = plot.table([run], fold=int(steps["fold"].iloc[0]))
        lines = table.pivot(index="step", columns="part", values="value")
        colours = {"training": QUIET, "validation": current_look([record]).colour(record.id)}
        # Not the plot's own figure: Plotly is mounted anew for each new figure, which flickers;
        # this chart takes new rows in place.
        st.line_chart(
            lines, x_label=spec.step.capitalize(), y_label="Loss", height=HEIGHT,
            color=[colours[part] for part in lines],
        )  # fmt: skip
        st.caption(escape(learned(table)))


def learned(table: pd.DataFrame) -> str:
    """Where a run stands in its fold, from the table of its training curve."""
    best, last = table[table["best"]].iloc[0], table["step"].max()
    part = "validation" if best["part"] == "validation" else "training"
    return (
        f"{best['title']}, fold {table.attrs['fold']} of {table.attrs['folds']}: {best['unit']} "
        f"{last:,}; lowest {part} loss {best['value']:.4g} at {best['unit']} {best['step']:,}."
    )


def steps_of(record: RunRecord) -> pd.DataFrame:
    """The steps of the run's latest fold so far: fold, step, part, value."""
    key = f"_fold-of-{record.id}"
    said = core.jobs.events(state.store(), record.id, after=st.session_state.get(key, 0))
    steps = [event for event in said if event.kind == "step"]
    steps = [event for event in steps if event.payload["fold"] == steps[-1].payload["fold"]]
    if steps:
        # Only a number is kept: where this fold began, so that earlier ones are not read again.
        st.session_state[key] = steps[0].seq - 1
    rows = [
        (event.payload["fold"], event.payload["step"], part, event.payload[part])
        for event in steps
        for part in ("training", "validation")
        if event.payload.get(part) is not None
    ]
    return pd.DataFrame(rows, columns=["fold", "step", "part", "value"])
