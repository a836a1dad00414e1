"""A finished run as one file that predicts elsewhere: a zip without pickle, read with suspicion.

It holds the fitted model (skops, by the store's list of allowed types), the run's record with its
columns, classes and threshold, and a README. No row of the data is in it.
"""

from __future__ import annotations

import io
import json
import tempfile
import uuid
import zipfile
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from core.run import Run

MODEL, RECORD, README = "model.skops", "run.json", "README.txt"
FORMAT = 1
LARGEST = 2_000_000_000
"""Bytes that a bundle's model may unpack to; its record and README may take MOST_WORDS."""
MOST_WORDS = 20_000_000
MOST_MEMBERS = 200_000
TYPES = (
    "bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float",
    "double", "string", "timestamp[s]", "timestamp[ms]", "timestamp[us]", "timestamp[ns]",
)  # fmt: skip
"""The types a column may have had on the disk; any other is a text."""

BROKEN = (
    zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError,
    RecursionError, UnicodeDecodeError, json.JSONDecodeError,
)  # fmt: skip
"""What reading a damaged or hostile archive may raise."""

ABOUT = """{title}
{line}

A model made with Fitboard. It predicts {target} ({task}) from {count} columns.

    import core.bundle                      # Fitboard's folder on the Python path
    model = core.bundle.load("model.zip")
    model.predict(frame)                    # a pandas DataFrame with the columns below
{proba}
Other columns are ignored; a missing one is refused by name. {threshold}

Columns: {columns}
{classes}Made with: {versions}
Data: {dataset} ({rows:,} rows, id {data_id}); experiment {experiment_id}; run {run_id}; seed {seed}

Nothing in this file is a pickle: loading it runs no code of the file's own.
"""


def pack(run: Run, model: bytes | None = None) -> bytes:
    """The run as the bytes of a zip; `model` is the kept model file, so that none is loaded."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(README, readme(run))
        archive.writestr(RECORD, json.dumps(_record(run), ensure_ascii=False, indent=1))
        archive.writestr(MODEL, run.packed if model is None else model, zipfile.ZIP_STORED)
    return buffer.getvalue()


def _record(run: Run) -> dict[str, Any]:
    """All of the run but its rows: what `load` needs, as JSON types."""
    import pyarrow.parquet as pq

    dataset = run.experiment.dataset
    types = pq.read_schema(dataset.path)
    stored = {name: str(types.field(name).type) for name in run.request.features}
    data = {**dataset.to_json(), "notes": [], "reading": {}}
    features = [column for column in data["columns"] if column["name"] in stored]
    return {
        "format": FORMAT,
        "run": run.to_json(),
        "experiment": {**run.experiment.to_json(), "notes": []},
        "dataset": {**data, "columns": features},
        "types": {name: kind if kind in TYPES else "string" for name, kind in stored.items()},
    }


def readme(run: Run) -> str:
    """What stands in the bundle for whoever opens it."""
    experiment, named = run.experiment, ", ".join(run.request.features)
    classes = ", ".join(str(value) for value in experiment.classes)
    binary = experiment.task == "binary"
    made = ", ".join(f"{name} {found}" for name, found in run.facts.get("versions", {}).items())
    return ABOUT.format(
        title=run.title, line="=" * len(run.title), target=experiment.target, task=experiment.task,
        count=len(run.request.features), columns=named, run_id=run.id, seed=run.request.seed,
        proba="    model.predict_proba(frame)              # a column a class\n" if classes else "",
        threshold=f"{experiment.positive} is said from a probability of {run.threshold:g} on."
        if binary else "", classes=f"Classes: {classes}\n" if classes else "",
        versions=made or "unknown versions", dataset=experiment.dataset.name,
        rows=experiment.dataset.rows, data_id=experiment.dataset.id, experiment_id=experiment.id,
    )  # fmt: skip


def load(file: str | Path | BinaryIO) -> Run:
    """The run in a bundle (a path or a binary file): `predict` and `predict_proba` work anywhere.

    It has no data and no folds. ValueError on anything that is no bundle of ours: other members, a
    path as a name, too much to unpack, a type that a model may not hold, a record that lies.
    """
    from core.store import models

    try:
        with zipfile.ZipFile(file) as archive:
            _check(archive)
            record = json.loads(archive.read(RECORD))
            model = archive.read(MODEL)
        with zipfile.ZipFile(io.BytesIO(model)) as inner:
            _bounded(inner.infolist(), LARGEST)
    except BROKEN as error:
        raise ValueError("This is not a Fitboard bundle, or it is damaged.") from error
    pipeline = models.load(model)
    try:
        return _run(record, pipeline)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("The record in this bundle is not one of Fitboard's.") from error


def _check(archive: zipfile.ZipFile) -> None:
    """Refuse what `pack` does not write."""
    members = archive.infolist()
    if sorted(member.filename for member in members) != sorted((MODEL, RECORD, README)):
        raise ValueError(f"A bundle holds {MODEL}, {RECORD} and {README}, and nothing else.")
    sizes = {member.filename: member.file_size for member in members}
    if sizes[RECORD] + sizes[README] > MOST_WORDS:
        raise ValueError("The record in this bundle is too large.")
    _bounded(members, LARGEST)


def _bounded(members: list[zipfile.ZipInfo], most: int) -> None:
    """Refuse a bomb: what the list of members says is what zipfile reads at most."""
    total = sum(member.file_size for member in members)
    if total > most or len(members) > MOST_MEMBERS:
        raise ValueError(f"This file would unpack to {total:,} bytes; at most {most:,} are read.")


def _run(record: dict[str, Any], pipeline) -> Run:
    """The Run of a record, on a dataset without rows."""
    import numpy as np

    from core.dataset.table import Dataset
    from core.experiment import Experiment
    from core.run import Run

    if record["format"] != FORMAT:
        raise ValueError(f"This bundle has format {record['format']!r}; this Fitboard reads 1.")
    dataset = Dataset.from_json(record["dataset"], _empty(record["types"]))
    none = np.zeros(0, dtype=bool)
    folds = np.zeros((0, 0), dtype=np.uint8)
    experiment = Experiment.from_json(record["experiment"], dataset, folds=folds, sealed=none)
    run = Run.from_json(record["run"], experiment, {"model": lambda: pipeline})
    known = set(record["types"]) & set(dataset.names)
    if not run.request.features or not set(run.request.features) <= known:
        raise ValueError("The record in this bundle does not describe the columns it needs.")
    # Rounded up by hand, a threshold outside 0 to 1 would say one class of every row.
    return replace(run, threshold=min(max(float(run.threshold), 0.0), 1.0))


def _empty(types: dict[str, str]) -> Path:
    """A table without rows that has the columns' types on the disk, as `core.prediction` asks."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if unknown := sorted(set(types.values()) - set(TYPES)):
        raise ValueError(f"A bundle's columns cannot be of type {', '.join(unknown)}.")
    schema = pa.schema([(str(name), pa.type_for_alias(kind)) for name, kind in types.items()])
    path = Path(_folder().name) / f"{uuid.uuid4().hex}.parquet"
    pq.write_table(schema.empty_table(), path)
    return path


@cache
def _folder() -> tempfile.TemporaryDirectory:
    """Where the tables without rows are, until this process ends."""
    return tempfile.TemporaryDirectory(prefix="fitboard-bundles-")


def as_joblib(home: str | Path, run_id: str) -> bytes:
    """A stored run's fitted Pipeline as a joblib file, made in a process of its own.

    A server loads no model. The Pipeline says class numbers, in the order of the classes. joblib is
    pickle: opening such a file runs its code, so Fitboard writes it and never reads it. ValueError
    when it cannot be made.
    """
    import subprocess
    import sys

    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "model.joblib"
        command = [sys.executable, "-m", "core.bundle", str(home), run_id, str(out)]
        root = Path(__file__).resolve().parents[1]
        done = subprocess.run(command, capture_output=True, timeout=120, check=False, cwd=root)
        if done.returncode or not out.exists():
            raise ValueError("The joblib file could not be made; the bundle can be.")
        return out.read_bytes()


def _write_joblib(home: str, run_id: str, out: str) -> None:
    """What the process of `as_joblib` does."""
    import joblib

    from core.store import open_store

    run = open_store(Path(home)).load("run", run_id)
    joblib.dump(run.model, out, compress=3)


if __name__ == "__main__":
    import sys

    _write_joblib(*sys.argv[1:4])
