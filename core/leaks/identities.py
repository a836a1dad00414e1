"""Sums, products and ratios: several numeric columns that make the target when put together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.leaks.rule import Rule, Seen

if TYPE_CHECKING:
    from core.leaks.looked import Looked

EXACT, MOST, WIDEST, TALL = 0.9999, 6, 200, 5_000
"""The share explained; columns of an identity; columns and rows that are looked at."""


def identities(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """A weighted sum of a few columns that is the target; else a product of powers that is."""
    if looked.task != "regression":
        return
    numbers, y = _complete(looked, named)
    if numbers is None:
        return
    target = looked.experiment.target
    if found := _identity(numbers.to_numpy(), y):
        names, weights = numbers.columns[found[0]], found[1]
        yield _seen(f"{target} = {_sum(names, weights)}", names, len(y))
        return
    positive = numbers.loc[:, (numbers > 0).all(axis=0)]
    if not (y > 0).all() or not positive.shape[1]:
        return
    if found := _identity(np.log(positive.to_numpy()), np.log(y)):
        names, weights = positive.columns[found[0]], found[1]
        yield _seen(f"{target} = {_product(names, weights)}", names, len(y))


def _complete(looked: Looked, named: set[str]):
    """The numeric columns that are nearly complete, and the target, on rows where all are."""
    numbers = looked.numbers.iloc[:TALL]
    numbers = numbers[[n for n in numbers if n not in named]].replace([np.inf, -np.inf], np.nan)
    numbers = numbers.loc[:, numbers.notna().mean() > 0.8]
    if numbers.shape[1] > WIDEST:
        near = numbers.corrwith(numbers.index.to_series().map(lambda i: looked.y[i])).abs()
        numbers = numbers[near.nlargest(WIDEST).index]
    keep = numbers.notna().all(axis=1).to_numpy()
    if numbers.shape[1] < 2 or keep.sum() < max(40, 3 * numbers.shape[1]):
        return None, None
    return numbers[keep], looked.y[:TALL][keep]


def _identity(x: np.ndarray, y: np.ndarray) -> tuple[list[int], np.ndarray] | None:
    """The few columns of x (n, p) that make y (n,), and their weights; None if there are none.

    Fitted on every other row, judged on the rest.
    """
    scale = x.std(axis=0)
    usable = list(np.flatnonzero(scale > 1e-12))
    if not usable or y.std() == 0 or _explained(x, y, usable)[0] < EXACT:
        return None
    while True:
        _, weights = _explained(x, y, usable)
        felt = np.abs(weights[:-1]) * scale[usable] / y.std()
        kept = [c for c, part in zip(usable, felt, strict=True) if part > 1e-3]
        if len(kept) == len(usable) or not kept or _explained(x, y, kept)[0] < EXACT:
            break
        usable = kept
    if len(usable) > 4 * MOST:
        return None
    for column in list(usable):
        fewer = [c for c in usable if c != column]
        if fewer and _explained(x, y, fewer)[0] >= EXACT:
            usable = fewer
    return (usable, _explained(x, y, usable)[1]) if 2 <= len(usable) <= MOST else None


def _explained(x, y, columns: list[int]) -> tuple[float, np.ndarray]:
    """R2 of the least squares fit on the rows it did not see, and weights with the constant."""
    design = np.column_stack([x[:, columns], np.ones(len(y))])
    size = np.abs(design).max(axis=0)
    size[size == 0] = 1
    weights = np.linalg.lstsq(design[::2] / size, y[::2], rcond=None)[0] / size
    rest = y[1::2]
    error = ((rest - design[1::2] @ weights) ** 2).sum()
    return float(1 - error / max(((rest - rest.mean()) ** 2).sum(), 1e-300)), weights


def _seen(formula: str, names, rows: int) -> Seen:
    return Seen("serious", tuple(names), f"{formula}, checked on {rows:,} rows.", fix="drop")


def _sum(names, weights: np.ndarray) -> str:
    terms = [("-" if w < 0 else "+", abs(w), n) for w, n in zip(weights[:-1], names, strict=True)]
    parts = [f"{s} {n}" if abs(w - 1) < 1e-3 else f"{s} {w:.4g} × {n}" for s, w, n in terms]
    typical = np.abs(weights[:-1]).max()
    constant = weights[-1]
    if abs(constant) > 1e-6 * max(1, typical):
        parts.append(f"{'-' if constant < 0 else '+'} {abs(constant):.4g}")
    return " ".join(parts).removeprefix("+ ")


def _product(names, weights: np.ndarray) -> str:
    parts = []
    for name, power in zip(names, weights[:-1], strict=True):
        whole = abs(abs(power) - 1) < 1e-3
        parts.append(
            ("÷ " if power < 0 else "× ") + (name if whole else f"{name}^{abs(power):.3g}")
        )
    text = " ".join(sorted(parts, key=lambda part: part.startswith("÷")))
    constant = np.exp(weights[-1])
    text = text.removeprefix("× ") if text.startswith("×") else f"1 {text}"
    return text if abs(constant - 1) < 1e-3 else f"{constant:.4g} × {text}"


RULES = (
    Rule("target_parts", "Columns that make the target when put together",
         f"a sum or product of at most {MOST} columns explains {EXACT:.2%} of rows it did not see",
         "They are parts of the target, known only when it is.",
         "Leave out all of them.", identities),
)  # fmt: skip
