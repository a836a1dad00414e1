"""Experiment + procedure -> Run. Pure: no store, no processes, no screen.

Each fold fits the whole Pipeline, preparation and model, on its training rows and nothing else.
The final model is the same procedure fitted on the rows that are not held out, or those of the
latest window.
"""

from __future__ import annotations

import os
import time
import uuid
import warnings
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from core import preparation as prep
from core.experiment import Experiment
from core.metrics import METRICS, score_all, score_one
from core.models import KNOWN, MODELS
from core.models import columns as by_column
from core.prediction import predicted_values
from core.procedure import NotDone, bare, fit
from core.run import Request, Run, Score
from core.versions import versions

if TYPE_CHECKING:
    import pandas as pd

SMALL_CELLS = 200_000
"""Below this many cells a fit gets one thread: starting more costs more than they bring."""
SEEN_ROWS = 5000
"""The score on training rows is taken on at most this many of them."""
Report = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, eq=False)
class FoldResult:
    """What one fold gave: values (n,) or (n, k) for its test rows, scores, curve and seconds.

    `training_score` is the primary metric on the rows it learned from: far above the score on the
    test rows, it says that the model learned them by heart. `stopped_at` is the best step on the
    watched rows, None where no rows were watched.
    """

    fold: int
    rows: np.ndarray
    values: np.ndarray
    scores: dict[str, float | None]
    curve: list[dict[str, float]]
    fit_seconds: float
    predict_seconds: float
    stopped_at: int | None = None
    warnings: tuple[str, ...] = ()
    training_score: float | None = None

    def to_json(self) -> dict[str, Any]:
        """As JSON types."""
        return {**asdict(self), "rows": self.rows.tolist(), "values": self.values.tolist(),
                "warnings": list(self.warnings)}  # fmt: skip

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> FoldResult:
        """The reverse of `to_json`."""
        arrays = {"rows": np.array(record["rows"], dtype=np.int64),
                  "values": np.array(record["values"], dtype=float)}  # fmt: skip
        return cls(**{**record, **arrays, "warnings": tuple(record["warnings"])})


def ask(experiment, model, params=None, features=None, preparation=None, seed=None) -> Request:
    """The request, checked and completed; ValueError names what cannot be done."""
    if model not in MODELS:
        if model in KNOWN:
            raise ValueError(KNOWN[model].refusal(experiment))
        raise ValueError(f"There is no model {model!r}. The catalogue has: {', '.join(MODELS)}.")
    spec = MODELS[model]
    if why := spec.refusal(experiment):
        raise ValueError(why)
    features = experiment.features if features is None else tuple(features)
    columns = [experiment.dataset.column(name) for name in features]
    if experiment.target in features:
        raise ValueError(f"{experiment.target} is the target: it cannot be a feature too.")
    if not features:
        raise ValueError("A model needs at least one feature.")
    checked = spec.check(params or {}, experiment.task)
    seed = experiment.seed if seed is None else seed
    prepared = prep.check(preparation, columns, experiment.task)
    by_column.check(spec.params_for(experiment.task), checked, columns, prepared)
    return Request(model, checked, features, prepared, seed)


def train(
    experiment: Experiment,
    model: str,
    params: dict[str, Any] | None = None,
    features: Iterable[str] | None = None,
    preparation: dict[str, Any] | None = None,
    *,
    seed: int | None = None,
    report: Report | None = None,
    finished: Iterable[FoldResult] = (),
    threads: int | None = None,
    title: str | None = None,
    id: str | None = None,
) -> Run:
    """Train and judge one procedure in this process; the Run holds everything that was found.

    `report` gets an event dict a stage, step and fold; folds in `finished` are not fitted again.
    ValueError on bad input.
    """
    request = ask(experiment, model, params, features, preparation, seed)
    report = report or (lambda event: None)
    frame = experiment.dataset.frame(request.features)
    threads = _threads(frame, threads)
    results = {result.fold: result for result in finished}
    of = experiment.n_folds
    for k in range(of):
        report({"kind": "stage", "stage": "fold", "fold": k, "of": of})
        if k not in results:
            results[k] = fit_fold(experiment, request, frame, k, threads, report)
        score = results[k].scores[experiment.metric]
        report({"kind": "fold", "fold": k, "of": of, "score": score, "result": results[k]})
    report({"kind": "stage", "stage": "final", "fold": of, "of": of})
    rows = experiment.final_rows
    pipeline, _ = fit(experiment, request, frame, rows, threads)
    ordered = [results[k] for k in range(of)]
    return _gather(experiment, request, ordered, pipeline, threads, title, id)


def _threads(frame: pd.DataFrame, threads: int | None) -> int:
    if frame.size < SMALL_CELLS:
        return 1
    return threads or os.cpu_count() or 1


def fit_fold(experiment, request, frame, k, threads, report) -> FoldResult:
    """The procedure fitted on the training rows of fold `k` and judged on its test rows.

    `frame` holds the request's features of all rows; `report` gets an event dict a step.
    """
    training, test = experiment.fold(k)

    def step(number, losses):
        report({"kind": "step", "fold": k, "step": number, **losses})

    started = time.perf_counter()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        pipeline, curve = fit(experiment, request, frame, training, threads, step)
    fitted = time.perf_counter()
    task, classes = experiment.task, len(experiment.classes)
    values = predicted_values(pipeline, frame.iloc[test], task, classes)
    predicted = time.perf_counter()
    scores = score_all(experiment.y(test), values, task)
    said = {
        str(w.message).splitlines()[0]
        for w in caught
        if issubclass(w.category, NotDone) or "ConvergenceWarning" in str(w.category)
    }
    return FoldResult(k, test, values, scores, list(curve), fitted - started, predicted - fitted,
                      _stopped_at(pipeline, curve), tuple(sorted(said)),
                      _training_score(experiment, pipeline, frame, training))  # fmt: skip


def _stopped_at(pipeline, curve) -> int | None:
    """The step that was best on the watched rows; None where none were: nothing was compared."""
    watched = any(entry.get("validation") is not None for entry in curve)
    return bare(pipeline).best_step_ if watched else None


def _training_score(experiment, pipeline, frame, rows: np.ndarray) -> float | None:
    """The primary metric on the training rows, on a sample of them when they are many."""
    if len(rows) > SEEN_ROWS:
        rows = np.random.default_rng(0).choice(rows, SEEN_ROWS, replace=False)
    values = predicted_values(pipeline, frame.iloc[rows], experiment.task, len(experiment.classes))
    return score_one(experiment.metric, experiment.y(rows), values, experiment.task)


def _gather(experiment, request, results, pipeline, threads, title, id) -> Run:
    sizes = [experiment.fold(r.fold) for r in results]
    training = np.array([len(a) for a, _ in sizes])
    test = np.array([len(b) for _, b in sizes])
    names = results[0].scores
    scores = {
        name: Score.over([r.scores[name] for r in results], training, test, METRICS[name].bounds)
        for name in names
    }
    oof, curves = _oof(experiment, results), _curves(results)
    stopped = [r.stopped_at for r in results]
    facts = {
        "fit_seconds": float(np.mean([r.fit_seconds for r in results])),
        "predict_seconds_per_row": float(sum(r.predict_seconds for r in results) / test.sum()),
        "stopped_at": stopped if any(stopped) else None,
        "training_scores": [r.training_score for r in results],
        "n_features": len(request.features),
        "threads": threads,
        "versions": versions(),
        "training_rows": len(experiment.final_rows),
    }
    spec = MODELS[request.model]
    return Run(
        id or uuid.uuid4().hex[:12], experiment, request, title or spec.title, scores,
        facts=facts, notes=_notes(experiment, results),
        parts={"oof": lambda: oof, "curves": lambda: curves, "learning": no_learning,
               "model": lambda: pipeline},
    )  # fmt: skip


def _notes(experiment, results: list[FoldResult]) -> tuple[str, ...]:
    notes = list(dict.fromkeys(w for r in results for w in r.warnings))
    for name in results[0].scores:
        empty = [str(r.fold + 1) for r in results if r.scores[name] is None]
        # A metric that these rows do not have at all shows a dash: there is no mean to warn of.
        if 0 < len(empty) < len(results) or (empty and name == experiment.metric):
            caption = METRICS[name].caption(experiment)
            notes.append(
                f"{caption} is undefined on fold {', '.join(empty)}: left out of its mean."
            )
    return tuple(notes)


def _oof(experiment, results: list[FoldResult]) -> pd.DataFrame:
    import pandas as pd

    rows = np.concatenate([r.rows for r in results])
    values = np.concatenate([r.values for r in results])
    y = experiment.y(rows)
    folds = np.repeat([r.fold for r in results], [len(r.rows) for r in results])
    table: dict[str, Any] = {"row": rows, "fold": folds}
    if experiment.task == "regression":
        return pd.DataFrame({**table, "target": y, "prediction": values})
    table["target"] = pd.Series([experiment.classes[code] for code in y])
    named = {f"probability_{c}": values[:, i] for i, c in enumerate(experiment.classes)}
    return pd.DataFrame({**table, **named})


def _curves(results: list[FoldResult]) -> pd.DataFrame:
    import pandas as pd

    table = [
        (r.fold, entry["step"], part, entry[part])
        for r in results
        for entry in r.curve
        for part in ("training", "validation")
        if entry.get(part) is not None
    ]
    return pd.DataFrame(table, columns=["fold", "step", "part", "value"])


def no_learning() -> pd.DataFrame:
    """The learning curve of a run that has none yet: no rows."""
    import pandas as pd

    return pd.DataFrame({"size": [], "fold": [], "part": [], "score": []})
