"""One procedure fitted on given rows: preparation, balancing, model, early stopping, calibration.

Everything that is learned, chosen or stopped comes from these rows and from no others. Rows kept
apart to stop early or to calibrate are cut as the experiment's split cuts, and take no part in
the fit of anything else.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any

import numpy as np

from core import preparation as prep
from core import splits
from core.models import MODELS
from core.models import columns as by_column

if TYPE_CHECKING:
    from core.run import Request

INNER = 0.15
"""The share of the training rows that early stopping looks at."""
CALIBRATION = 0.2
"""The share of the training rows that only calibrates."""
PARTS = 5
"""How many parts target encoding is cross-fitted over."""


class NotDone(UserWarning):
    """Something asked for that these rows do not allow; the run says so in its notes."""


def fit(experiment, request: Request, frame, rows: np.ndarray, threads=1, report=None):
    """The procedure fitted on these rows only: (fitted Pipeline, inner rows' curve as dicts).

    A model that watches gets an inner split of the rows, cut as the experiment's split cuts.
    """
    from sklearn.pipeline import Pipeline
    from threadpoolctl import threadpool_limits

    spec, choices = MODELS[request.model], prep.complete(request.preparation)
    model = spec.estimator(request.params, experiment.task, request.seed, threads)
    rest, calibrating = _apart_for_calibration(experiment, spec, choices, rows, request.seed)
    learning, watched = rest, rest[:0]
    if spec.watches and request.params.get("early_stopping"):
        learning, watched = _apart(experiment, rest, INNER, request.seed)
        # With nothing to look at, no estimator may cut rows of its own across groups or time.
        model.set_params(early_stopping=bool(len(watched)))
    y = experiment.y(learning)
    columns = [experiment.dataset.column(name) for name in request.features]
    inner = cross_fitting(experiment, learning, y, request.seed)
    steps = prep.build(columns, spec.needs, choices, experiment.task, inner, request.seed)
    with threadpool_limits(threads):
        matrix = steps.fit_transform(frame.iloc[learning], y)
        model.set_params(**by_column.told(spec, request.params, steps))
        if spec.needs.features:
            # After the preparation, which would take repeated rows for as many witnesses.
            drawn = balanced(y, choices["resample"], request.seed)
            matrix, y = matrix[drawn], y[drawn]
        extra: dict[str, Any] = {"report": report} if spec.watches else {}
        if len(watched):
            seen = steps.transform(frame.iloc[watched])
            extra |= {"X_val": seen, "y_val": experiment.y(watched)}
        model.fit(matrix, y, **extra)
        history = getattr(model, "history_", [])
        if len(calibrating):
            seen = steps.transform(frame.iloc[calibrating])
            model = _calibrated(model, seen, experiment.y(calibrating), choices["calibrate"])
    return Pipeline([("preparation", steps), ("model", model)]), history


def bare(pipeline):
    """The fitted model itself, also where a calibration stands around it."""
    model = pipeline[-1]
    return model.estimator.estimator if hasattr(model, "calibrated_classifiers_") else model


def balanced(y: np.ndarray, how: str, seed: int) -> np.ndarray | slice:
    """The positions of y (n,) to learn from, in their order, so that all classes are as frequent.

    "oversample" repeats rows of the rarer classes at random up to the most frequent one's number,
    "undersample" draws as many as the rarest has; "none" takes all.
    """
    if how == "none":
        return slice(None)
    rng = np.random.default_rng(seed)
    codes, counts = np.unique(y, return_counts=True)
    size = counts.max() if how == "oversample" else counts.min()
    drawn = []
    for code, count in zip(codes, counts, strict=True):
        own = np.flatnonzero(y == code)
        more = rng.choice(own, size - count) if size > count else []
        drawn += [rng.choice(own, size, replace=False)] if size < count else [own, more]
    return np.sort(np.concatenate(drawn)).astype(np.int64)


def cross_fitting(experiment, rows: np.ndarray, y: np.ndarray, seed: int) -> np.ndarray:
    """The part of each row, int (n,), that target encoding is cross-fitted over.

    Groups stay whole, times make blocks, else the parts have about the same targets.
    """
    rng = np.random.default_rng(seed)
    by, kind = experiment.by_values(), experiment.split.kind
    if by is not None and kind != "column":
        values, code = np.unique(by[rows], return_inverse=True)
        if len(values) > 1:
            order = np.arange(len(values)) if kind == "time" else rng.permutation(len(values))
            parts = min(PARTS, len(values))
            return order[code] * parts // len(values)
    part = np.empty(len(rows), dtype=np.int64)
    part[np.lexsort((rng.random(len(rows)), y))] = np.arange(len(rows)) % PARTS
    return part


def _apart(experiment, rows: np.ndarray, share: float, seed: int):
    """(rows that stay, rows kept apart); none are if a class would be left out of those that stay.

    They are cut as the experiment's split cuts: groups stay whole, time gives its latest rows and
    leaves the gap before them out.
    """
    y, by = experiment.y(rows), experiment.by_values()
    by = None if by is None else by[rows]
    away = splits.seal(experiment.split, y, by, experiment.task, share, seed)
    stay = splits.before_gap(experiment.split, by, away)
    lost = experiment.task != "regression" and len(np.unique(y[stay])) < len(np.unique(y))
    if lost or stay.sum() < 2:
        return rows, rows[:0]
    return rows[stay], rows[away]


def _apart_for_calibration(experiment, spec, choices, rows: np.ndarray, seed: int):
    """(rows to learn from, rows to calibrate on), the latter empty where that cannot be done."""
    if choices["calibrate"] == "none" or not spec.needs.features:
        return rows, rows[:0]
    rest, apart = _apart(experiment, rows, CALIBRATION, seed)
    _, counts = np.unique(experiment.y(apart), return_counts=True)
    if len(counts) < len(np.unique(experiment.y(rows))) or counts.min() < 2:
        warnings.warn(
            "The probabilities are not calibrated: the rows kept apart for it would not hold two "
            "of each class.",
            NotDone,
            stacklevel=2,
        )
        return rows, rows[:0]
    return rest, apart


def _calibrated(model, matrix, y: np.ndarray, method: str):
    """The fitted model with its probabilities set right on rows that it has not seen."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.frozen import FrozenEstimator

    # The model is frozen: the two parts of cv only collect what it says of all these rows.
    return CalibratedClassifierCV(FrozenEstimator(model), method=method, cv=2).fit(matrix, y)
