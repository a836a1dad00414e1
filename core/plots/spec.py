"""What a catalogue entry of a plot says: its table, its picture, its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.plots.template import PALETTE_DARK, PALETTE_LIGHT
from core.target import TASKS

if TYPE_CHECKING:
    import pandas as pd
    import plotly.graph_objects as go


@dataclass(frozen=True)
class Look:
    """How a picture is drawn: on a dark page or not, and the colour (hex) of each run by its id."""

    dark: bool = False
    colours: Mapping[str, str] = field(default_factory=dict)

    @property
    def palette(self) -> tuple[str, ...]:
        """The eight colours of this theme."""
        return PALETTE_DARK if self.dark else PALETTE_LIGHT

    def colour(self, run: str, position: int = 0) -> str:
        """The colour of a run; where none is set, the palette's colour at `position`."""
        return self.colours.get(run) or self.palette[position % len(self.palette)]


@dataclass(frozen=True)
class Plot:
    """One picture. The numbers are in `table`, so that a test, a download and the picture agree.

    `table(subject, **options)` gives a DataFrame with what is not a column (titles, totals) in
    `.attrs`; the subject is a list of runs, for stage "setup" an experiment, for "explore" a
    dataset, for "model" what `core.explanation` found of one run. `draw(table, look)` gives a
    Plotly figure, or is None where the table is the picture. `sentence(table)` says in plain words,
    with the numbers, what there is to see.
    """

    name: str
    title: str
    stage: str
    help: str
    table: Callable[..., pd.DataFrame]
    draw: Callable[[pd.DataFrame, Look], go.Figure] | None
    sentence: Callable[[pd.DataFrame], str]
    tasks: tuple[str, ...] = TASKS

    def applies(self, experiment: Any) -> bool:
        """Whether there is anything to draw for this experiment."""
        return experiment.task in self.tasks
