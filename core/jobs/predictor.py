"""The warm predictor: `python -m core.jobs.predictor <store>`, one process for a server.

It answers live questions about single cases, so that the server never loads a model. A line of
JSON in, {"id", "run", "rows"}; a line out, in any order, {"id", "answer"} or {"id", "refused"} with
a sentence or {"id", "code"}. It ends when its input closes: it never outlives its server.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.run import Run
    from core.store import Store

CORE = Path(__file__).resolve().parents[1]
FIRST = ("pandas", "pyarrow.parquet", "sklearn.pipeline", "sklearn.compose", "core.prediction",
         "core.run", "core.store.models")  # fmt: skip
"""What every answer needs, loaded before the first question."""
KEPT = 4
"""So many models stay loaded, those that were asked last."""
MOST_ROWS = 1000
"""A question may hold so many rows; more are the work of a job."""
AT_ONCE = 4
"""So many questions are answered side by side: a slow model keeps no other waiting."""


class Models:
    """The runs whose models are loaded, the latest asked last."""

    def __init__(self, store: Store):
        self.store = store
        self.runs: OrderedDict[str, Run] = OrderedDict()
        self.lock = threading.Lock()

    def run(self, id: str) -> Run:
        """The run with its model loaded and the threshold it has now; ValueError if it is gone."""
        if not self.store.list("run", id=id):
            with self.lock:
                self.runs.pop(id, None)
            raise ValueError(f"There is no run {id}: it was deleted.")
        with self.lock:
            run = self.runs.get(id)
        if run is None:
            run = self.store.load("run", id)
            _ = run.model
            with self.lock:
                self.runs[id] = run
                while len(self.runs) > KEPT:
                    self.runs.popitem(last=False)
        with self.lock:
            if id in self.runs:
                self.runs.move_to_end(id)
        from core.run import Run

        # What is kept here bears the decision of the day it was loaded: it may be gone by now.
        decided = self.store.decision(id)
        cut = Run.threshold if decided is None else decided.threshold
        return replace(run, threshold=cut, parts={**run.parts, "model": lambda: run.model})


def main() -> None:
    """Answer each line until the input closes."""
    # What a library prints must not be taken for an answer.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    _last_to_be_spared()
    from core.store import open_store

    for name in FIRST:
        import_module(name)
    models, pen = Models(open_store(sys.argv[1])), threading.Lock()

    def reply(line: str) -> None:
        said = json.dumps(answer(models, json.loads(line)))
        with pen:
            answers.write(said + "\n")
            answers.flush()

    pool = ThreadPoolExecutor(AT_ONCE)
    for line in sys.stdin:
        pool.submit(reply, line)
    os._exit(0)  # the server is gone: nobody waits for what is still being worked on


def _last_to_be_spared() -> None:
    """When the system runs out of memory, this process goes before the server does."""
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("500")
    except OSError:
        return


def answer(models: Models, question: dict[str, Any]) -> dict[str, Any]:
    """What is written back for one question: an answer, a refusal in a sentence, or a code."""
    id = question.get("id")
    try:
        return {"id": id, "answer": rows(models.run(question["run"]), question["rows"])}
    except Exception as error:
        if isinstance(error, ValueError) and _ours(error):
            return {"id": id, "refused": str(error)}
        from core.jobs.worker import write_down

        return {"id": id, "code": write_down(error)}


def rows(run: Run, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each case {"prediction"} and, for classes, {"probability": [one a class, in order]}."""
    import pandas as pd

    from core.prediction import score_rows

    if not isinstance(cases, list) or not 1 <= len(cases) <= MOST_ROWS:
        raise ValueError(f"A question holds between 1 and {MOST_ROWS:,} rows.")
    if not all(isinstance(case, dict) for case in cases):
        raise ValueError("Each row must be an object of column name to value.")
    names = list(dict.fromkeys(name for case in cases for name in case))
    frame = pd.DataFrame(
        {name: pd.Series([case.get(name) for case in cases], dtype=object) for name in names}
    )
    scored = score_rows(run, frame)
    found = [{"prediction": value} for value in scored["prediction"].astype(object)]
    if run.experiment.task != "regression":
        for case, probability in zip(found, scored[run.columns].to_numpy().tolist(), strict=True):
            case["probability"] = probability
    return found


def _ours(error: Exception) -> bool:
    """Whether a line of core raised it: a sentence for the user. A library's may quote cells."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return Path(place.filename).is_relative_to(CORE) and (place.line or "").startswith("raise")


if __name__ == "__main__":
    main()
