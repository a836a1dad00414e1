"""Which versions a model was made with."""

from __future__ import annotations

import platform
from importlib import metadata

from core.models.engines import ENGINES

LIBRARIES = ("scikit-learn", "numpy", "pandas", "scipy", "skops", "lightgbm", "torch")


def versions() -> dict[str, str]:
    """Python and the libraries that fit models, as installed; none of them is imported for that."""
    found = {"Python": platform.python_version()}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found | {one.title: one.version for one in ENGINES if one.version}
