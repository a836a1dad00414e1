"""Findings about labels: words for missing, mixed types, spellings, rare ones, many, imbalance."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from core.dataset.findings.looked import FIRST
from core.dataset.findings.rule import Rule, Seen

if TYPE_CHECKING:
    import pyarrow as pa

    from core.dataset.findings.looked import Looked
    from core.dataset.summary import ColumnSummary
    from core.dataset.table import Column

WORDS = (
    "unknown", "missing", "not known", "not available", "not specified", "unspecified",
    "undefined", "no data", "no answer", "to be confirmed", "tbd", "tba", "unbekannt",
    "keine angabe", "k.a.", "inconnu", "non renseigné", "desconocido", "sconosciuto", "неизвестно",
)  # fmt: skip
NUMBERS = 0.2
COMPARED = 1000
RARE, RARE_ROWS, MANY = 10, 200, 50
SMALL, CLASSES, WEIGHED = 0.05, 10, 100
LIKELY_TARGET = re.compile(
    "target|label|class|outcome|response|y|diagnosis|species|survived|churn|churned|price", re.I
)
"""Names of columns that are often the target."""


def _labels(looked: Looked, most: int | None = None) -> Iterator[tuple[Column, ColumnSummary, Any]]:
    """The columns of labels that are stored as such, with their array of codes and labels."""
    import pyarrow as pa

    for column, found in looked.pairs("categorical", "boolean"):
        if found.distinct > 1 and (most is None or found.distinct <= most):
            array = looked.array(column.name)
            if pa.types.is_dictionary(array.type):
                yield column, found, array


def _counts(array: pa.DictionaryArray) -> np.ndarray:
    """How many rows hold each label."""
    codes = array.indices.drop_null().to_numpy(zero_copy_only=False)
    return np.bincount(codes, minlength=len(array.dictionary))


def _rows(array: pa.DictionaryArray, hit: np.ndarray) -> tuple[int, ...]:
    """The first rows that hold one of the masked labels."""
    codes = array.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return tuple(np.flatnonzero(np.append(hit, False)[codes])[:FIRST].tolist())


def coded(looked: Looked) -> Iterator[Seen]:
    """Labels that say that nothing is known."""
    for column, _, array in _labels(looked):
        labels = array.dictionary.to_pylist()
        hit = np.array([label.strip().casefold() in WORDS for label in labels])
        if hit.any():
            words = [label for label, one in zip(labels, hit) if one]
            count = int(_counts(array)[hit].sum())
            said = f"{count:,} cell{'s' * (count > 1)} of {column.name} say {' or '.join(words)}."
            options = {"missing_in": {column.name: words}}
            yield Seen("note", (column.name,), said, _rows(array, hit), "read", options)


def mixed(looked: Looked) -> Iterator[Seen]:
    """Columns of labels that hold numbers and words."""
    import pyarrow.compute as pc

    for column, _, array in _labels(looked):
        number = pc.match_substring_regex(array.dictionary, r"^\s*[-+]?[\d.,']*\d[\d.,']*\s*$")
        number = number.to_numpy(zero_copy_only=False)
        counts = _counts(array)
        share = counts[number].sum() / max(counts.sum(), 1)
        if NUMBERS <= share < 1 and number.sum() > 1 and column.kind == "categorical":
            words = [repr(label) for label in array.dictionary.filter(~number)[:3].to_pylist()]
            others = int(counts[~number].sum())
            said = f"{share:.0%} of the cells of {column.name} are numbers"
            said += f"; {others:,} are not, like {', '.join(words)}."
            options = {"kinds": {column.name: "numeric"}}
            yield Seen("warning", (column.name,), said, _rows(array, ~number), "read", options)


def spellings(looked: Looked) -> Iterator[Seen]:
    """Labels that differ in case, accents or spaces only."""
    for column, _, array in _labels(looked, COMPARED):
        labels, counts = array.dictionary.to_pylist(), _counts(array)
        usual = _usual(labels, counts)
        if not usual:
            continue
        hit = np.array([label in usual for label in labels])
        pairs = [f"{one!r} beside {other!r}" for one, other in usual.items()]
        rest = f" and {len(pairs) - 3:,} more" if len(pairs) > 3 else ""
        count = int(counts[hit].sum())
        cells = f"{count:,} cell{'s' * (count > 1)}"
        said = f"{column.name} has {', '.join(pairs[:3])}{rest}: {cells}."
        options = {"replace": {column.name: usual}}
        yield Seen("warning", (column.name,), said, _rows(array, hit), "read", options)


def _usual(labels: list[str], counts: np.ndarray) -> dict[str, str]:
    """For each label that is a variant, the most frequent spelling of it."""
    groups = defaultdict(list)
    for label, count in zip(labels, counts):
        if count and len(label.strip()) > 1:
            groups[_plain(label)].append((int(count), label))
    found = {}
    for group in groups.values():
        best = max(group, key=lambda one: (one[0], one[1].istitle(), one[1]))[1]
        found |= {label: best for _, label in group if label != best}
    return found


def _plain(label: str) -> str:
    """A label without case, accents, blanks, and the hyphens, dots and the like between letters."""
    letters = unicodedata.normalize("NFKD", label).casefold()
    letters = "".join(c for c in letters if not unicodedata.combining(c))
    letters = re.sub(r"(?<=[^\W\d_])[-_.'’]+(?=[^\W\d_])", "", letters)
    return "".join(letters.split())


def rare(looked: Looked) -> Iterator[Seen]:
    """Labels that stand in a few rows only."""
    for column, found, array in _labels(looked, MANY):
        counts = _counts(array)
        hit = (counts > 0) & (counts < RARE)
        if looked.present(found) < RARE_ROWS or not hit.any():
            continue
        names = [repr(label) for label in array.dictionary.filter(hit)[:3].to_pylist()]
        said = f"{int(hit.sum()):,} of {found.distinct:,} labels of {column.name} stand in fewer"
        said += f" than {RARE} rows each, {int(counts[hit].sum()):,} in all: {', '.join(names)}."
        yield Seen("note", (column.name,), said, _rows(array, hit))


def many(looked: Looked) -> Iterator[Seen]:
    """Columns of many labels."""
    for column, found in looked.pairs("categorical"):
        if found.distinct > MANY:
            each = looked.present(found) / found.distinct
            said = f"{column.name} has {found.distinct:,} labels, {each:,.1f} rows each."
            yield Seen("note", (column.name,), said)


def imbalance(looked: Looked) -> Iterator[Seen]:
    """A small class in a column that may be the target: by its role or name, or the last one."""
    last = looked.columns[-1].name if looked.columns else ""
    for column, found in looked.pairs("categorical", "boolean"):
        named = column.name == last or LIKELY_TARGET.fullmatch(column.name.strip())
        if column.role == "target" or (column.role != "ignore" and named):
            yield from small_class(looked, column, found)


def small_class(looked: Looked, column: Column, found: ColumnSummary) -> Iterator[Seen]:
    """The smallest class of a column, if it is small."""
    present = looked.present(found)
    counts = dict(found.top)
    if not counts and column.kind == "boolean" and found.stats:
        ones = round(found.stats["mean"] * present)
        counts = {"1": ones, "0": present - ones}
    if not 2 <= len(counts) == found.distinct <= CLASSES or present < WEIGHED:
        return
    name, count = min(counts.items(), key=lambda item: item[1])
    if count < SMALL * present:
        said = f"{column.name} is {name} in {count:,} of {present:,} rows ({count / present:.2%})."
        yield Seen("note", (column.name,), said)


RULES = (
    Rule("coded_word", "A word stands for missing",
         f"at least 1 cell that says {', '.join(WORDS)}, whatever the case",
         "As a label of its own it groups rows that have nothing in common but the gap.",
         "If it means missing, read it so; a label of its own may be right where not knowing tells "
         "something.", coded),
    Rule("mixed_types", "Numbers and words in one column",
         f"at least {NUMBERS:.0%} of the cells are numbers, and at least 1 is not",
         "As labels, 9 and 10 are no nearer to each other than to 500.",
         "Read it as numbers: the words become missing, and you see them first.", mixed),
    Rule("spellings", "One label in several spellings",
         "at least 2 labels of 2 letters or more that differ in case, accents, blanks or signs "
         f"between letters only; columns of up to {COMPARED:,} labels",
         "A model takes each spelling for another thing.",
         "Unite them: each is read as its most frequent spelling.", spellings),
    Rule("rare_categories", "Labels that are rare",
         f"labels with fewer than {RARE} rows, where at least {RARE_ROWS} cells hold at most "
         f"{MANY} labels",
         "There is little to learn from a few rows, and a fold may have none of them.",
         "The preparation can take rare labels together (min_frequency).", rare),
    Rule("high_cardinality", "A column of many labels", f"more than {MANY} labels",
         "Each label as a column of its own makes the table wide and its rows few.",
         "Choose frequency or target encoding in the preparation, which is learned fold by fold.",
         many),
    Rule("imbalance", "A class is small",
         f"the smallest of 2 to {CLASSES} classes has less than {SMALL:.0%} of at least {WEIGHED} "
         "rows; of the target, or of a column that may be it (by its name, or the last one)",
         "A model that never says this class is right nearly always, so accuracy flatters.",
         "Judge by average precision, and weigh the classes.", imbalance),
)  # fmt: skip
