"""Neural networks: the torch module, its training loop and the scikit-learn estimators around them.

Lazy like `core`: a form may ask `describe` without loading scikit-learn, and torch loads only when
an estimator fits or predicts.
"""

from core import lazy

_WHERE = {
    "MLPClassifier": "core.networks.estimator",
    "MLPRegressor": "core.networks.estimator",
    "describe": "core.networks.size",
    "PARAMS": "core.networks.parameters",
}

__getattr__, __dir__, __all__ = lazy.names(__name__, _WHERE)
