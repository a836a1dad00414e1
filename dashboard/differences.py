"""What was asked of the runs differently: only the choices that tell them apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.models import KNOWN
from core.preparation import PARAMS
from dashboard.forms import say

if TYPE_CHECKING:
    from core.run import Run

BLANK = "–"
"""Shown where a run's model has no such parameter."""


def differences(runs: Sequence[Run]) -> pd.DataFrame:
    """A row a choice, a column a run (its title), as text; no rows where nothing differs.

    A parameter is in when runs that have it differ, or when one is not at its model's default.
    """
    rows = {**_parameters(runs), **_preparation(runs), **_question(runs)}
    told = {label: [say(value) for value in found] for label, found in rows.items()}
    table = pd.DataFrame.from_dict(told, orient="index", columns=[run.title for run in runs])
    return table.rename_axis("Choice").reset_index()


def _parameters(runs: Sequence[Run]) -> dict[str, list[Any]]:
    """Label -> a value a run, `BLANK` where its model has no such parameter."""
    found: dict[str, list[Any]] = {}
    changed = set()
    for i, run in enumerate(runs):
        for param in KNOWN[run.request.model].params_for(run.experiment.task):
            value = run.request.params.get(param.name, param.default)
            found.setdefault(param.label, [BLANK] * len(runs))[i] = value
            if value != param.default:
                changed.add(param.label)
    return {
        label: values
        for label, values in found.items()
        if label in changed or _differ([value for value in values if value is not BLANK])
    }


def _preparation(runs: Sequence[Run]) -> dict[str, list[Any]]:
    found = {}
    for param in PARAMS:
        values = [run.request.preparation.get(param.name, param.default) for run in runs]
        if _differ(values):
            found[param.label] = values
    single = [run.request.preparation.get("columns", {}) for run in runs]
    if _differ(single):
        found["Single columns"] = [_by_column(choices) or BLANK for choices in single]
    return found


def _by_column(choices: dict[str, dict[str, Any]]) -> str:
    """What was chosen for single columns: "age: scale robust; city: encode target"."""
    return "; ".join(
        f"{name}: {', '.join(f'{param} {say(value)}' for param, value in own.items())}"
        for name, own in choices.items()
    )


def _question(runs: Sequence[Run]) -> dict[str, list[Any]]:
    """Features and seed, where they are not the same for all."""
    found: dict[str, list[Any]] = {}
    sets = [set(run.request.features) for run in runs]
    if _differ(sets):
        every = set().union(*sets)
        left = [sorted(every - own) for own in sets]
        found["Features"] = [
            f"{len(own)}, without {', '.join(out)}" if out else f"{len(own)}"
            for own, out in zip(sets, left, strict=True)
        ]
    if _differ([run.request.seed for run in runs]):
        found["Seed"] = [run.request.seed for run in runs]
    return found


def _differ(values: Sequence[Any]) -> bool:
    return any(value != values[0] for value in values[1:])
