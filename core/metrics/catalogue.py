"""The catalogue of metrics, gathered from their files."""

from __future__ import annotations

from core.metrics import classes, regression
from core.metrics.spec import Metric

METRICS: dict[str, Metric] = {
    metric.name: metric for metric in (*classes.ENTRIES, *regression.ENTRIES)
}


def metrics_for(task: str) -> list[Metric]:
    """The metrics that apply to `task`, in catalogue order."""
    return [metric for metric in METRICS.values() if task in metric.tasks]
