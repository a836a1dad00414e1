"""An unfitted preparation from the columns, what the model's family needs, and the choices.

Columns go by their kind and by what is chosen for them: numbers are imputed and scaled where the
family needs it, categories are encoded with rare ones grouped, dates become their parts, text
TF-IDF. What holds for all columns together follows: polynomial terms, selection, reduction.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from core.preparation.choices import complete, params_for
from core.preparation.convert import (
    _same_names,
    as_gaps,
    as_hashes,
    as_labels,
    as_numbers,
    as_text,
    date_parts,
    gappy,
    hash_names,
    no_features,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset import Column
    from core.models.spec import Needs

MOST_CATEGORIES = 100
DENSE_WORDS = 300


def build(
    columns: Sequence[Column],
    needs: Needs,
    choices: dict[str, Any],
    task: str = "binary",
    inner: np.ndarray | None = None,
    seed: int = 0,
):
    """An unfitted transformer from a frame of these columns to a matrix (n, features out).

    `choices` as `check` returns them; "auto" takes what the family `needs`. `inner` (n,) numbers
    the parts of the rows it will be fitted on: target encoding is cross-fitted over them.
    """
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import FunctionTransformer

    if not needs.features:
        return FunctionTransformer(no_features)
    choices = complete(choices)
    needs = _tightened(needs, choices)
    steps = [("columns", _of_columns(columns, needs, choices, task, inner, seed))]
    steps += _together(columns, needs, choices, task, seed)
    return steps[0][1] if len(steps) == 1 else Pipeline(steps)


def _tightened(needs: Needs, choices: dict[str, Any]) -> Needs:
    """The needs with those of the later steps: they take no gaps, and PCA scaled numbers."""
    pca = choices["reduce"] == "pca"
    filled = pca or choices["polynomial"] > 1 or choices["select"] in ("univariate", "model")
    return replace(
        needs,
        impute=needs.impute or filled,
        scale=needs.scale or pca,
        dense=needs.dense or pca,
        encode="onehot" if pca else needs.encode,
    )


def _of_columns(columns, needs: Needs, choices: dict[str, Any], task: str, inner, seed: int):
    """The ColumnTransformer: numbers first, so that the polynomial terms know where they are."""
    from sklearn.compose import ColumnTransformer
    from sklearn.preprocessing import FunctionTransformer

    wordy = any(column.kind == "text" for column in columns)
    needs = replace(needs, impute=needs.impute or (wordy and not needs.dense))
    parts, flagged = [], []
    for kind, names, own in _groups(columns, choices):
        if kind == "text":
            parts += [(kind, _words(needs, own), name) for name in names]
            continue
        if kind == "categorical":
            native = needs.encode == "category" and own["encode"] == "auto"
            name = "category" if native else kind
            parts.append((name, _categories(needs, own, task, inner, seed), names))
            continue
        convert = date_parts if kind == "datetime" else as_numbers
        converted = FunctionTransformer(convert, feature_names_out=_same_names)
        parts.append((kind, _numbers(converted, needs, own, kind, seed), names))
        if own["flag_missing"] and _filled(needs, own):
            flagged += names
    if flagged:
        parts.append(("missing", _gaps(), partial(gappy, names=flagged)))
    return ColumnTransformer(_numbered(parts), sparse_threshold=0.0 if needs.dense else 0.3)


def _groups(columns: Sequence[Column], choices: dict[str, Any]):
    """(kind, names, choices) of the columns that are treated alike, numbers first."""
    groups: dict[tuple, tuple[str, list[str], dict[str, Any]]] = {}
    for kind in ("numeric", "datetime", "categorical", "text"):
        for column in columns:
            same = column.kind if column.kind in ("numeric", "datetime", "text") else "categorical"
            if same != kind:
                continue
            own = choices["columns"].get(column.name, {})
            told = {p.name: own.get(p.name, choices[p.name]) for p in params_for(kind)}
            key = (kind, *told.values())
            groups.setdefault(key, (kind, [], told))[1].append(column.name)
    return groups.values()


def _numbered(parts: list[tuple]) -> list[tuple]:
    """The parts under names of their own: numeric, numeric_2, categorical, text_0, text_1."""
    seen: dict[str, int] = {}
    named = []
    for kind, step, names in parts:
        number = seen[kind] = seen.get(kind, 0) + 1
        name = f"text_{number - 1}" if kind == "text" else f"{kind}_{number}"
        named.append((kind if kind != "text" and number == 1 else name, step, names))
    return named


def _filled(needs: Needs, choices: dict[str, Any]) -> bool:
    return needs.impute or choices["impute"] != "auto"


def _numbers(converted, needs: Needs, choices: dict[str, Any], kind: str, seed: int):
    """Numbers: converted, imputed and scaled as asked."""
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline

    steps: list[Any] = [converted]
    if _filled(needs, choices):
        constant = choices["impute"] == "constant" and kind == "numeric"
        strategy = "median" if choices["impute"] in ("auto", "constant") else choices["impute"]
        fill = {"strategy": "constant", "fill_value": choices["fill_value"]} if constant else {}
        steps.append(SimpleImputer(**{"strategy": strategy, **fill}, keep_empty_features=True))
    return make_pipeline(*steps, *_scaler(needs, choices, seed))


def _scaler(needs: Needs, choices: dict[str, Any], seed: int) -> list[Any]:
    """The scaler asked for, in a list; none where nothing is scaled."""
    from sklearn.preprocessing import (
        MinMaxScaler,
        QuantileTransformer,
        RobustScaler,
        StandardScaler,
    )

    how = choices["scale"]
    if how == "auto":
        how = "standard" if needs.scale else "none"
    if how == "quantile":
        return [QuantileTransformer(output_distribution="normal", random_state=seed)]
    kinds = {"standard": StandardScaler, "robust": RobustScaler, "minmax": MinMaxScaler}
    return [kinds[how]()] if how in kinds else []


def _gaps():
    """A column for each: 1 where it has a gap."""
    from sklearn.impute import MissingIndicator
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer

    gaps = FunctionTransformer(as_gaps, feature_names_out="one-to-one")
    return make_pipeline(gaps, MissingIndicator(features="all"))


def _categories(needs: Needs, choices: dict[str, Any], task: str, inner, seed: int):
    """Categories as the encoding asked for; one number a column is scaled as numbers are."""
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, OrdinalEncoder

    how = needs.encode if choices["encode"] == "auto" else choices["encode"]
    labels = FunctionTransformer(as_labels, feature_names_out="one-to-one")
    rare = {"min_frequency": choices["min_frequency"], "max_categories": MOST_CATEGORIES}
    if how == "onehot":
        unknown = {"handle_unknown": "infrequent_if_exist", "sparse_output": not needs.dense}
        return make_pipeline(labels, OneHotEncoder(drop="if_binary", **unknown, **rare))
    if how == "hashing":
        size = {"n_features": choices["hash_features"]}
        return make_pipeline(
            FunctionTransformer(as_hashes, kw_args=size, feature_names_out=hash_names)
        )
    if how in ("ordinal", "category"):
        unknown = {"handle_unknown": "use_encoded_value", "unknown_value": -1}
        encoder = OrdinalEncoder(**unknown, **rare)
        if how == "category":
            # The model is told that these numbers are none, so nothing may scale them.
            return make_pipeline(labels, encoder)
    else:
        encoder = _by_target(task, inner) if how == "target" else _by_frequency()
    return make_pipeline(labels, encoder, *_scaler(needs, choices, seed))


def _by_target(task: str, inner: np.ndarray | None):
    """The mean target a category. Its `fit_transform` encodes each part by the other parts."""
    from sklearn.model_selection import PredefinedSplit
    from sklearn.preprocessing import TargetEncoder

    kind = "continuous" if task == "regression" else "auto"
    return TargetEncoder(target_type=kind, cv=5 if inner is None else PredefinedSplit(inner))


def _by_frequency():
    from core.preparation.frequency import FrequencyEncoder

    return FrequencyEncoder()


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


def _together(columns, needs: Needs, choices: dict[str, Any], task: str, seed: int) -> list[tuple]:
    """The steps that see the whole matrix, by name, in their order."""
    from sklearn.compose import ColumnTransformer
    from sklearn.decomposition import PCA
    from sklearn.feature_selection import VarianceThreshold
    from sklearn.preprocessing import PolynomialFeatures

    steps: list[tuple] = []
    numbers = sum(column.kind == "numeric" for column in columns)
    if choices["polynomial"] > 1 and numbers:
        terms = PolynomialFeatures(
            choices["polynomial"], interaction_only=choices["interaction_only"], include_bias=False
        )
        only = [("terms", terms, slice(0, numbers))]
        sparse = 0.0 if needs.dense else 0.3
        bent = ColumnTransformer(
            only, remainder="passthrough", sparse_threshold=sparse, verbose_feature_names_out=False
        )
        steps.append(("polynomial", bent))
    if choices["select"] == "variance":
        steps.append(("select", VarianceThreshold()))
    elif choices["select"] != "none":
        from core.preparation.selection import KeepBest

        steps.append(("select", KeepBest(choices["select"], task, choices["keep"], seed)))
    if choices["reduce"] == "pca":
        steps.append(("reduce", PCA(choices["n_components"], random_state=seed)))
    return steps
