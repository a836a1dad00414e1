"""What an entry of the leak scan's catalogue says, and what its function gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from core.leaks.looked import Looked


@dataclass(frozen=True)
class Seen:
    """One thing that a rule saw: how bad, in which columns and rows, and what shows it.

    `fix` is one of `core.findings.FIXES`; `remedy` stands for the rule's own where it differs.
    """

    severity: str
    columns: tuple[str, ...]
    evidence: str
    rows: tuple[int, ...] = ()
    fix: str = ""
    remedy: str = ""
    title: str = ""


@dataclass(frozen=True)
class Rule:
    """One way to leak: its code, the rule with its number, why it matters, what to do.

    `find(looked, named)` looks; `named` are the columns that rules before it spoke of.
    """

    code: str
    title: str
    rule: str
    why: str
    remedy: str
    find: Callable[[Looked, set[str]], Iterable[Seen]]

    def findings(self, looked: Looked, named: set[str]) -> list[Finding]:
        """What it sees, as findings."""
        return [
            Finding(
                self.code, seen.severity, seen.title or self.title, seen.columns, seen.evidence,
                self.why, seen.remedy or self.remedy, self.rule, seen.rows, seen.fix,
            )
            for seen in self.find(looked, named)
        ]  # fmt: skip
