"""The leak scan of a question: kept with its dataset until it is saved, then with it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from core.jobs.work.kind import URGENT, Kind

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.jobs.queue import Job
    from core.jobs.work.kind import Report
    from core.store import Store

PART = "leaks"


def work(store: Store, job: Job, report: Report) -> None:
    """Scan the experiment that is the job's subject and keep what was found as its part.

    A question that nobody saved yet stands in the request, and its dataset is the subject: then
    the dataset keeps the part, under the experiment's id.
    """
    from core.experiment import Experiment
    from core.leaks import leak_scan
    from core.splits import Split

    question = job.request.get("question")
    if question is None:
        found = leak_scan(store.load("experiment", job.subject))
        store.attach(job.subject, PART, found.to_json(), kind="experiment")
        return
    dataset = store.load("dataset", job.subject)
    split = Split.from_json(question["split"])
    experiment = Experiment.of(dataset, **{**question, "split": split})
    found = leak_scan(experiment).to_json()
    store.attach(dataset.id, drafted(experiment), found, kind="dataset")
    if store.list("experiment", id=experiment.id):  # it was saved meanwhile
        store.attach(experiment.id, PART, found, kind="experiment")


def drafted(experiment: Experiment) -> str:
    """The name of the dataset's part that keeps the scan of a question nobody saved yet.

    Questions of the same rows, folds and features share it, whatever they are judged by.
    """
    features = "\0".join(experiment.features).encode()
    return f"{PART}_{experiment.key}_{hashlib.sha256(features).hexdigest()[:8]}"


KIND = Kind("Leak check", work, URGENT)
