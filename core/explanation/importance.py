"""Permutation importance, out of fold: how much worse a fold's model is without a feature.

Breiman, "Random Forests", Machine Learning 45 (2001), for any model: a feature's cells are shuffled
among a fold's test rows and the drop of the primary metric is what the model had from it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.metrics import METRICS, score_one
from core.prediction import predicted_values
from core.run import Score

if TYPE_CHECKING:
    import pandas as pd

    from core.run import Run

MOST_FEATURES = 30
"""So many features are judged; of more, those that a quick look finds most used."""
FOLDS = 5
ROWS = 500
"""Test rows a fold that are shuffled, at most; a random sample of more."""
PREDICTED = 1000
"""Rows predicted a feature and fold: few test rows are shuffled more often."""
QUICK_ROWS = 200
BLOCKS = 120
COLUMNS = ("feature", "fold", "drop", "base", "training", "test", "rows", "repeats")


def permutation(
    run: Run,
    finished: pd.DataFrame | None = None,
    keep: Callable[[pd.DataFrame], None] | None = None,
    report: Callable[[dict], None] | None = None,
    threads: int = 1,
) -> pd.DataFrame:
    """A row a feature and fold: feature, fold, drop (above 0: worse without), base, row counts.

    The fold's procedure is fitted on its training rows, as for the scores; `base` is its primary
    metric on the `rows` test rows looked at, `drop` the mean over `repeats` shuffles, NaN where
    undefined. `.attrs` name the metric and the run, and count its features. Folds in `finished` are
    not done again; `keep(table)` is called after each.
    """
    import pandas as pd

    from core.training import fit

    experiment, request = run.experiment, run.request
    frame = experiment.dataset.frame(request.features)
    table = pd.DataFrame(columns=list(COLUMNS)) if finished is None else finished
    folds = min(FOLDS, experiment.n_folds)
    for k in range(folds):
        if report is not None:
            report({"kind": "stage", "stage": "importance", "fold": k, "of": folds})
        if k in set(table["fold"]):
            continue
        training, test = experiment.fold(k)
        pipeline, _ = fit(experiment, request, frame, training, threads)
        features = list(table["feature"].unique()) or _used(run, pipeline, frame, training)
        found = _fold(run, pipeline, frame, test, features, k)
        found = found.assign(fold=k, training=len(training), test=len(test))[list(COLUMNS)]
        table = pd.concat([table, found], ignore_index=True) if len(table) else found
        table.attrs = _about(run)
        if keep is not None:
            keep(table)
    return table


def seconds(run: Run) -> float:
    """About how long `permutation` takes, by the run's own fits and predictions.

    A call of so few rows costs little more for some more of them: it counts as one of a test fold.
    """
    _, test = run.experiment.fold_sizes
    folds = min(FOLDS, run.experiment.n_folds)
    rows = sum(min(size, min(ROWS, size) * _repeats(min(ROWS, size))) for size in test[:folds])
    features, facts = min(MOST_FEATURES, len(run.request.features)), run.facts
    return folds * facts["fit_seconds"] + features * rows * facts["predict_seconds_per_row"]


def _repeats(rows: int) -> int:
    return int(np.clip(PREDICTED // max(rows, 1), 2, 10))


def _about(run: Run) -> dict:
    """What a picture of the table must say besides: the metric, and of how many features."""
    caption = METRICS[run.experiment.metric].caption(run.experiment)
    return {"run": run.id, "caption": caption, "features": len(run.request.features)}


def _fold(run: Run, pipeline, frame, test: np.ndarray, features, k: int) -> pd.DataFrame:
    """One fold's rows: feature, drop, base, rows, repeats."""
    import pandas as pd

    draw = np.random.default_rng([run.request.seed, k])
    rows = np.sort(draw.choice(test, min(ROWS, len(test)), replace=False))
    repeats = _repeats(len(rows))
    base = _score(run, pipeline, frame.iloc[rows], rows)
    orders = [draw.permutation(len(rows)) for _ in range(repeats)]
    found = [_drops(run, pipeline, frame, rows, [name], orders, base) for name in features]
    return pd.DataFrame({
        "feature": features, "drop": [np.mean(drops) if len(drops) else np.nan for drops in found],
        "base": np.nan if base is None else base, "rows": len(rows), "repeats": repeats,
    })  # fmt: skip


def _score(run: Run, pipeline, part: pd.DataFrame, rows: np.ndarray) -> float | None:
    experiment = run.experiment
    values = predicted_values(pipeline, part, experiment.task, len(experiment.classes))
    return _judged(run, values, rows)


def _judged(run: Run, values: np.ndarray, rows: np.ndarray) -> float | None:
    experiment = run.experiment
    y, task = experiment.y(rows), experiment.task
    return score_one(experiment.metric, y, values, task, run.threshold)


def _drops(run, pipeline, frame, rows, names: list[str], orders, base) -> list[float]:
    """How much worse the metric is with these columns shuffled together, a value an order.

    All shuffles are predicted at once: for most pipelines the call costs more than the rows.
    """
    import pandas as pd

    part = frame.iloc[rows].reset_index(drop=True)
    stacked = pd.concat([part] * len(orders), ignore_index=True)
    order = np.concatenate(orders)
    moved = {name: part[name].take(order).reset_index(drop=True) for name in names}
    experiment = run.experiment
    values = predicted_values(
        pipeline, stacked.assign(**moved), experiment.task, len(experiment.classes)
    )
    scores = [_judged(run, one, rows) for one in np.split(values, len(orders))]
    sign = 1 if METRICS[experiment.metric].greater_is_better else -1
    return [sign * (base - one) for one in scores if one is not None and base is not None]


def _used(run: Run, pipeline, frame, training: np.ndarray) -> list[str]:
    """The features to judge: all, or those whose shuffling hurts most on a few training rows.

    Of very many, blocks are shuffled together and the better quarter of the blocks is cut finer,
    until single features are left. The test rows that judge them are not looked at.
    """
    features = list(run.request.features)
    draw = np.random.default_rng(run.request.seed)
    rows = np.sort(draw.choice(training, min(QUICK_ROWS, len(training)), replace=False))
    base, orders = _score(run, pipeline, frame.iloc[rows], rows), [draw.permutation(len(rows))]
    while len(features) > MOST_FEATURES and base is not None:
        blocks = np.array_split(np.array(features, dtype=object), min(len(features), BLOCKS))
        hurt = [
            np.sum(_drops(run, pipeline, frame, rows, list(block), orders, base))
            for block in blocks
        ]
        best = sorted(np.argsort(hurt)[::-1][:MOST_FEATURES])
        features = [name for i in best for name in blocks[i]]
    return features[:MOST_FEATURES]


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """A row a feature, most important first: feature, mean, low, high, one column a fold.

    The interval is that of the run's scores: Nadeau and Bengio's corrected t over folds, for the
    mean drop of the procedure at this training size.
    """
    import pandas as pd

    rows = []
    for feature, part in table.groupby("feature", sort=False):
        part = part.sort_values("fold")
        drops: Sequence[float | None] = [None if np.isnan(v) else float(v) for v in part["drop"]]
        score = Score.over(drops, part["training"].to_numpy(), part["test"].to_numpy())
        folds = {f"fold_{int(k) + 1}": v for k, v in zip(part["fold"], part["drop"], strict=True)}
        rows.append({"feature": feature, "mean": score.mean, "low": score.low, "high": score.high,
                     **folds})  # fmt: skip
    found = pd.DataFrame(rows).astype({"mean": float, "low": float, "high": float})
    return found.sort_values("mean", ascending=False, kind="stable", ignore_index=True)
