"""A Finding: something a check saw, by which rule, why it matters and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

SEVERITIES = ("serious", "warning", "note")
"""The worst first: a score that cannot be believed, one that may not be, something to know."""
FIXES = ("", "drop", "group", "time", "ignore", "read")
"""What one click may do: leave the columns out, split by the column as a group, or in time; suggest
the columns for nothing, or read the file again with `options` added to those of its reading."""


@dataclass(frozen=True)
class Finding:
    """What one rule found. All texts are plain: they may hold column names, so a page escapes them.

    `rows` are the first row positions it is about; `fix` is one of FIXES, on `columns`. `options`
    are reading options of the fix "read".
    """

    code: str
    severity: str
    title: str
    columns: tuple[str, ...] = ()
    evidence: str = ""
    why: str = ""
    remedy: str = ""
    rule: str = ""
    rows: tuple[int, ...] = ()
    fix: str = ""
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self):
        if self.severity not in SEVERITIES:
            raise ValueError(f"severity must be one of {SEVERITIES}. Got {self.severity!r}.")
        if self.fix not in FIXES:
            raise ValueError(f"fix must be one of {FIXES}. Got {self.fix!r}.")

    def to_json(self) -> dict[str, Any]:
        """As JSON types."""
        return {**asdict(self), "columns": list(self.columns), "rows": list(self.rows)}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Finding:
        """The reverse of `to_json`."""
        return cls(**{**record, "columns": tuple(record["columns"]), "rows": tuple(record["rows"])})


def worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings by severity, in their own order within each."""
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))
