"""Which rows train, which test, which stay sealed: the split an experiment stores once.

A split is two things: `seal` takes the holdout away, `cut` deals the rest into folds. Both end as
plain arrays a row at a time, so what was picked is what is used. `seal` also cuts the inner split
of early stopping, so that groups and time are respected there in the same way.
"""

from core.splits.dealing import cut
from core.splits.picture import bands
from core.splits.sealing import before_gap, seal
from core.splits.split import KINDS, OF_KIND, TEST, TRAINING, UNUSED, Split
from core.splits.suggested import Suggestion, suggestions
from core.splits.values import codes, labels, sealed_by_column, strata

__all__ = [
    "KINDS", "OF_KIND", "TEST", "TRAINING", "UNUSED", "Split", "Suggestion", "bands",
    "before_gap", "codes", "cut", "labels", "seal", "sealed_by_column", "strata", "suggestions",
]  # fmt: skip
