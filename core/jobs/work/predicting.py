"""Predictions for a whole file, chunk by chunk, kept with the run."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from core.jobs.work.kind import URGENT, Kind

if TYPE_CHECKING:
    import pandas as pd

    from core.jobs.queue import Job
    from core.jobs.work.kind import Report
    from core.run import Run
    from core.store import Store

CHUNK = 20_000
"""Rows between two reports; so much is held twice."""


def parts_of(dataset_id: str) -> tuple[str, str]:
    """The names of the run's parts: the predictions of that dataset, and the record about them."""
    return f"predictions_{dataset_id}", f"predicted_{dataset_id}"


def work(store: Store, job: Job, report: Report) -> None:
    """Predict each row of the dataset; request: {"dataset": id, "columns": {feature: column}}.

    The table has the dataset's rows in its order, `prediction` and `probability_<class>`. The
    record, written last, says by which threshold and columns, when, and what came out.
    """
    import pandas as pd

    from core.checkup import as_asked
    from core.prediction import score_rows
    from core.scored import outcome
    from core.store.openings import withheld

    run = store.load("run", job.subject)
    dataset = store.load("dataset", job.request["dataset"])
    if count := withheld(store, run, dataset.id):
        raise ValueError(f"{count:,} rows of this file are sealed: open the holdout first.")
    columns = job.request["columns"]
    frame = dataset.frame(sorted({c for c in columns.values() if c is not None}))
    frame.index = pd.RangeIndex(dataset.rows)  # the rows are there even when no column is
    found, of = [], -(-dataset.rows // CHUNK)
    for number in range(of):
        report({"kind": "stage", "stage": "predict", "fold": number, "of": of})
        some = frame.iloc[number * CHUNK : (number + 1) * CHUNK]
        found.append(score_rows(run, as_asked(run, some, columns)))
    table = pd.concat(found, ignore_index=True)
    values, record = parts_of(dataset.id)
    told = {"dataset": dataset.id, "name": dataset.name, "rows": dataset.rows, "columns": columns,
            "threshold": run.threshold, "at": time.time(), **outcome(run, table)}  # fmt: skip
    store.attach(run.id, values, _as_kept(run, table))
    store.attach(run.id, record, told)


def _as_kept(run: Run, table: pd.DataFrame) -> pd.DataFrame:
    """Parquet wants one type a column: class names that are of several types become text."""
    if run.experiment.task == "regression":
        return table
    same = len({type(value) for value in run.experiment.classes}) == 1
    return table if same else table.assign(prediction=table["prediction"].astype(str))


KIND = Kind("Predictions", work, URGENT, {"predict": "part {n} of {of}"})
