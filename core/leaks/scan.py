"""All rules on one experiment."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.findings import Finding, worst_first
from core.leaks import copies, drift, groups, identities, order, single, twins
from core.leaks.looked import Looked

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.leaks.rule import Rule

RULES: tuple[Rule, ...] = (
    *copies.RULES, *identities.RULES, *order.RULES, *groups.RULES, *single.RULES, *twins.RULES,
    *drift.RULES,
)  # fmt: skip
"""In this order: a column that an earlier rule explains is not spoken of again."""


@dataclass(frozen=True)
class Scan:
    """What a scan found, the worst first, on how many rows, in how many seconds."""

    findings: tuple[Finding, ...]
    said: str
    seconds: float

    def to_json(self) -> dict[str, Any]:
        """As JSON types."""
        findings = [finding.to_json() for finding in self.findings]
        return {"findings": findings, "said": self.said, "seconds": self.seconds}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Scan:
        """The reverse of `to_json`."""
        return cls(**{**record, "findings": tuple(map(Finding.from_json, record["findings"]))})


def leak_scan(experiment: Experiment) -> Scan:
    """Look at an experiment's features, rows and split for what would flatter every model.

    What looks at the target sees training rows only; at most 20,000 of them.
    """
    started = time.perf_counter()
    looked = Looked(experiment)
    found: list[Finding] = []
    named: set[str] = set()
    for rule in RULES:
        new = rule.findings(looked, named)
        found += new
        named |= {name for one in new if one.severity != "note" for name in one.columns}
    return Scan(worst_first(found), looked.said, time.perf_counter() - started)
