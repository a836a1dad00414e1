"""What can be read off a fitted model itself: a linear model's weights, a tree's questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.explanation.columns import Matrix
from core.metrics import least
from core.procedure import bare

if TYPE_CHECKING:
    import pandas as pd

    from core.run import Run

MOST_WEIGHTS = 2000
DEEPEST = 8
"""Deeper questions of a tree are counted, not listed."""


def coefficients(run: Run) -> pd.DataFrame | None:
    """A row a weight, the largest first: column, class ("" for numbers), weight; None if none.

    The columns are those after preparation; in the binary case the class is the positive one.
    `.attrs["intercepts"]` is {class: intercept}, `.attrs["columns"]` how many columns there are.
    """
    import pandas as pd

    model = bare(run.model)
    weights = getattr(model, "coef_", None)
    if weights is None:
        return None
    weights = weights.toarray() if hasattr(weights, "toarray") else np.asarray(weights)
    weights = np.atleast_2d(weights)
    matrix, groups = Matrix(run), _groups(run, model)
    if weights.shape != (len(groups), len(matrix.names)):
        return None
    table = pd.DataFrame({
        "column": np.tile(matrix.names, len(groups)), "class": np.repeat(groups, weights.shape[1]),
        "weight": weights.ravel().astype(float),
    })  # fmt: skip
    order = np.argsort(-table["weight"].abs().to_numpy(), kind="stable")[:MOST_WEIGHTS]
    table = table.iloc[order].reset_index(drop=True)
    at = np.broadcast_to(np.ravel(getattr(model, "intercept_", 0.0)), len(groups))
    table.attrs = {"intercepts": {g: float(v) for g, v in zip(groups, at, strict=True)},
                   "columns": weights.shape[1], "target": run.experiment.target}  # fmt: skip
    return table


def _groups(run: Run, model) -> list[str]:
    """Whose score each row of weights makes."""
    experiment = run.experiment
    if experiment.task == "regression":
        return [""]
    if len(model.classes_) == 2:
        return [str(experiment.classes[int(model.classes_[1])])]
    return [str(experiment.classes[int(code)]) for code in model.classes_]


def nodes(run: Run) -> pd.DataFrame | None:
    """A row a node of a decision tree: node, parent, depth, side, question, rows, value, says.

    `side` is "yes" or "no" to the parent's question (parent -1, side "" at the root); a leaf has
    no question. `value` is the probability of the positive class, that of the class it `says`, or
    the mean. None for a model that is no tree. `.attrs` count all nodes and leaves and the depth.
    """
    import pandas as pd

    model = bare(run.model)
    tree = getattr(model, "tree_", None)
    if tree is None:
        return None
    matrix, rows = Matrix(run), []
    stack = [(0, -1, 0, "")]
    while stack:
        node, parent, depth, side = stack.pop()
        left = int(tree.children_left[node])
        question = ""
        if left >= 0:
            question = matrix.question(int(tree.feature[node]), float(tree.threshold[node]))
        value, says = _says(run, model, np.ravel(tree.value[node]))
        rows.append((node, parent, depth, side, question, int(tree.n_node_samples[node]), value,
                     says))  # fmt: skip
        if left >= 0 and depth < DEEPEST:
            right = int(tree.children_right[node])
            stack += [(right, node, depth + 1, "no"), (left, node, depth + 1, "yes")]
    columns = ["node", "parent", "depth", "side", "question", "rows", "value", "says"]
    table = pd.DataFrame(rows, columns=columns)
    table.attrs = {"nodes": int(tree.node_count), "leaves": int(tree.n_leaves),
                   "depth": int(tree.max_depth), "task": run.experiment.task,
                   "target": run.experiment.target,
                   "positive": str(run.experiment.positive)}  # fmt: skip
    return table


def _says(run: Run, model, value: np.ndarray) -> tuple[float, str]:
    """A node's value as the pictures show it, and the class it says ("" for numbers)."""
    experiment = run.experiment
    if experiment.task == "regression":
        return float(value[0]), ""
    share = value / value.sum()
    full = np.zeros(len(experiment.classes))
    full[np.asarray(model.classes_, dtype=int)] = share
    if experiment.task == "binary":
        says = experiment.classes[int(full[1] >= least(run.threshold))]
        return float(full[1]), str(says)
    return float(full.max()), str(experiment.classes[int(full.argmax())])
