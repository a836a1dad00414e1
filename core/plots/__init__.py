"""PLOTS: every picture of the dashboard, one entry a picture. Plotly loads at first use."""

from core import lazy

_WHERE = {
    "PLOTS": "core.plots.catalogue",
    "Look": "core.plots.spec",
    "Plot": "core.plots.spec",
}

__getattr__, __dir__, __all__ = lazy.names(__name__, _WHERE)
