"""The target column read as a question: its task, its classes, its positive class, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pandas as pd

    from core.dataset import Column

CLASSES = ("binary", "multiclass")
"""The tasks whose target is a class."""
NUMBERS = ("regression",)
"""The task whose target is a number."""
TASKS = (*CLASSES, *NUMBERS)
MAX_CLASSES = 100
_POSITIVE = ("yes", "true", "1", "y", "t", "positive", "pos", "ja", "oui", "si", "sí", "да")
_NEGATIVE = ("no", "false", "0", "n", "f", "negative", "neg", "nein", "non", "нет", "-1")


def plain(value: Any) -> Any:
    """A class as a plain Python value: 1.0 and np.int64(1) are 1, everything else is kept."""
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return int(value) if float(value).is_integer() else float(value)
    return str(value)


def guess_task(column: Column, values: pd.Series) -> tuple[str, str]:
    """The task and its reason.

    Two values make it binary; words, and whole numbers of at most 15 values that stand for at least
    10 rows each, make it multiclass; other numbers make it regression. The rule fails on a rating
    of 1 to 10 meant as a number and on a code of many digits meant as a class: the user says so.
    ValueError for dates.
    """
    known = values.dropna()
    distinct = known.nunique()
    if column.kind == "datetime":
        raise ValueError(
            f"{column.name} holds dates. A target must be a class or a number: derive one from it."
        )
    if distinct == 2:
        return "binary", f"{column.name} has two values."
    if column.kind in ("numeric", "boolean"):
        numbers = known.to_numpy(dtype=float)
        whole = bool(np.all(numbers == np.floor(numbers)))
        if whole and distinct <= 15 and len(known) >= 10 * distinct:
            return "multiclass", (
                f"{column.name} has {distinct} whole-number values only, taken as classes; "
                "choose regression if they measure something."
            )
        return "regression", f"{column.name} is a number with {distinct:,} different values."
    return "multiclass", f"{column.name} has {distinct:,} classes."


def check(column: str, values: pd.Series, task: str | None) -> None:
    """ValueError, in a sentence, if the target cannot be predicted as `task` (None: at all)."""
    known = values.dropna()
    if not len(known):
        raise ValueError(f"{column} is missing in every row: there is nothing to learn from.")
    distinct = known.nunique()
    if distinct < 2:
        only = plain(known.iloc[0])
        raise ValueError(
            f"{column} has the value {only!r} in every row where it is known: a model needs at "
            "least two different values to tell apart."
        )
    if len(known) < 5:
        raise ValueError(f"{column} is known in {len(known)} rows: at least 5 are needed.")
    if task == "binary" and distinct != 2:
        raise ValueError(f"{column} has {distinct:,} values: a binary target has exactly two.")
    if task not in ("regression", None) and distinct > MAX_CLASSES:
        raise ValueError(
            f"{column} has {distinct:,} classes, more than the {MAX_CLASSES} that can be told "
            "apart. Choose another target, or regression if it is a number."
        )
    if task not in ("regression", None) and known.value_counts().iloc[:2].min() < 2:
        raise ValueError(
            f"At most one class of {column} has two rows or more: too few to learn from."
        )


def classes_of(values: pd.Series) -> tuple[Any, ...]:
    """The classes that occur, sorted: numbers by size, words by letter."""
    found = {plain(value) for value in values.dropna().unique()}
    numbers = sorted(v for v in found if isinstance(v, (int, float)))
    return (*numbers, *sorted(v for v in found if isinstance(v, str)))


def choose_positive(classes: tuple, counts: dict[Any, int]) -> tuple[Any, str]:
    """The positive class of two and the reason: a yes-like name, else the rarer one."""
    for spoken, sign in ((_POSITIVE, True), (_NEGATIVE, False)):
        named = [c for c in classes if str(c).strip().lower() in spoken]
        if len(named) == 1:
            chosen = named[0] if sign else next(c for c in classes if c != named[0])
            return chosen, f"{chosen} reads as the event to be found."
    rarer = min(classes, key=lambda c: counts[c])
    return rarer, f"{rarer} is the rarer class."


def spelled(positive: Any, classes: tuple) -> Any:
    """The class that `positive` names, also if given as text; ValueError if there is none."""
    for value in classes:
        if value == positive or str(value) == str(positive):
            return value
    raise ValueError(
        f"positive must be one of {', '.join(map(repr, classes))}. Got {positive!r} instead."
    )


def encode(values: pd.Series, classes: tuple) -> np.ndarray:
    """Class codes 0..k-1 in the order of `classes`, float64 (n,); NaN where it is missing."""
    code = {value: i for i, value in enumerate(classes)}
    unique = values.dropna().unique()
    mapping = {value: code[plain(value)] for value in unique if plain(value) in code}
    return values.astype(object).map(mapping).to_numpy(dtype=float)


def numbers(values: pd.Series) -> np.ndarray:
    """A numeric target as float64 (n,); missing and infinite values are NaN."""
    array = values.to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(array), array, np.nan)
