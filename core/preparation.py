"""The preparation inside a run's Pipeline: learned from training rows only, fold by fold.

Columns go by their kind: numbers are imputed and scaled where the family needs it, categories
become one-hot columns or ordinal numbers with rare ones grouped, dates their parts, text TF-IDF.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from core.params import Choice, Flag, Int, check_all

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from core.dataset import Column
    from core.models.spec import Needs

PARAMS = (
    Choice(name="impute", title="Missing numbers", default="auto", main=True,
           options=("auto", "median", "mean", "most_frequent"),
           help="auto: the median, which outliers do not move; trees take missing as it is."),
    Flag(name="flag_missing", title="Flag missing numbers", default=True,
         help="Adds a column that says where a number was missing: that it is may mean something."),
    Choice(name="scale", title="Scale numbers", default="auto", main=True,
           options=("auto", "standard", "none"),
           help="auto: mean 0 and standard deviation 1 where the model needs it; trees do not."),
    Choice(name="encode", title="Encode categories", default="auto", main=True,
           options=("auto", "onehot", "ordinal"),
           help="auto: a column a category for linear models and networks, a number for trees."),
    Int(name="min_frequency", title="Rare below (rows)", default=10, low=1, high=100_000,
        help="Categories with fewer training rows than this are grouped into one."),
    Int(name="text_features", title="Words a text column", default=1000, low=10, high=50_000,
        help="The most frequent words and word pairs that become TF-IDF columns."),
)  # fmt: skip
MISSING = "(missing)"
MOST_CATEGORIES = 100
DENSE_WORDS = 300


def check(choices: dict[str, Any] | None) -> dict[str, Any]:
    """The choices with defaults filled in; ValueError names parameter, rule and value."""
    return check_all(PARAMS, choices or {}, "Preparation")


def build(columns: Sequence[Column], needs: Needs, choices: dict[str, Any]):
    """An unfitted ColumnTransformer from a frame of these columns to a matrix (n, features out).

    `choices` as `check` returns them; "auto" takes what the family `needs`.
    """
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import FunctionTransformer

    if not needs.features:
        return FunctionTransformer(no_features)
    groups = _by_treatment(columns)
    wordy = bool(groups["text"])
    parts = []
    if groups["numeric"]:
        parts.append(("numeric", _numbers(as_numbers, needs, choices, wordy), groups["numeric"]))
    if groups["datetime"]:
        parts.append(("datetime", _numbers(date_parts, needs, choices, wordy), groups["datetime"]))
    if groups["categorical"]:
        parts.append(("categorical", _categories(needs, choices), groups["categorical"]))
    for i, name in enumerate(groups["text"]):
        parts.append((f"text_{i}", _words(needs, choices), name))
    return ColumnTransformer(parts, sparse_threshold=0.0 if needs.dense else 0.3)


def _by_treatment(columns: Sequence[Column]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {"numeric": [], "datetime": [], "categorical": [], "text": []}
    for column in columns:
        same = column.kind if column.kind in groups else "categorical"
        groups[same].append(column.name)
    return groups


def _numbers(convert, needs: Needs, choices: dict[str, Any], wordy: bool):
    """Numbers: converted, imputed and scaled as asked. Sparse words beside them forbid gaps."""
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, StandardScaler

    steps: list[Any] = [FunctionTransformer(convert, feature_names_out=_same_names)]
    strategy = "median" if choices["impute"] == "auto" else choices["impute"]
    if needs.impute or choices["impute"] != "auto" or (wordy and not needs.dense):
        flag = choices["flag_missing"]
        steps.append(SimpleImputer(strategy=strategy, add_indicator=flag, keep_empty_features=True))
    if choices["scale"] == "standard" or (choices["scale"] == "auto" and needs.scale):
        steps.append(StandardScaler())
    return make_pipeline(*steps)


def _categories(needs: Needs, choices: dict[str, Any]):
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder

    how = needs.encode if choices["encode"] == "auto" else choices["encode"]
    labels = FunctionTransformer(as_labels, feature_names_out="one-to-one")
    rare = {"min_frequency": choices["min_frequency"], "max_categories": MOST_CATEGORIES}
    if how == "ordinal":
        unknown = {"handle_unknown": "use_encoded_value", "unknown_value": -1}
        return make_pipeline(labels, OrdinalEncoder(**unknown, **rare))
    return make_pipeline(
        labels,
        OneHotEncoder(
            drop="if_binary",
            handle_unknown="infrequent_if_exist",
            sparse_output=not needs.dense,
            **rare,
        ),
    )


def _words(needs: Needs, choices: dict[str, Any]):
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    words = choices["text_features"]
    words = min(words, DENSE_WORDS) if needs.dense else words
    return make_pipeline(
        FunctionTransformer(as_text, feature_names_out="one-to-one"),
        TfidfVectorizer(max_features=words, ngram_range=(1, 2), sublinear_tf=True,
                        token_pattern=r"(?u)\b\w+\b"),
    )  # fmt: skip


def no_features(frame: pd.DataFrame) -> np.ndarray:
    """One constant column (n, 1), for a model that looks at no feature."""
    return np.zeros((len(frame), 1))


def as_numbers(frame: pd.DataFrame) -> np.ndarray:
    """Float64 (n, columns); missing and infinite values are NaN."""
    numbers = frame.to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def as_labels(frame: pd.DataFrame) -> pd.DataFrame:
    """Every cell as text, missing ones as a label of their own, so that no type is mixed."""
    return frame.astype(object).where(frame.notna(), MISSING).astype(str)


def as_text(column: pd.Series) -> list[str]:
    """A list of n texts; one without a word says that it is missing, so no vocabulary is empty."""
    texts = column.astype(object).where(column.notna(), "").astype(str)
    return [text if re.search(r"\w", text) else "missing" for text in texts]


def date_parts(frame: pd.DataFrame) -> np.ndarray:
    """Six numbers a date: days since 1970, year, month, day, weekday (0 is Monday), hour."""
    import pandas as pd

    parts = []
    for name in frame.columns:
        moment = pd.to_datetime(frame[name], errors="coerce", utc=True).dt.tz_localize(None)
        days = (moment - pd.Timestamp(0)) / pd.Timedelta(days=1)
        calendar = moment.dt
        parts += [
            days,
            calendar.year,
            calendar.month,
            calendar.day,
            calendar.day_of_week,
            calendar.hour,
        ]
    return np.column_stack([part.to_numpy(dtype=float, na_value=np.nan) for part in parts])


_PARTS = ("days", "year", "month", "day", "weekday", "hour")


def _same_names(transformer, names):
    if transformer.func is date_parts:
        return np.array([f"{name} {part}" for name in names for part in _PARTS], dtype=object)
    return np.asarray(names, dtype=object)
