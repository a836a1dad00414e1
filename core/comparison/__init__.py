"""Runs side by side: intervals, paired tests on the same folds and rows, who cannot be told apart.

Nothing heavy loads before a name is used.
"""

from core import lazy

_WHERE = {
    "LEVEL": "core.comparison.ties",
    "Difference": "core.comparison.resampled",
    "check_comparable": "core.comparison.board",
    "compare": "core.comparison.board",
    "default_margin": "core.comparison.duel",
    "delong": "core.comparison.rows",
    "difference": "core.comparison.resampled",
    "duels": "core.comparison.duel",
    "holm": "core.comparison.ties",
    "mcnemar": "core.comparison.rows",
    "overtaken": "core.comparison.ties",
    "paired_test": "core.comparison.resampled",
    "placed": "core.comparison.board",
    "ranked": "core.comparison.board",
    "tie_groups": "core.comparison.ties",
    "verdict": "core.comparison.board",
}

__getattr__, __dir__, __all__ = lazy.names(__name__, _WHERE)
