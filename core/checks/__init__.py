"""CHECKS: what is asked of every finished run. A new check is one entry in one of the files.

check(run) -> findings, the worst first; the rule of each stands in its entry.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.checks import fit, predictions, procedure
from core.checks.spec import Check, Judged, Seen
from core.findings import Finding, worst_first

if TYPE_CHECKING:
    import pandas as pd

    from core.run import Run

CHECKS: dict[str, Check] = {
    check.code: check for file in (fit, predictions, procedure) for check in file.CHECKS
}
__all__ = ["CHECKS", "Check", "Judged", "Seen", "check"]


def check(run: Run, importance: pd.DataFrame | None = None) -> tuple[Finding, ...]:
    """What the catalogue sees in a run, the worst first; nothing for a baseline.

    `importance` (feature, fold, drop) as `core.explanation` gives it; without it, what needs it is
    not asked. The baseline is trained here on the same folds, which takes milliseconds.
    """
    from core.models import BASELINE
    from core.training import train

    if run.request.model == BASELINE:
        return ()
    experiment = run.experiment
    baseline = train(experiment, BASELINE, features=run.request.features[:1])
    judged = Judged(run, baseline, importance)
    asked = [one for one in CHECKS.values() if experiment.task in one.tasks]
    seen = [(one, one.look(judged)) for one in asked]
    return worst_first(one.finding(found) for one, found in seen if found)
