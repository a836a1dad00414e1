"""Findings about numbers: codes, zeros, values far out, infinite ones, tails, pairs that agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from core.dataset import missing
from core.dataset.findings.looked import first
from core.dataset.findings.rule import Rule, Seen
from core.preparation.convert import LARGEST

if TYPE_CHECKING:
    from core.dataset.findings.looked import Looked

ZEROS, KINDS_OF = 0.5, 10
FAR, FEW = 5, 0.01
SKEW, SKEW_ROWS = 3, 100
ALIKE, PAIR_ROWS, WIDEST = 0.95, 30, 200


def coded(looked: Looked) -> Iterator[Seen]:
    """Numbers that may stand for missing."""
    for column, found in looked.pairs("numeric"):
        stats = found.stats
        codes = (*missing.LOW_CODES, missing.MINUS_ONE)
        if not stats or not (stats["min"] in codes or stats["max"] in missing.HIGH_CODES):
            continue
        values = looked.numbers(column.name)
        code = missing.coded(values)
        hit = values == code
        if code is None or hit.sum() < 2:
            continue
        rest = values[~hit & np.isfinite(values)]
        said = (
            f"{hit.sum():,} cells of {column.name} are {code:.12g}; the others lie between "
            f"{rest.min():g} and {rest.max():g}."
        )
        options = {"missing_in": {column.name: [f"{code:.12g}"]}}
        yield Seen("warning", (column.name,), said, first(hit), "read", options)


def zeros(looked: Looked) -> Iterator[Seen]:
    """Numbers of which most are 0."""
    for column, found in looked.pairs("numeric"):
        if not found.stats or found.stats["median"] != 0 or found.distinct <= KINDS_OF:
            continue
        count = int(np.count_nonzero(looked.numbers(column.name) == 0))
        share = count / looked.present(found)
        if share >= ZEROS:
            said = f"{column.name} is 0 in {count:,} cells ({share:.1%})"
            said += f"; it has {found.distinct - 1:,} other values."
            yield Seen("note", (column.name,), said)


def outliers(looked: Looked) -> Iterator[Seen]:
    """A few numbers far from the rest (Tukey's fences, wider)."""
    for column, found in looked.pairs("numeric"):
        stats = found.stats
        if not stats or stats["q1"] == stats["q3"]:
            continue
        reach = FAR * (stats["q3"] - stats["q1"])
        low, high = stats["q1"] - reach, stats["q3"] + reach
        if low <= stats["min"] and stats["max"] <= high:
            continue
        values = looked.numbers(column.name)
        far = (values < low) | (values > high)
        count = int(far.sum())
        if count <= FEW * looked.present(found):
            out = values[far]
            most = out[np.argmax(np.abs(out - stats["median"]))]
            cells = f"{count:,} cell{'s' * (count > 1)} of {column.name}"
            said = f"{cells} lie outside {low:.4g} to {high:.4g}; the farthest is {most:.4g}."
            yield Seen("note", (column.name,), said, first(far))


def infinite(looked: Looked) -> Iterator[Seen]:
    """Infinite numbers: a dataset has none, the reader took them for missing and noted it."""
    for note in looked.notes:
        if note.code == "infinite":
            cells = f"{note.count:,} cell{'s were' if note.count != 1 else ' was'}"
            said = f"{cells} infinite and read as missing."
            yield Seen("warning", note.columns, said, note.rows)


def beyond(looked: Looked) -> Iterator[Seen]:
    """Finite numbers that a preparation does not hand to a model as they are."""
    for column, found in looked.pairs("numeric"):
        stats = found.stats
        if not stats or -LARGEST <= stats["min"] <= stats["max"] <= LARGEST:
            continue
        far = np.abs(looked.numbers(column.name)) > LARGEST
        count = int(far.sum())
        cells = f"{count:,} cell{'s' * (count > 1)} of {column.name} beyond {LARGEST:g}"
        said = f"{cells}, for which a model is given {LARGEST:g} or -{LARGEST:g}."
        yield Seen("warning", (column.name,), said, first(far))


def skewed(looked: Looked) -> Iterator[Seen]:
    """Numbers with a long tail on one side."""
    for column, found in looked.pairs("numeric"):
        if not found.stats or found.distinct <= KINDS_OF or looked.present(found) < SKEW_ROWS:
            continue
        value = skewness(_sample(looked, column.name))
        if abs(value) >= SKEW:
            side = "high" if value > 0 else "low"
            said = f"{column.name} has its tail on the {side} side: skewness {value:.1f}"
            yield Seen("note", (column.name,), f"{said}, on {looked.said}.")


def _sample(looked: Looked, name: str) -> np.ndarray:
    values = looked.array(name)
    if len(looked.sampled) < len(values):
        import pyarrow as pa

        values = values.take(pa.array(looked.sampled))
    return values.to_numpy(zero_copy_only=False).astype(float)


def skewness(values: np.ndarray) -> float:
    """The third standardised moment of the finite values (n,), 0 where they do not vary."""
    values = values[np.isfinite(values)]
    if not len(values):
        return 0.0
    scale = np.abs(values).max() or 1.0
    centred = values / scale - (values / scale).mean()
    spread = np.sqrt((centred**2).mean())
    return float((centred**3).mean() / spread**3) if spread > 1e-12 else 0.0


def pairs(looked: Looked) -> Iterator[Seen]:
    """Two numbers that say the same."""
    from core.dataset.association import pearson

    names = [
        column.name
        for column, found in looked.pairs("numeric")
        if found.distinct > 2 and looked.present(found) >= PAIR_ROWS
    ][:WIDEST]
    if len(names) < 2:
        return
    values = np.column_stack([_sample(looked, name) for name in names])
    values[~np.isfinite(values)] = np.nan
    matrix = np.triu(np.nan_to_num(pearson(values)), 1)
    for a, b in zip(*np.nonzero(np.abs(matrix) >= ALIKE)):
        if np.isfinite(values[:, [a, b]]).all(axis=1).sum() < PAIR_ROWS:
            continue
        said = f"{names[a]} and {names[b]}: r = {matrix[a, b]:.3f} on {looked.said}."
        yield Seen("note", (names[a], names[b]), said)


_CODES = (missing.MINUS_ONE, *missing.LOW_CODES, *missing.HIGH_CODES)
_CODES = ", ".join(f"{code:.12g}" for code in _CODES)
RULES = (
    Rule("coded_missing", "A number may stand for missing",
         f"at least 2 cells of one of {_CODES}, alone at one end of the others; for "
         f"{missing.MINUS_ONE:g} beside at least {missing.OTHERS} values that are 0 or more",
         "A model takes -999 for a very small number, and every mean is wrong.",
         "If it means missing, read it so.", coded),
    Rule("excess_zeros", "Most values are 0",
         f"at least {ZEROS:.0%} of the cells are 0, beside at least {KINDS_OF} other values",
         "Zero is often a state of its own (nothing bought, not measured), not a small amount.",
         "If 0 means not measured, name it as missing; else a tree model copes with it.", zeros),
    Rule("outliers", "A few values lie far out",
         f"farther than {FAR} interquartile ranges from the quartiles, for at most {FEW:.0%} of "
         "the cells",
         "A slip of the pen or another unit pulls means, scales and straight lines.",
         "Look at the rows. The preparation's robust scale, or trees, are hardly moved by them.",
         outliers),
    Rule("infinite", "Numbers are infinite", "at least 1 infinite cell",
         "They come from a division by zero; no model can take them.",
         "Mend the formula that made them. Read as missing, they are filled.", infinite),
    Rule("beyond", f"Numbers beyond {LARGEST:g}",
         f"at least 1 number that is larger than {LARGEST:g} or smaller than -{LARGEST:g}",
         f"Their squares overflow, so the preparation takes them as {LARGEST:g} or -{LARGEST:g}.",
         "Look at the rows: such numbers are mostly slips. If they mean missing, read them so.",
         beyond),
    Rule("skewed", "A long tail on one side",
         f"skewness of at least {SKEW} or at most -{SKEW}, more than {KINDS_OF} values in at "
         f"least {SKEW_ROWS} cells",
         "A few large values outweigh all others in straight lines, distances and networks.",
         "Choose the quantile scale in the preparation, or a tree model.", skewed),
    Rule("correlated_pair", "Two columns say nearly the same",
         f"Pearson's r of at least {ALIKE} or at most -{ALIKE}, on at least {PAIR_ROWS} rows; of "
         f"the first {WIDEST} numeric columns",
         "Coefficients and importances are split between them, so that each looks less important.",
         "Keep both for predicting; to explain, leave one out.", pairs),
)  # fmt: skip
