"""The catalogue of plots, gathered from the files of the stages."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.plots.spec import Plot

_STAGES = (
    "explore", "against", "association", "setup", "training", "confusion", "ranking", "calibration",
    "gains", "threshold", "residuals", "compare", "duels", "mistakes", "importance", "dependence",
    "tree", "null", "predicted",
)  # fmt: skip

PLOTS: dict[str, Plot] = {
    plot.name: plot for stage in _STAGES for plot in import_module(f"core.plots.{stage}").ENTRIES
}
