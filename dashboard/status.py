"""The badges of the status strip, as short as it takes to stand on one line of a 1280 px window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard import machine, seal, state
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.dataset import Dataset
    from core.experiment import Experiment

ROOM = 775
"""Pixels for the badges beside the link, in a window of 1280."""
AT_WORK = 135
"""Pixels that the badge of the runs at work takes."""
LETTER, WIDE, EDGE = 6.3, 13, 32
"""Pixels of a letter, of a letter of the wide scripts, and of what is around a badge's words."""
Badge = tuple[str, str, str]
"""Words (not escaped), icon, colour."""
LEVELS = (
    {"name": 28, "target": 24, "value": 16, "folds": True, "machine": 40},
    {"name": 28, "target": 24, "value": 16, "folds": True, "machine": 11},
    {"name": 18, "target": 16, "value": 10, "folds": True, "machine": 11},
    {"name": 14, "target": 14, "value": 8, "folds": False, "machine": 11},
    {"name": 9, "target": 9, "value": 6, "folds": False, "machine": 0},
    {"name": 6, "target": 6, "value": 4, "folds": False, "machine": 0},
)
"""How long each part may be, step by step shorter."""


def badges(at_work: bool) -> list[str]:
    """Where the user stands, as Markdown: dataset, target, split and seed, holdout, machine."""
    room = ROOM - AT_WORK * at_work
    for most in LEVELS:
        found = _badges(most)
        if sum(width(words) for words, _, _ in found) <= room:
            break
    return [badge(*one) for one in found]


def _badges(most: dict[str, int]) -> list[Badge]:
    dataset, experiment = state.dataset(), state.experiment()
    found = [_table(dataset, most)] if dataset else []
    if experiment:
        found += [_target(experiment, most), _folds(experiment, most), seal.badge(experiment)]
    device = machine.label(state.store())
    short = device if len(device) <= most["machine"] else device.partition(" ·")[0]
    short = short if most["machine"] else ""
    return [*found, (shorten(short, most["machine"]), "memory", "gray")] if short else found


def _table(dataset: Dataset, most: dict[str, int]) -> Badge:
    size = f"{dataset.rows:,} × {len(dataset.columns)}"
    return f"{shorten(dataset.name, most['name'])} · {size}", "table", "blue"


def _target(experiment: Experiment, most: dict[str, int]) -> Badge:
    words = f"target {shorten(experiment.target, most['target'])}"
    if experiment.positive is not None:
        words += f" = {shorten(experiment.positive, most['value'])}"
    return words, "flag", "gray"


def _folds(experiment: Experiment, most: dict[str, int]) -> Badge:
    kind = f"{experiment.split.kind} " if most["folds"] else ""
    words = f"{experiment.n_folds} {kind}folds · seed {experiment.seed}"
    return words, "splitscreen_bottom", "gray"


def width(words: str) -> float:
    """About how many pixels a badge takes."""
    return EDGE + sum(WIDE if ord(letter) > 0x1100 else LETTER for letter in words)


def badge(words: str, icon: str, colour: str) -> str:
    """One badge as Markdown (st.badge would take a line of its own)."""
    return f":{colour}-badge[:material/{icon}: {escape(words)}]"
