"""The preparation inside a run's Pipeline: learned from training rows only, fold by fold.

`choices` says what can be chosen, `build` makes the unfitted steps of it, `convert` holds the
functions inside them, `learned` says what a fitted one has learned.
"""

from core.preparation.build import DENSE_WORDS, MOST_CATEGORIES, build
from core.preparation.choices import (
    BY_COLUMN,
    ONLY_WITH,
    PARAMS,
    TOGETHER,
    check,
    complete,
    params_for,
)
from core.preparation.convert import (
    MISSING,
    _same_names,
    as_labels,
    as_numbers,
    as_text,
    date_parts,
    no_features,
)
from core.preparation.learned import learned

__all__ = [
    "BY_COLUMN",
    "DENSE_WORDS",
    "MISSING",
    "MOST_CATEGORIES",
    "ONLY_WITH",
    "PARAMS",
    "TOGETHER",
    "_same_names",
    "as_labels",
    "as_numbers",
    "as_text",
    "build",
    "check",
    "complete",
    "date_parts",
    "learned",
    "no_features",
    "params_for",
]
