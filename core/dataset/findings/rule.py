"""What an entry of the findings' catalogue says, and what its function gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.findings import SEVERITIES, Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from core.dataset.findings.looked import Looked

MANY, NAMED = 6, 3
"""More columns than this that one rule speaks of are one finding, which describes the first."""


@dataclass(frozen=True)
class Seen:
    """One thing that a rule saw: how bad, in which columns and rows, and what shows it.

    `fix` is one of `core.findings.FIXES`, `options` what the fix "read" reads with.
    """

    severity: str
    columns: tuple[str, ...]
    evidence: str
    rows: tuple[int, ...] = ()
    fix: str = ""
    options: dict[str, dict[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Rule:
    """One finding of the catalogue: its code, the rule with its number, why it matters."""

    code: str
    title: str
    rule: str
    why: str
    remedy: str
    find: Callable[[Looked], Iterable[Seen]]

    def findings(self, looked: Looked) -> list[Finding]:
        """What it sees, as findings; a note that it broke off, which costs nobody the table."""
        try:
            seen = list(self.find(looked))
        except MemoryError:
            raise
        except Exception as error:  # a rule looks at what nobody foresaw
            return [Finding(self.code, "note", f"Not checked: {self.title}",
                            evidence=f"The check broke off ({type(error).__name__}).",
                            why=self.why, rule=self.rule)]  # fmt: skip
        return [self.said(one) for one in (seen if len(seen) <= MANY else _together(seen))]

    def said(self, seen: Seen) -> Finding:
        """One thing seen, as a finding."""
        return Finding(
            self.code, seen.severity, self.title, seen.columns, seen.evidence, self.why,
            self.remedy, self.rule, seen.rows, seen.fix, seen.options,
        )  # fmt: skip


def _together(seen: list[Seen]) -> list[Seen]:
    """One for each severity and fix, so that a table of a thousand columns can be read."""
    found = []
    for severity in SEVERITIES:
        for fix in dict.fromkeys(one.fix for one in seen):
            alike = [one for one in seen if (one.severity, one.fix) == (severity, fix)]
            if alike:
                found.append(_one(alike))
    return found


def _one(alike: list[Seen]) -> Seen:
    columns = tuple(dict.fromkeys(name for one in alike for name in one.columns))
    said = " ".join(one.evidence for one in alike[:NAMED])
    rest = len(alike) - NAMED
    options: dict[str, dict[str, Any]] = {}
    for one in alike:
        for key, of in one.options.items():
            options.setdefault(key, {}).update(of)
    more = f" And {rest:,} more." if rest > 0 else ""
    return Seen(alike[0].severity, columns, said + more, (), alike[0].fix, options)
