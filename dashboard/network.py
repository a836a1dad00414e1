"""How large the network of a form is, before it is trained, and where it would train."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import machine, state

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset import Dataset
    from core.experiment import Experiment

DATE_PARTS = 6


def network_size(experiment: Experiment, features: Sequence[str], params: dict[str, Any]) -> str:
    """The number of weights and the memory of these parameters, and the device, in one line."""
    from core.networks import describe

    columns = widths(str(state.home()), experiment.dataset.id, experiment.dataset)
    inputs = sum(columns[name] for name in features)
    outputs = 1 if experiment.task == "regression" else len(experiment.classes)
    found = describe(params, inputs, outputs)
    shape = " → ".join(f"{n:,}" for n in (inputs, *(r["outputs"] for r in found["layers"])))
    memory = found["memory_bytes"] / 2**20
    return (
        f"About {found['parameters']:,} parameters ({shape}), {memory:,.1f} MiB while it trains. "
        + device(params.get("device", "auto"))
    )


def device(asked: str) -> str:
    """Where a network trains when `asked` is chosen, by the device facts that are kept."""
    usable = {d["kind"]: d["name"] for d in machine.devices(state.store()) if d["usable"]}
    if asked not in ("auto", "cpu") and asked not in usable:
        return f"This machine has no {asked} device that works: the run would fail."
    better = next((kind for kind in usable if kind != "cpu"), "cpu")
    return f"Trains on {usable.get(better if asked == 'auto' else asked, 'the CPU')}."


@st.cache_resource(max_entries=8, show_spinner=False)
def widths(home: str, dataset_id: str, _dataset: Dataset) -> dict[str, int]:
    """How many inputs each column becomes, about: categories one each, dates their parts."""
    from core.preparation import DENSE_WORDS, MOST_CATEGORIES

    kinds = {"datetime": DATE_PARTS, "text": DENSE_WORDS, "numeric": 1}
    found = {column.name: kinds.get(column.kind, 0) for column in _dataset.columns}
    labelled = [name for name, width in found.items() if not width]
    frame = _dataset.frame(labelled) if labelled else {}
    for name in labelled:
        values = min(int(frame[name].nunique(dropna=False)), MOST_CATEGORIES)
        found[name] = 1 if values <= 2 else values
    return found
