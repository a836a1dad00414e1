"""Neural networks: the torch module, its training loop and the scikit-learn estimators around them.

Lazy like `core`: a form may ask `describe` without loading scikit-learn, and torch loads only when
an estimator fits or predicts.
"""

from importlib import import_module

_WHERE = {
    "MLPClassifier": "core.networks.estimator",
    "MLPRegressor": "core.networks.estimator",
    "describe": "core.networks.size",
    "PARAMS": "core.networks.parameters",
}

__all__ = sorted(_WHERE)


def __getattr__(name: str):
    if name not in _WHERE:
        raise AttributeError(f"module 'core.networks' has no attribute {name!r}")
    value = getattr(import_module(_WHERE[name]), name)
    globals()[name] = value
    return value


def __dir__():
    return __all__
