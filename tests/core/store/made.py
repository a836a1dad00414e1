"""Small tables made on the spot, for what must be stored, trained or killed."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pandas as pd

from core.dataset.table import Column, Dataset
from core.experiment import Experiment
from core.splits import Split


def dataset(folder: Path, rows: int = 120, seed: int = 0, name: str = "made") -> Dataset:
    """Two numbers, a category and a target of two classes and one of numbers, as Parquet."""
    rng = np.random.default_rng(seed)
    x, noise = rng.normal(size=(2, rows))
    town = rng.choice(["Bonn", "Köln", "Trier"], rows)
    leaves = np.where(x + 0.3 * noise > 0, "yes", "no")
    frame = pd.DataFrame({"x": x, "noise": noise, "town": town, "leaves": leaves, "y": 3 * x})
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{seed}-{rows}.parquet"
    # A store may link to an earlier one: that must not change while this one is written.
    frame.to_parquet(path.with_suffix(".new"))
    path.with_suffix(".new").replace(path)
    kinds = {"x": "numeric", "noise": "numeric", "town": "categorical"}
    columns = [Column(column, kind, reason="made so") for column, kind in kinds.items()]
    columns += [Column("leaves", "categorical", "target"), Column("y", "numeric", "ignore")]
    id = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return Dataset(id, name, rows, tuple(columns), path)


def experiment(folder: Path, rows: int = 120, folds: int = 3, **asked) -> Experiment:
    """A question to such a table: which customer leaves, over a few folds."""
    asked = {"target": "leaves", "split": Split("stratified", folds=folds), "holdout": 0, **asked}
    return Experiment.of(dataset(folder, rows), **asked)
