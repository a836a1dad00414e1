"""Files that came only to be predicted on: they go with their predictions, no work stands on them.

A dataset's part marks such a file; it is taken off when the same file comes to be worked on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.jobs.work.predicting import parts_of
from dashboard import state

if TYPE_CHECKING:
    from core.dataset import Dataset
    from core.store import Store

PART = "to_predict"


def visit(dataset: Dataset) -> str:
    """Save a file that came to be predicted on, marked as such if it was not there; its id."""
    store = state.store()
    new = not store.list("dataset", id=dataset.id)
    store.save(dataset)
    if new:
        store.attach(dataset.id, PART, {}, kind="dataset")
    return dataset.id


def stay(dataset: Dataset) -> str:
    """Save a dataset that came to be worked on; its id."""
    store = state.store()
    store.save(dataset)
    store.detach(dataset.id, PART, kind="dataset")
    return dataset.id


def visitors(store: Store) -> set[str]:
    """The ids of the datasets that are there to be predicted on alone."""
    worked_on = {experiment.dataset_id for experiment in store.list("experiment")}
    return set(store.owners("dataset", PART)) - worked_on


def leave(dataset_id: str) -> None:
    """Delete the file, unless a run's predictions or an experiment stand on it."""
    store = state.store()
    record = parts_of(dataset_id)[1]
    predicted = any(record in store.parts("run", run.id) for run in store.list("run"))
    if dataset_id in visitors(store) and not predicted:
        store.delete("dataset", dataset_id)
