"""What can be chosen about a preparation: for all columns, or for one; each default's reason."""

from __future__ import annotations

from math import comb
from typing import TYPE_CHECKING, Any

from core.params import Choice, Flag, Float, Int, Param, check_all
from core.target import CLASSES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset import Column

BY_COLUMN: tuple[Param, ...] = (
    Choice(name="impute", title="Missing numbers", default="auto", main=True,
           options=("auto", "median", "mean", "most_frequent", "constant"),
           help="auto: the median, which outliers do not move; trees take missing as it is. "
           "constant: the number below; dates take their median then."),
    Float(name="fill_value", title="Constant for missing", default=0.0, low=-1e15, high=1e15,
          help="What missing numbers become when constant is chosen."),
    Flag(name="flag_missing", title="Flag missing numbers", default=True,
         help="Adds a column that says where a number was missing and filled: that it is may mean "
         "something."),
    Choice(name="scale", title="Scale numbers", default="auto", main=True,
           options=("auto", "standard", "robust", "minmax", "quantile", "none"),
           help="auto: mean 0 and standard deviation 1 where the model needs it; trees do not. "
           "robust: median and quartiles, when outliers are many. minmax: 0 to 1. quantile: ranks "
           "laid on a normal curve, for very skewed numbers."),
    Choice(name="encode", title="Encode categories", default="auto", main=True,
           options=("auto", "onehot", "ordinal", "target", "frequency", "hashing"),
           help="auto: a column a category for linear models and networks, a number for trees. "
           "target: the mean target of the category, cross-fitted, for very many categories. "
           "frequency: its share of the rows. hashing: a fixed number of columns, whatever comes."),
    Int(name="min_frequency", title="Rare below (rows)", default=10, low=1, high=100_000,
        help="One-hot and ordinal: categories with fewer training rows are grouped into one, since "
        "so few rows say little."),
    Int(name="hash_features", title="Columns of hashing", default=32, low=2, high=4096, log=True,
        help="More columns, fewer categories that share one. 32 keeps models small."),
    Int(name="text_features", title="Words a text column", default=1000, low=10, high=50_000,
        help="The most frequent words and word pairs that become TF-IDF columns; 1000 hold most of "
        "what short texts say."),
)  # fmt: skip
"""Choices that hold for all columns and may be another for one."""

TOGETHER: tuple[Param, ...] = (
    Choice(name="polynomial", title="Polynomial degree", default=1, options=(1, 2, 3),
           help="2 adds squares and products of the numeric columns, 3 cubes too: lets linear "
           "models bend. 1, none: trees and networks find them, and they cost columns."),
    Flag(name="interaction_only", title="Products only", default=False,
         help="Of the polynomial terms keeps products of different columns, no squares or cubes."),
    Choice(name="select", title="Select features", default="none", main=True,
           options=("none", "variance", "univariate", "model"),
           help="none: models weigh columns themselves. variance: drops columns that never "
           "change. univariate: keeps those with the strongest F test against the target. model: "
           "those that 100 random trees use most."),
    Float(name="keep", title="Share of columns kept", default=0.5, low=0.001, high=1.0,
          help="For univariate and model, at least one column. Half drops the least telling "
          "without betting on a few."),
    Choice(name="reduce", title="Reduce", default="none", main=True, options=("none", "pca"),
           help="none: columns keep their names, and the model can be explained. pca: principal "
           "components of the filled and scaled columns, when very many say the same."),
    Float(name="n_components", title="Variance that PCA keeps", default=0.95, low=0.01, high=0.999,
          help="As many components as hold this share of the variance; 0.95 drops mostly noise."),
    Choice(name="resample", title="Balance the classes", default="none", main=True,
           options=("none", "oversample", "undersample"), tasks=CLASSES,
           help="none: probabilities keep following the real shares. oversample: training rows of "
           "rare classes are repeated; undersample: those of frequent ones left out. Rows that "
           "judge or stop a model are never touched."),
    Choice(name="calibrate", title="Calibrate probabilities", default="none", main=True,
           options=("none", "sigmoid", "isotonic"), tasks=CLASSES,
           help="none: all training rows teach the model. Else a fifth of them is kept apart to "
           "set its probabilities right: sigmoid needs few rows, isotonic a thousand or more."),
)  # fmt: skip
"""Choices about all columns taken together, or about the rows."""

PARAMS = BY_COLUMN + TOGETHER

ONLY_WITH = {
    "fill_value": ("impute", ("constant",)),
    "hash_features": ("encode", ("hashing",)),
    "interaction_only": ("polynomial", (2, 3)),
    "keep": ("select", ("univariate", "model")),
    "n_components": ("reduce", ("pca",)),
}
"""Choices that mean something only while another has one of these values."""

MOST_TERMS = 2000
"""More polynomial terms than this are refused: they would cost more than they tell."""

_OF_NUMBERS = ("impute", "fill_value", "flag_missing", "scale")
_OF_KIND = {
    "numeric": _OF_NUMBERS,
    "datetime": ("impute", "flag_missing", "scale"),
    "text": ("text_features",),
}
_OF_CATEGORIES = ("encode", "min_frequency", "hash_features", "scale")


def params_for(kind: str) -> tuple[Param, ...]:
    """The choices that mean something for a column of this kind, in the order of the form."""
    names = _OF_KIND.get(kind, _OF_CATEGORIES)
    return tuple(param for param in BY_COLUMN if param.name in names)


def complete(choices: dict[str, Any]) -> dict[str, Any]:
    """Checked choices, also of an older version, with what they lack at its default."""
    return {param.name: param.default for param in PARAMS} | {"columns": {}} | choices


def check(
    choices: dict[str, Any] | None,
    columns: Sequence[Column] | None = None,
    task: str | None = None,
) -> dict[str, Any]:
    """The choices with defaults filled in; ValueError names column, parameter, rule and value.

    Under "columns" stand the choices about one column, {name: {parameter: value}}, as they were
    given. With `columns`, the features, and `task`, what they do not allow is refused too.
    """
    given = dict(choices or {})
    single = given.pop("columns", None) or {}
    checked = check_all(PARAMS, given, "Preparation")
    if task is not None:
        _fits(checked, task)
    if columns is not None:
        _bounded(checked, columns)
    return {**checked, "columns": _about_columns(single, columns)}


def _about_columns(single: Any, columns: Sequence[Column] | None) -> dict[str, dict[str, Any]]:
    if not isinstance(single, dict) or not all(isinstance(v, dict) for v in single.values()):
        raise ValueError(
            f"columns must be choices by column, {{name: {{parameter: value}}}}. "
            f"Got {single!r} instead."
        )
    kinds = None if columns is None else {column.name: column.kind for column in columns}
    found = {}
    for name, given in single.items():
        if kinds is not None and name not in kinds:
            raise ValueError(
                f"Preparation has choices about the column {name}, not a feature here."
            )
        params = BY_COLUMN if kinds is None else params_for(kinds[name])
        kind = "" if kinds is None else f", {kinds[name]}"
        try:
            checked = check_all(params, given, "its preparation")
        except ValueError as error:
            raise ValueError(f"Column {name}{kind}: {error}") from error
        if given:
            found[name] = {param: checked[param] for param in given}
    return found


def _fits(choices: dict[str, Any], task: str) -> None:
    for param in PARAMS:
        if not param.applies(task) and choices[param.name] != param.default:
            raise param.refuse(f"{param.default!r} in a {task} task", choices[param.name])


def _bounded(choices: dict[str, Any], columns: Sequence[Column]) -> None:
    """ValueError when the polynomial terms would be too many."""
    degree, n = choices["polynomial"], sum(column.kind == "numeric" for column in columns)
    if degree == 1:
        return
    only = choices["interaction_only"]
    terms = sum(comb(n, d) if only else comb(n + d - 1, d) for d in range(1, degree + 1))
    if terms > MOST_TERMS:
        raise ValueError(
            f"polynomial {degree} of {n:,} numeric columns makes {terms:,} columns, more than "
            f"{MOST_TERMS:,}. Choose a smaller degree, products only, or fewer features."
        )
