"""MODELS: every model, found in this folder. A new one is one entry in one of the family files."""

from importlib import import_module

from core.models.spec import ModelSpec, Needs

_FAMILIES = ("baseline", "linear", "trees", "boosting", "neural")

MODELS: dict[str, ModelSpec] = {
    spec.name: spec for family in _FAMILIES for spec in import_module(f"core.models.{family}").SPECS
}

__all__ = ["MODELS", "ModelSpec", "Needs"]
