"""The checks of a finished run, kept beside it; asked again when more is known of the run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.run import Run
    from core.store import Store

PART = "checks"


def judge(store: Store, run: Run) -> None:
    """Keep what the checks see in the run, with its importance where that is complete."""
    from core.checks import check

    importance = store.part(run.id, "importance")
    if importance is not None and importance["fold"].nunique() < 2:
        importance = None
    found = [finding.to_json() for finding in check(run, importance)]
    store.attach(run.id, PART, {"findings": found, "importance": importance is not None})
