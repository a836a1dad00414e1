"""Why a run says what it says: what it uses, how its answers change, where it errs most.

Everything here is computed from training-side rows: a sealed row is never looked at.
"""

from core import lazy

_WHERE = {
    "MOST_FEATURES": "core.explanation.importance",
    "permutation": "core.explanation.importance",
    "seconds": "core.explanation.importance",
    "summary": "core.explanation.importance",
    "dependences": "core.explanation.dependence",
    "coefficients": "core.explanation.inside",
    "nodes": "core.explanation.inside",
    "worst": "core.explanation.mistakes",
}

__getattr__, __dir__, __all__ = lazy.names(__name__, _WHERE)
