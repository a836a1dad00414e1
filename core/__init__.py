"""Fitboard's core: from a table to an honest comparison of models, without a screen.

`import core` is cheap (PEP 562): a name loads its module, and that module's libraries, when used.
"""

from core import lazy

_WHERE = {
    "read_dataset": "core.dataset",
    "read_database": "core.dataset",
    "Dataset": "core.dataset",
    "Column": "core.dataset",
    "Note": "core.dataset",
    "Experiment": "core.experiment",
    "Split": "core.splits",
    "train": "core.training",
    "Run": "core.run",
    "Score": "core.run",
    "compare": "core.comparison",
    "learning_curve": "core.learning",
    "leak_scan": "core.leaks",
    "null_test": "core.null",
    "MODELS": "core.models",
    "METRICS": "core.metrics",
    "PLOTS": "core.plots",
    "devices": "core.device",
    "Device": "core.device",
    "open_store": "core.store",
}

__getattr__, __dir__, __all__ = lazy.names(__name__, _WHERE)
