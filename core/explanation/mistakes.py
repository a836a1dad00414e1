"""The rows that a run judged worst, out of fold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from core.run import Run


def worst(run: Run, most: int = 50, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """The rows with the largest loss, worst first: row (from 1), actual, what was said, columns.

    Classes: by the probability given to the actual class (`given`); numbers: by the size of the
    error (actual less predicted). `columns` are read from the dataset, by default all features.
    """
    import pandas as pd

    experiment = run.experiment
    rows, y, values = run.pooled()
    if experiment.task == "regression":
        order = np.argsort(-np.abs(y - values), kind="stable")[:most]
        found = {"actual": y[order], "predicted": values[order], "error": (y - values)[order]}
    else:
        given = values[np.arange(len(y)), y]
        order = np.argsort(given, kind="stable")[:most]
        classes = np.array([str(value) for value in experiment.classes], dtype=object)
        found = {
            "actual": classes[y[order]],
            "predicted": classes[run.labels(values[order])],
            "given": given[order],
        }
    names = list(run.request.features if columns is None else columns)
    cells = experiment.dataset.frame(names).iloc[rows[order]].reset_index(drop=True)
    own = {name: cells[name] for name in names if name not in ("row", *found)}
    return pd.DataFrame({"row": rows[order] + 1, **found, **own})
