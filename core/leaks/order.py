"""What time and the order of the rows give away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.leaks.alone import score
from core.leaks.rule import Rule, Seen
from core.splits import codes, suggestions

if TYPE_CHECKING:
    from core.leaks.looked import Looked

AUC, R2 = 0.6, 0.1
ORDER_AUC, ORDER_R2 = 0.7, 0.2
STRETCHES = 40
TRACKS = 0.999


def clock(looked: Looked) -> str | None:
    """The column that tells the time of a row, if there is one."""
    experiment = looked.experiment
    if experiment.split.kind == "time":
        return experiment.split.by
    found = [s for s in suggestions(experiment.dataset, experiment.target) if s.kind == "time"]
    return found[0].column if found else None


def in_time(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """A target that moves with a date, where the split mixes what was before and after."""
    name = clock(looked)
    if name is None or looked.experiment.split.kind == "time":
        return
    present = looked.series(name).notna().to_numpy()
    if present.sum() < 40:
        return
    value = _along(looked, codes(looked.series(name))[present], present)
    moves = looked.above(value, AUC, R2)
    said = f"Over {name}, the target moves: what was near in time gives {looked.spoken(value)}."
    if not moves:
        said = f"{name} is a time. The target does not move with it ({looked.spoken(value)})."
    yield Seen("warning" if moves else "note", (name,), said, fix="time",
               title="" if moves else "There is a column of times")  # fmt: skip


def _along(looked: Looked, order: np.ndarray, keep) -> float:
    """How well rows near in this order (n,) tell each other's target."""
    rank = np.argsort(np.argsort(order, kind="stable"), kind="stable")
    # Rows of one moment are one: they stay in one stretch.
    first = np.zeros(order.max() + 1, dtype=np.int64)
    np.minimum.at(first := np.full(order.max() + 1, len(order)), order, rank)
    stretch = first[order] * min(STRETCHES, len(order) // 5) // len(order)
    return score(stretch, looked.y[keep], looked.task)


def in_rows(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """A target that moves with the row's place in the table, and features that tell the place."""
    if looked.experiment.split.kind == "time" or len(looked.rows) < 40:
        return
    everything = np.ones(len(looked.rows), dtype=bool)
    value = _along(looked, np.arange(len(looked.rows)), everything)
    if not looked.above(value, ORDER_AUC, ORDER_R2):
        return
    said = f"Rows that stand near each other have like targets: {looked.spoken(value)}"
    telling = tuple(name for name in looked.numbers if name not in named and _tracks(looked, name))
    if telling:
        said += f", and {telling[0]} counts the rows."
        yield Seen("serious", telling, said, fix="drop", remedy="Leave the column out.")
    elif clock(looked) is None:
        remedy = "If they stand in order of time, add the time as a column and split by it."
        yield Seen("note", (), f"{said}; no feature tells the place.", remedy=remedy)


def _tracks(looked: Looked, name: str) -> bool:
    from scipy.stats import spearmanr

    x = looked.numbers[name].to_numpy()
    if np.isnan(x).any() or len(np.unique(x)) < 0.9 * len(x):
        return False
    return abs(spearmanr(x, looked.rows).statistic) >= TRACKS


RULES = (
    Rule("row_order", "The order of the rows gives the target away",
         f"AUC {ORDER_AUC} or R2 {ORDER_R2} by the place of a row; serious where a feature follows "
         f"it with a rank correlation of {TRACKS}",
         "The order came about after the event, or is time; new rows have no place in it.",
         "Leave out what tells the place.", in_rows),
    Rule("time_order", "The target moves with time, and the split mixes past and future",
         f"AUC {AUC} or R2 {R2} by the stretch of time (up to {STRETCHES}) that a row lies in",
         "A model is tested on days between those it learned from, which nobody will ask for.",
         "Split by time, if the future is to be predicted.", in_time),
)  # fmt: skip
