"""What a fitted preparation has learned, column by column, in plain sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from core.preparation.convert import PARTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.dataset import Column

    Line = tuple[str, str, str]

NAMED = 8
"""So many columns or categories are named; of more, the first ones."""


def learned(pipeline, columns: Sequence[Column]) -> list[Line]:
    """(column, step, sentence) for everything that the fitted Pipeline learned in preparing.

    `columns` are the run's features, in whose order the sentences come; what was learned of all
    together comes last, under the column "". Nothing for a model that looks at no feature.
    """
    steps = pipeline[0]
    first = steps[0] if hasattr(steps, "steps") else steps
    if not hasattr(first, "transformers_"):
        return []
    found = [line for name, step, names in first.transformers_ if step not in ("drop",)
             for line in _of_part(name.rstrip("_0123456789"), step, names)]  # fmt: skip
    place = {column.name: i for i, column in enumerate(columns)}
    found.sort(key=lambda line: place.get(line[0], len(place)))
    if first is not steps:
        given = [name.partition("__")[2] for name in first.get_feature_names_out()]
        for name, step in list(steps.named_steps.items())[1:]:
            sentence, given = _TOGETHER[name](step, given)
            found.append(("", name, sentence))
    return found + _calibrated(pipeline[-1])


def _of_part(kind: str, step, names) -> Iterator[Line]:
    """The sentences of one part of the ColumnTransformer."""
    if kind == "text":
        words = step.named_steps["tfidfvectorizer"]
        frequent = words.get_feature_names_out()[np.argsort(words.idf_, kind="stable")]
        yield (names, "words", f"{names}: {len(frequent):,} words and word pairs; the most "
               f"frequent: {_some(frequent)}")  # fmt: skip
        return
    if kind == "missing":
        for name in names:
            yield name, "flag", f"{name} gets a column that says where it was missing"
        return
    width = len(PARTS) if kind == "datetime" else 1
    for title, fitted in step.named_steps.items():
        if len(names) * width != getattr(fitted, "n_features_in_", len(names) * width):
            continue  # the scaler after a target encoding with a column a class
        if title in _BY_COLUMN:
            for i, name in enumerate(names):
                if sentence := _BY_COLUMN[title](fitted, i * width, name, kind):
                    yield name, _STEPS.get(title, "scale"), sentence
        elif "n_features" in (getattr(fitted, "kw_args", None) or {}):
            size = fitted.kw_args["n_features"]
            for name in names:
                yield name, "encode", f"{name} hashed into {size} columns; nothing is learned"


def _filled(imputer, i: int, name: str, kind: str) -> str:
    how = {"median": "the median", "mean": "the mean", "most_frequent": "the most frequent",
           "constant": "the constant chosen"}[imputer.strategy]  # fmt: skip
    value = imputer.statistics_[i]
    if kind == "datetime":
        how = f"{how} date"
        return f"{name} filled with {_date(value)}, {how}"
    return f"{name} filled with {_say(value)}, {how}"


def _standard(scaler, i: int, name: str, kind: str) -> str:
    if kind == "datetime":
        return f"{name}: its parts scaled to mean 0 and standard deviation 1"
    mean, deviation = _say(scaler.mean_[i]), _say(scaler.scale_[i])
    return f"{name} scaled by mean {mean} and standard deviation {deviation}"


def _robust(scaler, i: int, name: str, kind: str) -> str:
    if kind == "datetime":
        return f"{name}: its parts scaled by median and quartiles"
    middle, width = _say(scaler.center_[i]), _say(scaler.scale_[i])
    return f"{name} scaled by median {middle} and distance of the quartiles {width}"


def _minmax(scaler, i: int, name: str, kind: str) -> str:
    if kind == "datetime":
        return f"{name}: its parts laid from 0 to 1"
    return f"{name} laid from {_say(scaler.data_min_[i])} .. {_say(scaler.data_max_[i])} to 0 .. 1"


def _quantile(scaler, i: int, name: str, kind: str) -> str:
    if kind == "datetime":
        return f"{name}: its parts laid on a normal curve by rank"
    low, middle, high = (_say(np.nanquantile(scaler.quantiles_[:, i], q)) for q in (0, 0.5, 1))
    return f"{name} laid on a normal curve by rank, from {low} over {middle} to {high}"


def _labelled(encoder, i: int, name: str, kind: str) -> str:
    seen, rare = len(encoder.categories_[i]), encoder.infrequent_categories_[i]
    grouped = "" if rare is None else f", {len(rare):,} rare ones grouped"
    return f"{name}: {seen:,} {'category' if seen == 1 else 'categories'}{grouped}"


def _targeted(encoder, i: int, name: str, kind: str) -> str:
    labels = encoder.categories_[i]
    said = f"{name}: the mean target of {len(labels):,} categories, cross-fitted"
    if encoder.target_type_ == "multiclass":
        return f"{said}, a column a class"
    means = encoder.encodings_[i]
    low, high = int(np.argmin(means)), int(np.argmax(means))
    return f"{said}; from {_at(labels, means, low)} to {_at(labels, means, high)}"


def _frequent(encoder, i: int, name: str, kind: str) -> str:
    labels, shares = encoder.categories_[i], encoder.shares_[i]
    top = int(np.argmax(shares))
    return f"{name}: the shares of {len(labels):,} categories; most: {_at(labels, shares, top)}"


_BY_COLUMN = {
    "simpleimputer": _filled,
    "standardscaler": _standard,
    "robustscaler": _robust,
    "minmaxscaler": _minmax,
    "quantiletransformer": _quantile,
    "onehotencoder": _labelled,
    "ordinalencoder": _labelled,
    "targetencoder": _targeted,
    "frequencyencoder": _frequent,
}
_STEPS = {"simpleimputer": "impute"} | {
    f"{name}encoder": "encode" for name in ("onehot", "ordinal", "target", "frequency")
}


def _terms(step, given: list[str]) -> tuple[str, list[str]]:
    terms = step.named_transformers_["terms"]
    names = [str(name) for name in step.get_feature_names_out(np.array(given, dtype=object))]
    said = "products" if terms.interaction_only else "squares and products"
    said = said if terms.degree == 2 else f"terms up to degree {terms.degree}"
    return (f"{terms.n_features_in_:,} numeric columns became {terms.n_output_features_:,} with "
            f"their {said}"), names  # fmt: skip


def _kept(step, given: list[str]) -> tuple[str, list[str]]:
    kept = np.flatnonzero(step.get_support())
    if hasattr(step, "scores_"):
        kept = kept[np.argsort(-step.scores_[kept], kind="stable")]
    names = [given[i] for i in kept]
    return f"kept {len(names):,} of {len(given):,} columns: {_some(names)}", names


def _components(step, given: list[str]) -> tuple[str, list[str]]:
    count, share = step.n_components_, step.explained_variance_ratio_.sum()
    said = f"{count:,} {'component holds' if count == 1 else 'components hold'}"
    return f"{said} {share:.1%} of the variance of {len(given):,} columns", given


_TOGETHER: dict[str, Any] = {"polynomial": _terms, "select": _kept, "reduce": _components}


def _calibrated(model) -> list[Line]:
    if not hasattr(model, "calibrated_classifiers_"):
        return []
    kept = "on a fifth of the training rows, which taught nothing else"
    return [("", "calibrate", f"probabilities set right by the {model.method} method {kept}")]


def _some(names: Sequence[str]) -> str:
    rest = f" and {len(names) - NAMED:,} more" if len(names) > NAMED else ""
    return ", ".join(str(name)[:40] for name in names[:NAMED]) + rest


def _at(labels, values, i: int) -> str:
    return f"{str(labels[i])[:40]} ({_say(values[i])})"


def _say(value: float) -> str:
    return f"{float(value):.4g}" if abs(value) < 1e4 else f"{float(value):,.0f}"


def _date(days: float) -> str:
    return "no date" if np.isnan(days) else str(np.datetime64(int(days), "D"))
