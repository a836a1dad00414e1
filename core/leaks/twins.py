"""Rows that stand on both sides of a split: the same in every feature, or nearly so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.leaks.looked import sample
from core.leaks.rule import Rule, Seen

if TYPE_CHECKING:
    import pandas as pd

    from core.leaks.looked import Looked

SHARE, BAD, FEWEST = 0.02, 0.1, 10
MOST, NEAR_MOST, NEAR_TESTED, SIDES = 200_000, 40_000, 800, 40
NEAR, NEAR_SHARE, NEAR_BAD = 0.1, 0.05, 0.2
MANY, FINE = 50, 3
"""Rows are near by numbers of many values, 50 or one for 20 rows; three such columns at least."""


def duplicates(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Tested rows that equal a training row in every feature, more than chance makes."""
    training, test = sides(looked, MOST, MOST)
    columns = [_hashed(values) for _, values in looked.whole.items()]
    found = _twins(sum(columns), training, test)
    if len(found) < max(FEWEST, SHARE * len(test)):
        return
    rng = np.random.default_rng(0)
    shuffled = sum(rng.permutation(column) for column in columns)
    chance = len(_twins(shuffled, training, test))
    share = len(found) / len(test)
    said = f"{len(found):,} of the {len(test):,} rows tested in fold 1 ({share:.1%}) equal one of "
    said += "its training rows in every feature"
    if chance > 0.1 * len(found):
        said += f"; {chance:,} would by chance, as the columns hold few different values."
        yield Seen("note", (), said, tuple(found[:20].tolist()))
        return
    severity = "serious" if share >= BAD else "warning"
    yield Seen(severity, (), f"{said}.", tuple(found[:20].tolist()))


def sides(looked: Looked, most: int, tested: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows of the first fold, training and test, at most so many of each."""
    training, test = looked.experiment.fold(0)
    return sample(training, most), sample(test, tested)


def _hashed(values: pd.Series) -> np.ndarray:
    """Each value as 64 bits that may be summed: the odd factor differs from column to column."""
    import pandas as pd

    bits = pd.util.hash_pandas_object(values, index=False, categorize=True).to_numpy()
    name = pd.util.hash_array(np.array([str(values.name)], dtype=object))[0]
    with np.errstate(over="ignore"):
        return bits * (name | np.uint64(1))


def _twins(bits: np.ndarray, training: np.ndarray, test: np.ndarray) -> np.ndarray:
    return test[np.isin(bits[test], bits[training])]


def near(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Tested rows whose nearest training row is ten times nearer than their tenth nearest.

    Among rows drawn one by one from d dimensions the share is 1 - (1 - 0.1^d)^9; d is read off the
    rows that are least near.
    """
    training, test = sides(looked, NEAR_MOST, NEAR_TESTED)
    space = _space(looked.whole.iloc[np.r_[training, test]])
    if space.shape[1] < FINE or len(training) < 50 or len(test) < 20:
        return
    cut = len(training)
    ratio = nearness(space[:cut], space[cut:])
    found = (ratio > 0) & (ratio < NEAR)
    share = float(found.mean())
    chance = float(1 - (1 - NEAR ** dimensions(ratio)) ** 9)
    if share < NEAR_SHARE or found.sum() < FEWEST or (chance > 0.2 * share and share < 0.5):
        return
    said = (
        f"{share:.1%} of {len(test):,} tested rows of fold 1 have a training row "
        f"{1 / NEAR:.0f} times nearer than any but nine others; by chance {chance:.1%} would."
    )
    severity = "serious" if share >= NEAR_BAD else "warning"
    yield Seen(severity, (), said, tuple(test[found][:20].tolist()))


def _space(frame: pd.DataFrame) -> np.ndarray:
    """The rows as points (n, at most 40) by their numbers of many values, each scaled."""
    points = []
    for _, values in frame.items():
        if values.dtype.kind not in "iuf" or values.nunique() < max(MANY, len(values) / 20):
            continue
        x = values.to_numpy(dtype=float, na_value=np.nan)
        x = (x - np.nanmedian(x)) / (np.nanstd(x) or 1)
        # What is missing lies far out, so that it is near to nothing but itself.
        points.append(np.where(np.isfinite(x), x, 5.0))
    if not points:
        return np.zeros((len(frame), 0), np.float32)
    space = np.column_stack(points).astype(np.float32)
    if space.shape[1] > SIDES:
        rng = np.random.default_rng(0)
        space = space @ rng.normal(size=(space.shape[1], SIDES)).astype(np.float32)
    return space


def nearness(training: np.ndarray, test: np.ndarray) -> np.ndarray:
    """For each test point (n,): distance of the nearest training point over that of the tenth.

    0 where the nearest is the same point.
    """
    found = []
    size = (training**2).sum(axis=1)
    for start in range(0, len(test), 200):
        block = test[start : start + 200]
        own = (block**2).sum(axis=1)
        squares = size + own[:, None] - 2 * block @ training.T
        first, tenth = np.sqrt(np.maximum(np.partition(squares, (0, 9), axis=1)[:, [0, 9]], 0)).T
        same = first <= 1e-3 * np.sqrt(own + 1)
        found.append(np.where(same, 0, first / np.maximum(tenth, 1e-12)))
    return np.concatenate(found)


def dimensions(ratio: np.ndarray) -> float:
    """How many dimensions points lie in, by the ratio (n,) that one in twenty exceeds.

    In d dimensions ratio^d is the least of nine uniform numbers: that one is 1 - 0.05^(1/9).
    """
    high = np.clip(np.quantile(ratio, 0.95), 1e-6, 1 - 1e-6)
    return float(np.log(1 - 0.05 ** (1 / 9)) / np.log(high))


RULES = (
    Rule("duplicate_rows", "The same rows are trained on and tested",
         f"at least {SHARE:.0%} of the tested rows (serious from {BAD:.0%}) and {FEWEST} rows, ten "
         "times what shuffled columns give",
         "A model that remembers its training rows is paid for it here, and not on new rows.",
         "Drop the repeated rows from the table, or split by what they belong to.", duplicates),
    Rule("near_duplicates", "Nearly the same rows are trained on and tested",
         f"for {NEAR_SHARE:.0%} of tested rows (serious from {NEAR_BAD:.0%}) the nearest training "
         f"row is at most {NEAR} times as far as the tenth, five times what chance makes",
         "Copies with a little noise, or recordings of one thing, are remembered, not predicted.",
         "Split by what such rows have in common, or keep one of each.", near),
)  # fmt: skip
