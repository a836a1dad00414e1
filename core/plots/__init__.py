"""PLOTS: every picture of the dashboard, one entry a picture. Plotly loads at first use."""

from importlib import import_module

_STAGES = (
    "explore", "against", "association", "setup", "training", "confusion", "ranking", "residuals",
    "compare",
)  # fmt: skip
_WHERE = {"Look": "core.plots.spec", "Plot": "core.plots.spec"}

__all__ = ["PLOTS", "Look", "Plot"]


def __getattr__(name: str):
    if name == "PLOTS":
        modules = [import_module(f"core.plots.{stage}") for stage in _STAGES]
        value = {plot.name: plot for module in modules for plot in module.ENTRIES}
    elif name in _WHERE:
        value = getattr(import_module(_WHERE[name]), name)
    else:
        raise AttributeError(f"module 'core.plots' has no attribute {name!r}")
    globals()[name] = value
    return value
