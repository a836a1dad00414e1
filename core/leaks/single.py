"""Columns that tell the target by themselves, and those that are known only after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.leaks.rule import Rule, Seen

if TYPE_CHECKING:
    from core.leaks.looked import Looked

PURE, ENOUGH = 0.99, 30
AUC, R2 = 0.98, 0.95
SURE_AUC, SURE_R2 = 0.995, 0.99
NAMES = re.compile(
    r"(^|[\W_])(target|label|outcome|result|response|prediction|predicted|score[ds]?|ground[\W_]?"
    r"truth|status[\W_]?after|after|final|closed|close[\W_]?date|end[\W_]?date|resolved|resolution|"
    r"settled|paid|payout|refund(ed)?|cancel(l?ed|lation)?[\W_]?(date|reason)?|churn[\W_]?(date|"
    r"reason)|default(ed)?|discharge[d]?|duration|posterior|next|future|tomorrow)s?($|[\W_])",
    re.I,
)


def after(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Columns that are filled, or empty, where the target is nearly always the same."""
    for name in looked.frame.columns:
        gone = looked.frame[name].isna().to_numpy()
        if name in named or min(gone.sum(), (~gone).sum()) < ENOUGH:
            continue
        if looked.task == "regression":
            means = np.where(gone, looked.y[gone].mean(), looked.y[~gone].mean())
            share = 1 - ((looked.y - means) ** 2).sum() / ((looked.y - looked.y.mean()) ** 2).sum()
            if share >= 0.5:
                said = f"Whether {name} is filled explains {share:.0%} of the target's variance."
                yield Seen("serious", (name,), said, fix="drop")
            continue
        if said := _pure(looked, name, gone):
            yield Seen("serious", (name,), said, fix="drop")


def _pure(looked: Looked, name: str, gone: np.ndarray) -> str:
    y, classes = looked.y.astype(int), looked.experiment.classes
    for here, word in ((~gone, "filled"), (gone, "empty")):
        counts = np.bincount(y[here], minlength=len(classes))
        most = int(counts.argmax())
        share, base = counts[most] / here.sum(), (y == most).mean()
        if share >= PURE and base <= 0.9:
            return (
                f"In {here.sum():,} rows {name} is {word}, and {share:.1%} of them are "
                f"{classes[most]}; of all rows it is {base:.1%}."
            )
    return ""


def alone(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Columns whose own bins tell the target nearly perfectly."""
    for name in looked.frame.columns:
        value = looked.score(name)
        if name in named or not looked.above(value, AUC, R2):
            continue
        sure = looked.above(value, SURE_AUC, SURE_R2)
        said = f"{name} alone reaches {looked.spoken(value)} out of fold, on {looked.said}."
        yield Seen("serious" if sure else "warning", (name,), said, fix="drop")


def names(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Columns whose name says that they are written after the event; a warning if they predict."""
    for name in looked.frame.columns:
        if name in named or not NAMES.search(name):
            continue
        value = looked.score(name)
        strong = looked.above(value, 0.75, 0.3)
        said = f"The name {name} may mean something known only after; alone it reaches "
        said += f"{looked.spoken(value)}."
        yield Seen("warning" if strong else "note", (name,), said, fix="drop" if strong else "")


RULES = (
    Rule("known_after", "A column is filled only after the event",
         f"at least {ENOUGH} rows where it is filled (or empty), {PURE:.0%} of them of one class, "
         "or half of a number's variance",
         "What is written down once the answer is known will not be there when one predicts.",
         "Leave the column out, unless it is known at the time of predicting.", after),
    Rule("one_column", "One column alone tells the target",
         f"AUC at least {AUC} (serious from {SURE_AUC}), or R2 at least {R2} (from {SURE_R2})",
         "Real columns are seldom that good: it may be computed from the target or written after "
         "it.",
         "Ask when it becomes known. Leave it out if that is after what is predicted.", alone),
    Rule("known_name", "A name that speaks of the future",
         "its name is in a list of words; a warning from AUC 0.75 or R2 0.3 alone",
         "Outcomes, end dates and durations are often written after the event.",
         "Leave it out if it is not known when one predicts.", names),
)  # fmt: skip
