"""Columns that hold the target itself: under another name, on another scale, as its means."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.leaks.rule import Rule, Seen

if TYPE_CHECKING:
    from core.leaks.looked import Looked

SAME, AGREE, ENOUGH = 0.999, 0.99, 30


def copies(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Columns that are the target under another name, on another scale or with a little noise."""
    for name in looked.frame.columns:
        if said := _copy(looked, name):
            yield Seen("serious", (name,), said, fix="drop")


def _copy(looked: Looked, name: str) -> str:
    target = looked.experiment.target
    if looked.task == "regression":
        if name not in looked.numbers:
            return ""
        from scipy.stats import pearsonr, spearmanr

        x = looked.numbers[name].to_numpy()
        here = np.isfinite(x)
        if here.sum() < ENOUGH or x[here].min() == x[here].max():
            return ""
        found = max(abs(f(x[here], looked.y[here]).statistic) for f in (pearsonr, spearmanr))
        return f"{name} moves as {target} does: correlation {found:.4f}." if found >= SAME else ""
    codes, y = looked.bins(name), looked.y.astype(int)
    classes = len(np.unique(y))
    if len(np.unique(codes)) != classes:
        return ""
    table = np.zeros((codes.max() + 1, y.max() + 1))
    np.add.at(table, (codes, y), 1)
    table = table[table.any(axis=1)][:, table.any(axis=0)]
    apart = len(set(table.argmax(axis=1))) == classes
    agree = table.max(axis=1).sum() / table.sum()
    if not apart or agree < AGREE:
        return ""
    return f"Each value of {name} stands for one class of {target}: {agree:.1%} of rows agree."


def means(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Numbers that are the target's mean over a group of rows, their own row among them.

    An honest number about a group differs from the mean of the group's rows by chance: in units of
    that chance, squared, by 1 on average. A mean that was taken over these very rows does not.
    """
    experiment = looked.experiment
    rows = experiment.training_rows
    y = experiment.y(rows).astype(float)
    if looked.task == "multiclass":
        return
    for name in looked.numbers:
        if name in named:
            continue
        x = looked.whole[name].to_numpy(dtype=float, na_value=np.nan)[rows]
        here = np.isfinite(x)
        ratio, groups = dispersion(x[here], y[here])
        if groups >= 20 and ratio <= 0.5:
            said = (
                f"{name} has {groups:,} values, and each is the mean of {experiment.target} over "
                f"its rows: they differ by {ratio:.2f} of what chance would make of it."
            )
            yield Seen("serious", (name,), said, fix="drop")


def dispersion(x: np.ndarray, y: np.ndarray) -> tuple[float, int]:
    """How far the means of y over the rows of equal x (n,) lie from x, over what chance makes.

    Pearson's chi-square per group; the number of groups of 2 rows or more that it is over.
    """
    values, codes, counts = np.unique(x, return_inverse=True, return_counts=True)
    used = counts >= 2
    if used.sum() < 20 or used.sum() > len(x) / 2:
        return np.inf, 0
    mean = np.bincount(codes, y) / counts
    spread = np.bincount(codes, (y - mean[codes]) ** 2).sum() / max((counts - 1).sum(), 1)
    if spread <= 0:
        return np.inf, 0
    found = counts * (mean - values) ** 2 / spread
    return float(found[used].mean()), int(used.sum())


RULES = (
    Rule("target_copy", "A column repeats the target",
         f"one value a class in {AGREE:.0%} of rows, or a correlation of at least {SAME}",
         "A model that may look at the answer learns nothing else.",
         "Leave the column out.", copies),
    Rule("target_mean", "A column holds means of the target",
         "its values lie within 0.5 of chance's own spread of the target's mean in their rows",
         "The mean was taken over these rows, the tested ones too: each row carries its answer.",
         "Leave it out, and choose the preparation \"target\" for the category: it is learned fold "
         "by fold.", means),
)  # fmt: skip
