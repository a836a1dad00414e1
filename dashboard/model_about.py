"""Model, how it was made: what the preparation learned, parameters, facts, files to take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core import bundle
from core.models import MODELS
from dashboard import downloads, model_run, state, tables
from dashboard.amounts import lasting, size
from dashboard.text import escape

if TYPE_CHECKING:
    from core.plots import Look
    from core.run import Run


def preparation(run: Run, look: Look) -> None:
    """What the final model's preparation has learned, column by column."""
    kept = model_run.part(run, "learned")
    with st.container(border=True, key="card-learned"):
        st.subheader("Preparation as learned", help="Fitted on training rows only, fold by fold; "
                     "shown are the values of the final model.")  # fmt: skip
        if kept is None:
            st.caption("What was learned was not kept when this run was trained. Train it again "
                       "and it stands here.")  # fmt: skip
            return
        table = pd.DataFrame(kept["rows"], columns=["column", "step", "sentence"])
        if table.empty:
            st.caption("Nothing was learned in preparing: the columns go to the model as they are.")
            return
        text = st.column_config.TextColumn
        tables.show(
            table.replace({"column": {"": "(all together)"}}), hide_index=True, key="learned-table",
            height=min(38 + 35 * len(table), 420), alt="Preparation as learned",
            column_config={"column": text("Column", width=160), "step": text("Step", width=100),
                           "sentence": text("What was learned")},
        )  # fmt: skip
        st.caption("Each step was fitted anew in every fold, so the folds' values differ a little.")


def facts(run: Run, look: Look) -> None:
    """What was asked for, and what makes the run repeatable."""
    left, right = st.columns(2)
    with left.container(border=True, height="stretch", key="card-asked"):
        st.subheader("Parameters")
        tables.pairs(asked(run))
    with right.container(border=True, height="stretch", key="card-facts"):
        st.subheader("Facts")
        tables.pairs(known(run))


def asked(run: Run) -> dict[str, str]:
    """The parameters by their titles, then the preparation's choices that are not the default."""
    from core.preparation import complete

    spec = MODELS.get(run.request.model)
    titles = {param.name: param.title for param in spec.params} if spec else {}
    found = {"Model": spec.title if spec else run.request.model}
    found |= {titles.get(name, name): _plain(value) for name, value in run.request.params.items()}
    usual = complete({})
    for name, value in run.request.preparation.items():
        if value != usual.get(name):
            found[f"Preparation: {name}"] = _plain(value)
    return found


def known(run: Run) -> dict[str, str]:
    """Rows, times, size, seed, data and versions."""
    facts, experiment = run.facts, run.experiment
    row = facts.get("predict_seconds_per_row")
    found = {
        "Learned from": f"{facts['training_rows']:,} rows, {facts['n_features']} features",
        "Training, one fold": lasting(facts.get("fit_seconds")),
        "Prediction, a row": f"{1e6 * row:,.0f} µs" if row else "–",
        "Size": size(facts["size_bytes"]) if facts.get("size_bytes") else "–",
        "Seed": str(run.request.seed),
        "Split": f"{experiment.n_folds} {experiment.split.kind} folds, seed {experiment.seed}",
        "Data": f"{experiment.dataset.name}, id {experiment.dataset.id}",
        "Run": run.id,
    }
    if facts.get("stopped_at"):
        found["Stopped at"] = ", ".join(str(step or "–") for step in facts["stopped_at"])
    made = facts.get("versions", {})
    found["Versions"] = ", ".join(f"{name} {v}" for name, v in made.items()) or "not recorded"
    return found


def _plain(value) -> str:
    if isinstance(value, bool) or value is None:
        return {True: "yes", False: "no", None: "none"}[value]
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)


def notes(run: Run, look: Look) -> None:
    """What the training had to say."""
    with st.container(border=True, key="card-notes"):
        st.subheader("Notes of the training")
        st.markdown("\n".join(f"- {escape(note)}" for note in run.notes))


def files(run: Run, look: Look) -> None:
    """The bundle and, with its warning, the joblib file."""
    name = downloads.stem(run.title, "model").lower()
    with st.container(border=True, key="card-files"):
        st.subheader("Take it with you")
        left, right = st.columns(2)
        with left:
            st.download_button(
                "Model bundle", lambda: bundle.pack(run, _kept(run)), f"{name}.zip",
                "application/zip", key="bundle", icon=":material/download:", on_click="ignore",
                type="primary",
            )  # fmt: skip
            st.caption("A zip with the fitted model, its columns, classes and threshold, and a "
                       "README. It predicts exactly what is predicted here, opens without running "
                       "any code of the file's own, and holds no row of the data.")  # fmt: skip
            st.code("import core.bundle\nmodel = core.bundle.load("
                    f'"{name}.zip")\nmodel.predict(frame)', language="python")  # fmt: skip
        with right:
            st.download_button(
                "joblib file", lambda: bundle.as_joblib(state.home(), run.id), f"{name}.joblib",
                "application/octet-stream", key="joblib", icon=":material/download:",
                on_click="ignore",
            )  # fmt: skip
            st.caption(":material/warning: For scikit-learn alone. Opening a joblib file runs "
                       "whatever code is in it: open only those you made yourself. Fitboard never "
                       "takes one back. It says class numbers and does not know the threshold. "
                       "Making it takes some seconds.")  # fmt: skip


def _kept(run: Run) -> bytes:
    """The model's file as the store keeps it, checked: it is not loaded here."""
    return state.store().file("run", run.id, "model").read_bytes()
