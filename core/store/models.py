"""A fitted pipeline as bytes and back, through skops and a list of what may be in it.

No pickle: a file names types and values, and a type that is not on the list is refused before
anything is built. Our boosting estimators hold what they fitted in the engine's own text or bytes,
our networks their weights as arrays, so they pass.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

# skops looks at every module of scikit-learn when it is loaded, and this one loads torch, two
# seconds that only networks need. A module that is None counts as absent, and skops goes on.
_TORCH = "sklearn.externals.array_api_compat.torch"
_absent = sys.modules.setdefault(_TORCH, None) is None
try:
    import skops.io
finally:
    if _absent:
        del sys.modules[_TORCH]

ALLOWED = {
    # beyond what skops trusts: scikit-learn's estimators, plain types of NumPy and Python
    "numpy.dtype",
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.ensemble._hist_gradient_boosting.predictor.TreePredictor",
    "core.preparation.frequency.FrequencyEncoder",
    "core.preparation.selection.KeepBest",
    "sklearn.model_selection._split.PredefinedSplit",
    "sklearn.model_selection._split.StratifiedKFold",
    "sklearn.tree._tree.Tree",
    # a partial of a function that is on a list itself: histogram boosting checks numbers so
    "functools.partial",
    "sklearn.utils.validation.check_array",
}
_CONVERT = ("_same_names", "as_gaps", "as_hashes", "as_labels", "as_numbers", "as_text",
            "date_parts", "gappy", "hash_names", "no_features")  # fmt: skip
# Model files of before the preparation was a package name its functions by the package.
ALLOWED |= {f"core.preparation{room}.{name}" for name in _CONVERT for room in ("", ".convert")}


def allowed() -> set[str]:
    """The full names of types and functions that a model file may hold: our catalogue's too."""
    from core.models import KNOWN

    names = set(ALLOWED)
    for spec in KNOWN.values():
        for path in (spec.classifier, spec.regressor):
            module, _, name = path.rpartition(".")
            if module.startswith("core."):
                found = getattr(import_module(module), name)
                names.add(f"{found.__module__}.{found.__qualname__}")
    return names


def dump(model: Pipeline) -> bytes:
    """The fitted pipeline as bytes; ValueError if it holds what could not be read back."""
    data = skops.io.dumps(model, compression=ZIP_DEFLATED, compresslevel=1)
    _refuse(skops.io.get_untrusted_types(data=data))
    return data


def load(data: bytes) -> Pipeline:
    """The reverse of `dump`: it predicts the same, bit by bit. ValueError on anything else."""
    try:
        unknown = skops.io.get_untrusted_types(data=data)
    except Exception as error:  # whatever a broken archive makes skops say
        raise ValueError("This is not a model file.") from error
    _refuse(unknown)
    return skops.io.loads(data, trusted=sorted(unknown))


def _refuse(unknown: list[str]) -> None:
    foreign = sorted(set(unknown) - allowed())
    if foreign:
        raise ValueError(f"A model file may not hold {', '.join(foreign[:5])}.")
