"""All rules on one table: made where it is read, kept beside it, or looked for now."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.dataset.findings import labels, numbers, whole
from core.dataset.findings.looked import Looked
from core.dataset.summary import Summary, summarize
from core.findings import Finding, worst_first

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa

    from core.dataset.findings.rule import Rule
    from core.dataset.table import Column, Dataset, Note

FINDINGS: tuple[Rule, ...] = (*whole.RULES, *labels.RULES, *numbers.RULES)
"""The catalogue; a finding's code is stable."""
PART = "findings"
"""The name of the dataset's part that keeps what was found."""


@dataclass(frozen=True)
class Inspection:
    """What was found in a table, the worst first; `said` is how many rows costly rules saw."""

    findings: tuple[Finding, ...]
    said: str

    def to_json(self) -> dict[str, Any]:
        """As JSON types."""
        return {"findings": [finding.to_json() for finding in self.findings], "said": self.said}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Inspection:
        """The reverse of `to_json`."""
        return cls(tuple(map(Finding.from_json, record["findings"])), record["said"])


def kept(dataset: Dataset) -> Path:
    """Where the findings made at reading are, if there are any."""
    return dataset.path.with_suffix(".findings.json")


def inspect(dataset: Dataset) -> Inspection:
    """What the catalogue finds in a dataset: as it was stored at reading, or looked for now."""
    if (stored := kept(dataset)).exists():
        return Inspection.from_json(json.loads(stored.read_text()))
    import pyarrow.parquet as pq

    file = pq.ParquetFile(dataset.path)

    @lru_cache(1)  # most rules look at one column after the other
    def array(name: str) -> pa.Array:
        return file.read([name]).column(0).combine_chunks()

    return look_at(dataset.columns, array, summarize(dataset), dataset.notes)


def look_at(
    columns: Sequence[Column],
    array: Callable[[str], pa.Array],
    summary: Summary,
    notes: Sequence[Note] = (),
    repeated: np.ndarray | None = None,
) -> Inspection:
    """What the catalogue finds in columns typed as the reader types them, with their summary.

    `repeated` (n,) are the rows equal to an earlier one, where they are known already.
    """
    looked = Looked(columns, array, summary, notes, repeated)
    found = [finding for rule in FINDINGS for finding in rule.findings(looked)]
    return Inspection(worst_first(found), looked.said)


def imbalance_of(dataset: Dataset, target: str) -> tuple[Finding, ...]:
    """The finding about the classes of this target, if there is one; by its summary alone."""
    summary = summarize(dataset)
    looked = Looked([dataset.column(target)], lambda name: None, summary)
    rule = next(rule for rule in FINDINGS if rule.code == "imbalance")
    seen = labels.small_class(looked, dataset.column(target), summary.column(target))
    return tuple(rule.said(one) for one in seen)
