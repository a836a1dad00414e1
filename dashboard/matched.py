"""Which file is predicted and which of its columns is which feature, as the link says it.

The link holds positions, "3:7" for the dataset's column 3 read from the file's column 7, and only
where the user chose otherwise than was proposed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from core import incoming
from dashboard import state

if TYPE_CHECKING:
    from core.dataset import Dataset
    from core.incoming import Columns
    from core.run import Run

GAPS, NOT_THERE = -1, -2


def open_file(dataset_id: str | None = None, match: list[str] | None = None) -> None:
    """Look at this file, with these choices; without one, put the file away."""
    state.set_option("file", dataset_id)
    state.set_option("match", match)


def read(run: Run, dataset: Dataset, proposed: Columns) -> Columns:
    """What is proposed, changed as the link says; what it says wrongly is left out."""
    columns, names = dict(proposed), run.experiment.dataset.names
    for said in state.options("match"):
        feature, _, column = said.partition(":")
        if not (feature.isdecimal() and column.removeprefix("-").isdecimal()):
            continue
        at, place = int(feature), int(column)
        if at < len(names) and NOT_THERE <= place < len(dataset.names):
            columns.pop(names[at], None)
            if place != NOT_THERE:
                columns[names[at]] = None if place == GAPS else dataset.names[place]
    return {name: columns[name] for name in run.request.features if name in columns}


def told(run: Run, dataset: Dataset, columns: Columns, proposed: Columns) -> list[str]:
    """What the link must say so that `read` gives these columns again."""
    names, said = run.experiment.dataset.names, []
    for name in run.request.features:
        if columns.get(name, "") == proposed.get(name, "") and (name in columns) == (
            name in proposed
        ):
            continue
        column = columns.get(name)
        place = NOT_THERE if name not in columns else GAPS
        said.append(
            f"{names.index(name)}:{place if column is None else dataset.names.index(column)}"
        )
    return said


def again(run: Run, dataset: Dataset, columns: Columns) -> None:
    """Look at a file again as it was predicted."""
    proposed = incoming.propose(run.request.features, dataset.names)
    open_file(dataset.id, told(run, dataset, columns, proposed))
