"""Parameters as data: one declaration gives the form, the check, the search space and the docs."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.dataset import Column


@dataclass(frozen=True, kw_only=True)
class Param:
    """What every parameter has. `main` ones stand on the model's card, the others below it."""

    name: str
    default: Any
    title: str = ""
    help: str = ""
    main: bool = False
    tasks: tuple[str, ...] | None = None
    """The tasks it applies to (binary, multiclass, regression); None means all."""

    @property
    def label(self) -> str:
        """The title, or the name made readable."""
        return self.title or self.name.replace("_", " ").capitalize()

    def applies(self, task: str) -> bool:
        """Whether a model for `task` takes this parameter."""
        return self.tasks is None or task in self.tasks

    def refuse(self, rule: str, value: Any) -> ValueError:
        """The error every check raises: parameter, rule, value."""
        return ValueError(f"{self.name} must be {rule}. Got {value!r} instead.")


@dataclass(frozen=True, kw_only=True)
class Number(Param):
    """A bounded number; `log` says that ratios, not differences, matter."""

    low: float
    high: float
    log: bool = False
    step: float | None = None
    optional: bool = False
    """Whether None ("no limit") is allowed."""

    kind = "a number"

    def check(self, value: Any) -> Any:
        """`value` in its type, if it is in [low, high]; else ValueError."""
        if value is None and self.optional:
            return None
        rule = f"{self.kind} in the range [{self.low}, {self.high}]"
        rule += " or None" if self.optional else ""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.refuse(rule, value)
        if not math.isfinite(value) or not self.low <= value <= self.high:
            raise self.refuse(rule, value)
        return self.cast(value, rule)

    def cast(self, value: float, rule: str) -> float:
        """The value as a float."""
        return float(value)


@dataclass(frozen=True, kw_only=True)
class Float(Number):
    """A real number in [low, high]."""

    kind = "a float"


@dataclass(frozen=True, kw_only=True)
class Int(Number):
    """A whole number in [low, high]."""

    kind = "an int"

    def cast(self, value: float, rule: str) -> int:
        """The value as an int, if it is whole."""
        if value != int(value):
            raise self.refuse(rule, value)
        return int(value)


@dataclass(frozen=True, kw_only=True)
class Choice(Param):
    """One of `options`."""

    options: tuple[Any, ...]

    def check(self, value: Any) -> Any:
        """`value`, if it is one of the options; else ValueError."""
        for option in self.options:
            if value == option and type(value) is type(option):
                return option
        raise self.refuse("one of " + ", ".join(map(repr, self.options)), value)


@dataclass(frozen=True, kw_only=True)
class Flag(Param):
    """True or False."""

    def check(self, value: Any) -> bool:
        """`value`, if it is a bool; else ValueError."""
        if not isinstance(value, bool):
            raise self.refuse("True or False", value)
        return value


@dataclass(frozen=True, kw_only=True)
class ByColumn(Param):
    """One of `options` for some columns, by name; those that are not named have none.

    `words` say each option in front of its columns; `kinds` are the columns it can be said of.
    """

    default: dict[str, Any] = field(default_factory=dict)
    options: tuple[Any, ...]
    words: tuple[str, ...]
    kinds: tuple[str, ...] = ("numeric",)

    def check(self, value: Any) -> dict[str, Any]:
        """`value`, if it gives one of the options to each of some names; else ValueError."""
        rule = "one of " + ", ".join(map(repr, self.options)) + " by the name of a column"
        if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
            raise self.refuse(rule, value)
        for given in value.values():
            if isinstance(given, bool) or given not in self.options:
                raise self.refuse(rule, value)
        return dict(value)

    def check_columns(self, value: dict[str, Any], columns: Sequence[Column]) -> None:
        """ValueError if a name is none of `columns`, or of one that nothing can be said about."""
        kinds = {column.name: column.kind for column in columns}
        for name in value:
            if name not in kinds:
                raise self.refuse("about features of the run only", name)
            if kinds[name] not in self.kinds:
                held = f"about {' or '.join(self.kinds)} columns only: {name} is {kinds[name]}"
                raise self.refuse(held, value)


def check_all(params: tuple[Param, ...], values: dict[str, Any], owner: str) -> dict[str, Any]:
    """Every parameter's value, checked, defaults filled in; ValueError names an unknown one."""
    known = {param.name: param for param in params}
    unknown = [name for name in values if name not in known]
    if unknown:
        raise ValueError(
            f"{owner} has no parameter {unknown[0]!r}. It takes: {', '.join(known) or 'none'}."
        )
    return {name: param.check(values.get(name, param.default)) for name, param in known.items()}
