"""MODELS: every model, found in this folder. A new one is one entry in one of the family files."""

from importlib import import_module

from core.models.baseline import BASELINE
from core.models.engines import optional_engines
from core.models.spec import ModelSpec, Needs

_FAMILIES = (
    "baseline", "linear", "regression", "discriminant", "neighbors", "svm", "trees", "boosting",
    "neural",
)  # fmt: skip

KNOWN: dict[str, ModelSpec] = {
    spec.name: spec for family in _FAMILIES for spec in import_module(f"core.models.{family}").SPECS
}
"""Every model by name, those too whose library is not there: runs of them are still shown."""

MODELS: dict[str, ModelSpec] = {name: spec for name, spec in KNOWN.items() if spec.available}
"""The models that can be trained here."""

PRESETS = ("quick", "balanced", "thorough")

ADVICE = (
    "Under 10,000 rows, with columns that mean something and a need to explain: a classic model. "
    "Pixels, long texts or very many rows: a neural network."
)
"""What suits when, in general; each model's `when` says more."""


def models_for(task: str, preset: str = "thorough") -> list[ModelSpec]:
    """The models that can be trained for `task`, up to this preset, in catalogue order."""
    upto = PRESETS[: PRESETS.index(preset) + 1]
    return [spec for spec in MODELS.values() if task in spec.tasks and spec.preset in upto]


__all__ = [
    "ADVICE",
    "BASELINE",
    "KNOWN",
    "MODELS",
    "PRESETS",
    "ModelSpec",
    "Needs",
    "models_for",
    "optional_engines",
]
