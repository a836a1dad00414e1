"""Do the out-of-fold predictions hold together: classes, probabilities, what is left over?"""

from __future__ import annotations

import numpy as np

from core.checks.spec import Check, Judged, Seen
from core.metrics import METRICS
from core.plots.labels import number
from core.target import CLASSES

MISCALIBRATED, DRAWS = 0.05, 200
LEFT, P, BINS, MOST_ROWS = 0.05, 0.001, 10, 20_000


def _never_predicted(judged: Judged) -> Seen | None:
    run = judged.run
    _, y, values = judged.pooled
    called, counts = set(run.labels(values)), np.bincount(y, minlength=len(run.experiment.classes))
    tested = zip(run.experiment.classes, counts, strict=True)
    lost = [(c, n) for code, (c, n) in enumerate(tested) if n and code not in called]
    if not lost:
        return None
    named = ", ".join(f"{c} ({n:,} rows)" for c, n in lost[:5])
    return Seen(f"Never predicted on any row: {named}{' ...' if len(lost) > 5 else ''}.")


def _miscalibrated(judged: Judged) -> Seen | None:
    _, y, values = judged.pooled
    metric, task = METRICS["expected_calibration_error"], judged.run.experiment.task
    error = metric.score(y, values, task)
    if error is None or error <= MISCALIBRATED:
        return None
    rng, share = np.random.default_rng(0), values.cumsum(axis=1)
    draws = []
    for _ in range(DRAWS):
        drawn = (rng.random((len(y), 1)) > share).sum(axis=1).clip(0, values.shape[1] - 1)
        draws.append(metric.score(drawn, values, task) or 0.0)
    chance = float(np.quantile(draws, 0.95))
    if error <= chance:
        return None
    return Seen(
        f"The probabilities miss the real shares by {number(error)} on average; if they were "
        f"right, rows drawn by them would miss by less than {number(chance)} in 95 of 100 draws."
    )


def _residuals(judged: Judged) -> Seen | None:
    """The column that explains most of what the predictions leave over, by one-way ANOVA."""
    experiment = judged.run.experiment
    rows, y, values = judged.pooled
    if len(rows) > MOST_ROWS:
        few = np.sort(np.random.default_rng(0).choice(len(rows), MOST_ROWS, replace=False))
        rows, y, values = rows[few], y[few], values[few]
    left = y - (values if experiment.task == "regression" else values[:, 1])
    dates = [c.name for c in experiment.dataset.columns if c.kind == "datetime"]
    wanted = [n for n in dict.fromkeys([*experiment.features, *dates]) if n != experiment.target]
    kinds = {name: experiment.dataset.column(name).kind for name in wanted}
    found = []
    for name in (n for n in wanted if kinds[n] not in ("text", "identifier")):
        share, p = explained(left, experiment.dataset.frame([name])[name].iloc[rows])
        if share > LEFT and p * len(wanted) < P:
            found.append((share, name))
    if not found:
        return None
    found.sort(reverse=True)
    share, name = found[0]
    others = f"; also {', '.join(n for _, n in found[1:4])}" if len(found) > 1 else ""
    return Seen(f"{name} alone explains {share:.0%} of the errors' variance{others}.",
                tuple(n for _, n in found))  # fmt: skip


def explained(left: np.ndarray, column) -> tuple[float, float]:
    """The share of the variance of `left` (n,) that ten bins or the categories of a column explain,
    corrected for their number (omega squared), and the p-value of the F-test."""
    import pandas as pd
    from scipy.stats import f

    kept = column.notna().to_numpy()
    if not kept.any():
        return 0.0, 1.0
    left, column = left[kept], column[kept]
    if pd.api.types.is_numeric_dtype(column.dtype) or pd.api.types.is_datetime64_dtype(column):
        numbers = column.to_numpy(dtype="int64" if column.dtype.kind == "M" else float)
        edges = np.unique(np.quantile(numbers, np.linspace(0, 1, BINS + 1)[1:-1]))
        codes = np.searchsorted(edges, numbers, side="right")
    else:
        codes = pd.factorize(column.astype(str))[0]
    counts = np.bincount(codes)
    groups = int((counts > 0).sum())
    if groups < 2 or len(left) - groups < 30:
        return 0.0, 1.0
    means = np.bincount(codes, weights=left) / np.maximum(counts, 1)
    between = float((counts * (means - left.mean()) ** 2).sum())
    total = float(((left - left.mean()) ** 2).sum())
    if total <= 0:
        return 0.0, 1.0
    within = (total - between) / (len(left) - groups)
    share = (between - (groups - 1) * within) / (total + within)
    ratio = between / (groups - 1) / within if within > 0 else np.inf
    return max(share, 0.0), float(f.sf(ratio, groups - 1, len(left) - groups))


CHECKS = (
    Check("class_never_predicted", "warning", "A class is never predicted",
          "Out-of-fold rows are of the class, and none is given it.",
          "For whoever needs that class found, the model is of no use, however good the score.",
          "Weight the classes, resample, or lower the threshold for it.", _never_predicted,
          CLASSES),
    Check("miscalibrated", "warning", "Probabilities are off",
          f"Expected calibration error above {MISCALIBRATED}, and above what 95 of 100 draws from "
          "the run's own probabilities show.",
          "A probability of 0.8 should come true in 8 of 10 rows, or costs computed by it mislead.",
          "Choose a calibration in Preparation; class weights and resampling shift probabilities.",
          _miscalibrated, CLASSES),
    Check("pattern_left_over", "warning", "The errors follow a column",
          f"A feature or date explains more than {LEFT:.0%} of the variance of the out-of-fold "
          f"errors (omega squared over {BINS} bins or its categories, p below {P} after "
          "Bonferroni).",
          "What the errors follow could still be learned, or the data drift along it.",
          "Add the column or terms of it, try a more flexible model, or split by time.",
          _residuals, ("binary", "regression")),
)  # fmt: skip
