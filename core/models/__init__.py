"""MODELS: every model, found in this folder. A new one is one entry in one of the family files."""

from importlib import import_module

from core.models.spec import ModelSpec, Needs

_FAMILIES = ("baseline", "linear", "trees", "boosting", "neural")

MODELS: dict[str, ModelSpec] = {
    spec.name: spec for family in _FAMILIES for spec in import_module(f"core.models.{family}").SPECS
}


def models_for(task: str) -> list[ModelSpec]:
    """The models that can be trained for `task`, in catalogue order."""
    return [spec for spec in MODELS.values() if task in spec.tasks]


__all__ = ["MODELS", "ModelSpec", "Needs", "models_for"]
