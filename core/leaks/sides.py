"""The sides of a split: what each fold tests, and the sealed rows, against what trains for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from core.experiment import Experiment

FEW = 20
"""A fold that tests fewer rows counts among all folds only: a row or two would be a share of it."""

Find = Callable[[np.ndarray, np.ndarray], np.ndarray]
"""Of row positions (training, test), those of the test rows that something holds for."""


@dataclass(frozen=True, eq=False)
class Crossed:
    """A side in words, the rows that are scored on it, and which of them were found in training."""

    said: str
    rows: np.ndarray
    found: np.ndarray

    @property
    def share(self) -> float:
        """The found rows' share."""
        return len(self.found) / max(len(self.rows), 1)


def crossed(experiment: Experiment, find: Find, among: np.ndarray | None = None) -> list[Crossed]:
    """What is found on each side: all folds together, the sealed rows, each fold.

    The sealed rows are held against those of the final model. `among` are the rows to look at, all
    by default. Repeats deal the same rows anew, so the first one speaks for them.
    """
    looked_at = np.ones(experiment.dataset.rows, dtype=bool)
    if among is not None:
        looked_at = np.zeros(experiment.dataset.rows, dtype=bool)
        looked_at[among] = True

    def side(said: str, training: np.ndarray, test: np.ndarray) -> Crossed:
        test = test[looked_at[test]]
        return Crossed(said, test, find(training, test))

    of = range(experiment.n_folds // experiment.split.repeats)
    folds = [side(f"Worst is fold {k + 1}", *experiment.fold(k)) for k in of]
    rows, found = (np.concatenate([getattr(f, n) for f in folds]) for n in ("rows", "found"))
    sides = [Crossed("Over all folds", np.sort(rows), np.sort(found))]
    if len(experiment.holdout_rows):
        ends = experiment.final_rows, experiment.holdout_rows
        sides.append(side("Worst are the sealed rows", *ends))
    return sides + [fold for fold in folds if len(fold.rows) >= FEW]


def sharing(codes: np.ndarray) -> Find:
    """Finds the test rows whose code (rows,) a training row has, too; -1 is shared with nobody."""

    def find(training: np.ndarray, test: np.ndarray) -> np.ndarray:
        trained = np.zeros(codes.max() + 2, dtype=bool)
        trained[codes[training]] = True
        trained[-1] = False
        return test[trained[codes[test]]]

    return find
