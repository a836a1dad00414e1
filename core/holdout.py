"""The sealed rows: scored once, by the final model, when somebody opens the seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.metrics import score_all
from core.prediction import values
from core.run import Score

if TYPE_CHECKING:
    import pandas as pd

    from core.run import Run


def opened(run: Run) -> tuple[pd.DataFrame, dict[str, Score]]:
    """What the final model says of the sealed rows, and how good that is; nothing is fitted.

    DataFrame(row, target, prediction or probability_<class>), and every metric at the run's
    threshold. ValueError when nothing was held out.
    """
    import pandas as pd

    experiment = run.experiment
    rows = experiment.holdout_rows
    if not len(rows):
        raise ValueError("Nothing was held out in this experiment: there is no seal to open.")
    predicted = values(run, experiment.dataset.frame(run.request.features).iloc[rows])
    target = experiment.y(rows)
    scores = score_all(target, predicted, experiment.task, run.threshold)
    columns = np.atleast_2d(predicted.T)
    table = {"row": rows, "target": target, **dict(zip(run.columns, columns, strict=True))}
    return pd.DataFrame(table), {n: Score((value,), value) for n, value in scores.items()}
