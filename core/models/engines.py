"""Libraries that Fitboard can train with but does not bring: found at run time, not imported."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import import_module, metadata
from importlib.util import find_spec
from typing import Any


@dataclass(frozen=True)
class Engine:
    """One optional library: what is imported, what is installed, and in which version it works."""

    module: str
    title: str
    packages: tuple[str, ...]
    """The distributions that bring the module; the first is the one to suggest."""
    tested: str
    lowest: str

    @property
    def install(self) -> str:
        """The line that installs it."""
        return f"pip install {self.packages[0]}=={self.tested}"

    @property
    def version(self) -> str:
        """The version that is there; "" when it is not installed."""
        if find_spec(self.module) is None:
            return ""
        for package in self.packages:
            try:
                return metadata.version(package)
            except metadata.PackageNotFoundError:
                continue
        return "unknown"

    @property
    def usable(self) -> bool:
        """Whether it is there in a version that is new enough; nothing is imported."""
        return bool(self.version) and _numbers(self.version) >= _numbers(self.lowest)

    def why_not(self) -> str:
        """Why it cannot be used and what to do, in a sentence; "" where it can."""
        if self.usable:
            return ""
        old = f"{self.title} {self.version} is older than {self.lowest}"
        return f"{old if self.version else f'{self.title} is not installed'}: {self.install}"


ENGINES = (
    Engine("xgboost", "XGBoost", ("xgboost-cpu", "xgboost"), "3.2.0", "3.0"),
    Engine("catboost", "CatBoost", ("catboost",), "1.2.10", "1.2"),
)


def optional_engines() -> list[tuple[str, bool, str, str]]:
    """(title, found, version, the line that installs it) of each; found means it can be used."""
    return [(one.title, one.usable, one.version, one.install) for one in ENGINES]


@cache
def engine(module: str) -> Engine:
    """The engine that brings this module."""
    return next(one for one in ENGINES if one.module == module)


def load(module: str) -> Any:
    """The imported library; ValueError with the line that installs it when it cannot be loaded."""
    wanted = engine(module)
    try:
        return import_module(module)
    except (ImportError, OSError, AttributeError) as error:
        raise ValueError(
            f"{wanted.title} cannot be loaded ({error}). Install it anew: {wanted.install}"
        ) from error


def _numbers(version: str) -> tuple[int, ...]:
    """The first numbers of a version; a version without any counts as new enough."""
    return tuple(map(int, re.findall(r"\d+", version)[:3])) or (10**6,)
