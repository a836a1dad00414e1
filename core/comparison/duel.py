"""Who beats whom: each run against a reference, with the user's margin; all pairs at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from core.comparison.board import check_comparable
from core.comparison.resampled import difference
from core.comparison.rows import delong, mcnemar
from core.comparison.ties import can_be_tied, holm
from core.metrics import METRICS
from core.models import BASELINE

if TYPE_CHECKING:
    import pandas as pd

    from core.experiment import Experiment
    from core.run import Run

SURE = 0.95
"""From this probability on a sentence decides (Benavoli et al. 2017 use the same)."""
TOGETHER = ("group", "time")
"""What a split goes by where rows are not independent, so that tests over rows do not hold."""
TESTS = ("p", "mcnemar", "delong")


def default_margin(metric: str, experiment: Experiment) -> float:
    """What counts as practically equal: 0.01, or 1 % of the target's spread where it has its unit.

    The spread is the standard deviation of the target's training rows.
    """
    entry = METRICS[metric]
    if not entry.unit:
        return entry.margin
    spread = float(experiment.y(experiment.training_rows).std())
    return float(f"{entry.margin * spread ** (2 if entry.unit == 'squared' else 1):.2g}")


def duels(
    runs: Sequence[Run], reference: str | None = None, metric: str | None = None, margin=None
) -> pd.DataFrame:
    """A row for each run but the reference (an id; default the first), in the runs' order.

    Columns: run, title, gain (how much better the reference is), low, high (its 95 % interval),
    better, equal, worse (probabilities, with `margin`), p (corrected resampled t), mcnemar, delong
    (p-values, each Holm-adjusted over the rows), only_reference, only_other (rows that one of the
    two has right), said (a sentence). NaN where a test does not apply. ValueError for runs that may
    not be compared and for a margin below 0.
    """
    import pandas as pd

    check_comparable(runs)
    experiment = runs[0].experiment
    metric = metric or experiment.metric
    margin = default_margin(metric, experiment) if margin is None else margin
    if not margin >= 0:
        raise ValueError(f"margin must be a float in the range [0, inf). Got {margin!r} instead.")
    first = next((run for run in runs if run.id == reference), runs[0])
    pooled = {} if experiment.split.of.by in TOGETHER else _pooled(runs)
    rows = [_row(first, run, metric, margin, pooled) for run in runs if run is not first]
    table = pd.DataFrame(rows, columns=_COLUMNS)
    for name in TESTS:
        table[name] = holm(table[name].astype(float))
    table.attrs = {
        "reference": first.id, "title": first.title, "metric": metric, "margin": float(margin),
        "caption": METRICS[metric].caption(experiment), "split": experiment.split.of.by,
        "task": experiment.task,
        "baselines": [run.id for run in runs if run.request.model == BASELINE],
    }  # fmt: skip
    return table


def chances(runs: Sequence[Run], metric: str, margin: float) -> pd.DataFrame:
    """A row a pair, both ways: run, title, other, other_title, better, equal, worse."""
    import pandas as pd

    rows = []
    for a in runs:
        for b in runs:
            if a is not b:
                found = _tested(a, b, metric)
                three = found.chances(margin) if found else (np.nan,) * 3
                rows.append((a.id, a.title, b.id, b.title, *three))
    names = ["run", "title", "other", "other_title", "better", "equal", "worse"]
    return pd.DataFrame(rows, columns=names)


_COLUMNS = ["run", "title", "gain", "low", "high", "better", "equal", "worse", "p", "mcnemar",
            "delong", "only_reference", "only_other", "said"]  # fmt: skip


def _tested(a: Run, b: Run, metric: str):
    """Their difference, None where a score was chosen on its own predictions or has one fold."""
    fair = can_be_tied(a, metric) and can_be_tied(b, metric)
    return difference(a, b, metric) if fair else None


def _pooled(runs: Sequence[Run]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Run id -> targets (n,) and out-of-fold probabilities (n, k) of the same rows."""
    return {} if runs[0].experiment.task == "regression" else {r.id: r.pooled()[1:] for r in runs}


def _row(first: Run, run: Run, metric: str, margin: float, pooled) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(_COLUMNS, np.nan) | {"run": run.id, "title": run.title}
    means = first.scores[metric].mean, run.scores[metric].mean
    if None not in means:
        gap = means[0] - means[1]
        row["gain"] = gap if METRICS[metric].greater_is_better else -gap
    found = _tested(first, run, metric)
    if found:
        row["gain"], (row["low"], row["high"]) = found.mean, found.interval()
        row["better"], row["equal"], row["worse"] = found.chances(margin)
        row["p"] = found.p
    if pooled:
        row |= _over_rows(first, run, pooled)
    return row | {"said": _said(first, run, metric, row, margin)}


def _over_rows(first: Run, run: Run, pooled) -> dict[str, Any]:
    """McNemar, unless a threshold was chosen on these rows; DeLong where there is one ROC curve."""
    (y, a), (_, b) = pooled[first.id], pooled[run.id]
    found = {}
    if all(one.threshold == type(one).threshold for one in (first, run)):
        only_a, only_b, p = mcnemar(y, first.labels(a), run.labels(b))
        found = {"only_reference": only_a, "only_other": only_b, "mcnemar": p}
    if first.experiment.task == "binary":
        found["delong"] = delong(y == 1, a[:, 1], b[:, 1])[2]
    return found


def _said(first: Run, run: Run, metric: str, row: dict[str, Any], margin: float) -> str:
    """The row in one plain sentence."""
    a, b = first.title, run.title
    if first.scores[metric].selected or run.scores[metric].selected:
        chosen = a if first.scores[metric].selected else b
        return f"{chosen} was chosen on these very predictions: no test between the two is fair."
    if np.isnan(row["better"]):
        return f"Too few folds to say anything about {a} and {b}."
    if row["better"] >= SURE:
        return f"{a} is better than {b}, by more than {margin:g}: {_chance(row['better'])}."
    if row["worse"] >= SURE:
        return f"{b} is better than {a}, by more than {margin:g}: {_chance(row['worse'])}."
    if row["equal"] >= SURE:
        return f"{a} and {b} are practically equal, within {margin:g}: {_chance(row['equal'])}."
    three = {f"{a} better": row["better"], "practically equal": row["equal"],
             f"{b} better": row["worse"]}  # fmt: skip
    told = ", ".join(f"{words} {_percent(share)}" for words, share in three.items())
    return f"Not decided between {a} and {b}: {told}."


def _chance(share: float) -> str:
    return f"{_percent(share)} sure"


def _percent(share: float) -> str:
    return (
        "over 99 %" if share > 0.995 else "under 1 %" if share < 0.005 else f"{100 * share:.0f} %"
    )
