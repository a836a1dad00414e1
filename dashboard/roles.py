"""What columns are for, as somebody set it: kept with the dataset, which stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.store.kinds import ROLES
from dashboard import state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.dataset import Dataset

SUGGESTED = "as suggested"


def assign(dataset: Dataset, names: Iterable[str], role: str) -> None:
    """Give columns a role, or back the one that the reader suggested; Set up obeys it."""
    store = state.store()
    kept = dict(store.part(dataset.id, ROLES, kind="dataset") or {})
    for name in names:
        if role == SUGGESTED:
            kept.pop(name, None)
        else:
            kept[name] = role
    store.attach(dataset.id, ROLES, kept, kind="dataset")
    state.forget("dataset", dataset.id)
