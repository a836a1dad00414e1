"""Which other split a dataset's columns speak for, and why: offered, never imposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.dataset.table import Dataset

_WHY = {
    "group": "If such rows belong together, keep them on one side",
    "time": "If the future is to be predicted, test on what comes after",
}


@dataclass(frozen=True)
class Suggestion:
    """A kind of split, the column that speaks for it, what was seen in it and what follows."""

    kind: str
    column: str
    reason: str
    why: str


def suggestions(dataset: Dataset, target: str) -> tuple[Suggestion, ...]:
    """At most one for groups (an id that repeats) and one for time (a date), by the column's role.

    A date wins over a number that only grows.
    """
    found: dict[str, Suggestion] = {}
    dates_first = sorted(dataset.columns, key=lambda column: column.kind != "datetime")
    for column in dates_first:
        if column.name == target or column.role == "ignore":
            continue
        if column.role == "group":
            kind = "group"
        elif column.role == "time" or column.kind == "datetime":
            kind = "time"
        else:
            continue
        reason = column.reason or f"{column.name} holds {column.kind} values"
        found.setdefault(kind, Suggestion(kind, column.name, reason, _WHY[kind]))
    return tuple(found[kind] for kind in _WHY if kind in found)
