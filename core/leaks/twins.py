"""Rows that stand on both sides of a split: the same in every feature, or nearly so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.leaks.looked import sample
from core.leaks.rule import Rule, Seen
from core.leaks.sides import FEW, crossed, sharing

if TYPE_CHECKING:
    import pandas as pd

    from core.leaks.looked import Looked
    from core.leaks.sides import Crossed

SHARE, BAD, FEWEST = 0.02, 0.1, 10
NEAR_MOST, NEAR_TESTED, AXES, NEIGHBOURS = 40_000, 800, 40, 40
NEAR, NEAR_SHARE, NEAR_BAD = 0.1, 0.05, 0.2
MANY, FINE = 50, 3
"""Rows are near by numbers of many values, 50 or one for 20 rows; three such columns at least."""


def duplicates(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Scored rows that equal a training row in every feature, more than chance makes."""
    import pandas as pd

    columns = [_hashed(values) for _, values in looked.whole.items()]

    def copies(bits: np.ndarray) -> list[Crossed]:
        return crossed(looked.experiment, sharing(pd.factorize(bits)[0]))

    found = copies(sum(columns))
    if not any(map(_many, found)):
        return
    rng = np.random.default_rng(0)
    shuffled = copies(sum(rng.permutation(column) for column in columns))
    pairs = [(one, len(other.found)) for one, other in zip(found, shuffled, strict=True)]
    # What chance explains is spoken of only where nothing else was found.
    order = [
        (10 * chance <= len(one.found), one.share) if _many(one) else () for one, chance in pairs
    ]
    one, chance = pairs[order.index(max(order))]
    said = f"{one.said}: {len(one.found):,} of {len(one.rows):,} rows ({one.share:.1%}) equal a "
    said += "training row in every feature"
    severity = "serious" if one.share >= BAD else "warning"
    if chance > 0.1 * len(one.found):
        severity = "note"
        said += f"; {chance:,} would by chance, as the columns hold few different values"
    yield Seen(severity, (), f"{said}.", tuple(one.found[:20].tolist()))


def _many(one: Crossed) -> bool:
    return len(one.found) >= max(FEWEST, SHARE * len(one.rows))


def _hashed(values: pd.Series) -> np.ndarray:
    """Each value as 64 bits that may be summed: the odd factor differs from column to column."""
    import pandas as pd

    bits = pd.util.hash_pandas_object(values, index=False, categorize=True).to_numpy()
    name = pd.util.hash_array(np.array([str(values.name)], dtype=object))[0]
    with np.errstate(over="ignore"):
        return bits * (name | np.uint64(1))


def near(looked: Looked, named: set[str]) -> Iterator[Seen]:
    """Scored rows whose nearest training row is ten times nearer than their tenth nearest.

    Among rows drawn one by one from d dimensions the share is 1 - (1 - 0.1^d)^9; d is read off the
    rows that are least near. The neighbours are looked up once, for all sides of the split.
    """
    experiment = looked.experiment
    base = sample(experiment.training_rows, NEAR_MOST)
    scored = (experiment.tested_rows, experiment.holdout_rows)
    asked = np.union1d(*(sample(rows, NEAR_TESTED) for rows in scored))
    rows = np.union1d(base, asked)
    space = _space(looked.whole.iloc[rows])
    if space.shape[1] < FINE or len(base) < 50:
        return
    places, distances = neighbours(space, np.searchsorted(rows, base), np.searchsorted(rows, asked))
    others = base[places]

    def find(training: np.ndarray, test: np.ndarray) -> np.ndarray:
        trained, at = np.zeros(len(looked.whole), dtype=bool), np.searchsorted(asked, test)
        trained[training] = True
        ratio = nearness(distances[at], trained[others[at]])
        return test[(ratio > 0) & (ratio < NEAR)]

    apart = nearness(distances, np.ones(distances.shape, dtype=bool))
    chance = float(1 - (1 - NEAR ** dimensions(apart)) ** 9)
    one = max(crossed(experiment, find, asked), key=_clear)
    if not _clear(one) or (chance > 0.2 * one.share and one.share < 0.5):
        return
    said = (
        f"{one.said}: {one.share:.1%} of {len(one.rows):,} rows have a training row "
        f"{1 / NEAR:.0f} times nearer than any but nine others; by chance {chance:.1%} would."
    )
    severity = "serious" if one.share >= NEAR_BAD else "warning"
    yield Seen(severity, (), said, tuple(one.found[:20].tolist()))


def _clear(one: Crossed) -> float:
    """The share of near rows, or 0 where they are too few to speak of."""
    enough = len(one.rows) >= FEW and len(one.found) >= FEWEST and one.share >= NEAR_SHARE
    return one.share if enough else 0.0


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
    if space.shape[1] > AXES:
        rng = np.random.default_rng(0)
        space = space @ rng.normal(size=(space.shape[1], AXES)).astype(np.float32)
    return space


def neighbours(space: np.ndarray, base: np.ndarray, asked: np.ndarray):
    """The points of `base` next to each one of `asked`, nearest first, never the point itself.

    Positions in `base` int (n, k) and distances (n, k), k at most 40; 0 is the same place.
    """
    points, most = space[base], min(NEIGHBOURS, len(base) - 1)
    size = (points**2).sum(axis=1)
    places, distances = [], []
    for start in range(0, len(asked), 200):
        block = asked[start : start + 200]
        own = (space[block] ** 2).sum(axis=1)[:, None]
        squares = size + own - 2 * space[block] @ points.T
        squares[block[:, None] == base] = np.inf
        nearest = np.argpartition(squares, most - 1, axis=1)[:, :most]
        distance = np.sqrt(np.maximum(np.take_along_axis(squares, nearest, axis=1), 0))
        order = np.argsort(distance, axis=1, kind="stable")
        distance = np.take_along_axis(distance, order, axis=1)
        places.append(np.take_along_axis(nearest, order, axis=1))
        distances.append(np.where(distance <= 1e-3 * np.sqrt(own + 1), 0, distance))
    return np.concatenate(places), np.concatenate(distances)


def nearness(distances: np.ndarray, trained: np.ndarray) -> np.ndarray:
    """For each point (n,): distance of its nearest training point over that of the tenth.

    `distances` (n, k) of its neighbours, nearest first, and `trained` (n, k), which of them train.
    0 where the nearest is the same point, infinite where none trains. A tenth beyond the k lies at
    least as far as the last: the true ratio is no larger.
    """
    count = trained.cumsum(axis=1)
    first, tenth = (
        np.where(
            count[:, -1] >= n,
            np.take_along_axis(distances, (count >= n).argmax(axis=1)[:, None], axis=1)[:, 0],
            beyond,
        )
        for n, beyond in ((1, np.inf), (10, distances[:, -1]))
    )
    return first / np.maximum(tenth, 1e-12)


def dimensions(ratio: np.ndarray) -> float:
    """How many dimensions points lie in, by the ratio (n,) that one in twenty exceeds.

    In d dimensions ratio^d is the least of nine uniform numbers: that one is 1 - 0.05^(1/9).
    """
    high = np.clip(np.quantile(ratio, 0.95), 1e-6, 1 - 1e-6)
    return float(np.log(1 - 0.05 ** (1 / 9)) / np.log(high))


RULES = (
    Rule("duplicate_rows", "The same rows are trained on and tested",
         f"at least {SHARE:.0%} of the rows of a fold, of all folds or under the seal (serious "
         f"from {BAD:.0%}) and {FEWEST} rows, ten times what shuffled columns give",
         "A model that remembers its training rows is paid for it here, and not on new rows.",
         "Drop the repeated rows from the table, or split by what they belong to.", duplicates),
    Rule("near_duplicates", "Nearly the same rows are trained on and tested",
         f"for {NEAR_SHARE:.0%} of the rows of a fold, of all folds or under the seal (serious "
         f"from {NEAR_BAD:.0%}) the nearest training row is at most {NEAR} times as far as the "
         "tenth, five times what chance makes",
         "Copies with a little noise, or recordings of one thing, are remembered, not predicted.",
         "Split by what such rows have in common, or keep one of each.", near),
)  # fmt: skip
