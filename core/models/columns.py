"""What a model is told about single columns: which are categories, which way one may count.

A form and a request name columns of the table; an estimator wants positions in the matrix. Both
follow from the names that the fitted preparation gives to what comes out of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from core.params import ByColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset import Column
    from core.models.spec import ModelSpec


def check(
    params: Sequence, values: dict[str, Any], columns: Sequence[Column], prepared: dict[str, Any]
) -> None:
    """ValueError if values by column name no feature, or one that does not reach the model."""
    for param in params:
        if not isinstance(param, ByColumn) or not values[param.name]:
            continue
        param.check_columns(values[param.name], columns)
        if prepared.get("polynomial", 1) > 1 or prepared.get("reduce", "none") != "none":
            raise ValueError(
                f"{param.name} needs the columns as they are: choose a preparation without "
                "polynomial terms and without PCA."
            )


def told(spec: ModelSpec, values: dict[str, Any], steps) -> dict[str, Any]:
    """The constructor arguments about columns of the matrix that the fitted `steps` give.

    `categorical_features`: the positions of categories, where the model takes them as such; and
    for each parameter by column a list with an entry a column of the matrix, 0 where none is said,
    or None where nothing is said at all.
    """
    by_column = [p for p in spec.params if isinstance(p, ByColumn) and p.name in values]
    if spec.needs.encode != "category" and not by_column:
        return {}
    parts = [name.partition("__") for name in steps.get_feature_names_out()]
    said = {
        param.name: [
            values[param.name].get(column, 0) if re.fullmatch(r"numeric(_\d+)?", kind) else 0
            for kind, _, column in parts
        ]
        if values[param.name]
        else None
        for param in by_column
    }
    if spec.needs.encode == "category":
        native = [i for i, (kind, *_) in enumerate(parts) if kind.startswith("category")]
        said["categorical_features"] = native
    return said
