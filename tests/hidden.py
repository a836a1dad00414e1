"""Numbers that nobody may see yet, and the search for them in whatever is stored, sent or drawn."""

from __future__ import annotations

import base64
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import select

import core
from core.holdout import opened
from core.jobs import jobs, queue
from core.jobs.work import KINDS
from core.store import layout
from tests.data import dataset

BINARY = re.compile(rb'"bdata":\s*"([^"]+)"')


def asked(folder: Path, store, rows: int = 160):
    """A stored experiment whose targets are unique numbers of ten digits, a quarter sealed.

    Two runs are trained in it as a worker does it, with all that a run queues afterwards.
    """
    rng = np.random.default_rng(3)
    x, noise = rng.normal(size=(2, rows))
    steps = rng.permutation(rows)
    target = 5_000_000_000 + (1e9 * x).round() + 7919 * steps
    assert len(set(target)) == rows and target.min() >= 1e9 and target.max() < 1e10
    town = rng.choice(["Bonn", "Trier"], rows)
    frame = pd.DataFrame({"x": x, "noise": noise, "town": town, "price": target.astype(np.int64)})
    experiment = core.Experiment.of(
        dataset(frame, folder, "prices"), "price", split=core.Split("random", folds=3), holdout=0.25
    )
    ids = [core.jobs.submit_run(store, experiment, model) for model in ("linear", "tree")]
    let_work(store)
    assert [run.state for run in store.list("run")] == ["succeeded"] * 2
    return experiment, ids


def let_work(store) -> None:
    """Do every waiting job here and now, with its events, until none waits."""
    from core.jobs.report import Report

    while waiting := jobs(store, live=True):
        job = waiting[-1]
        assert queue.move(store, job.id, "running", "queued")
        KINDS[job.kind].work(store, job, Report(store, job))
        queue.move(store, job.id, "succeeded", "running")


class Hidden:
    """The held-out targets of an experiment, and what its runs say and score on them."""

    def __init__(self, runs: Iterable):
        runs = list(runs)
        experiment = runs[0].experiment
        self.targets = set(experiment.y(experiment.holdout_rows))
        seen = set(experiment.y(experiment.training_rows))
        assert len(self.targets) > 30 and not self.targets & seen
        self.predictions: set[float] = set()
        self.scores: set[float] = set()
        for run in runs:
            table, scores = opened(run)
            frame = experiment.dataset.frame().iloc[experiment.training_rows]
            usual = set(run.predict(frame)) | set(run.oof["prediction"])
            self.predictions |= set(table["prediction"]) - usual
            self.scores |= {s.mean for s in scores.values() if s.mean and s.mean != 1}
        self.all = self.targets | self.predictions | self.scores
        self.needles = forms(self.all)

    def within(self, data: bytes | str) -> list[str]:
        """Which of them stand in this text or these bytes, as digits or as floats or integers."""
        return within(self.needles, data)


def within(needles: Iterable[bytes], data: bytes | str) -> list[str]:
    """Which of the needles stand in this text or these bytes, packed arrays laid open."""
    data = data if isinstance(data, bytes) else data.encode()
    arrays = [base64.b64decode(found) for found in BINARY.findall(data)]
    whole = b"\0".join([data, *arrays])
    return [str(needle) for needle in needles if needle in whole]


def forms(values: Iterable[float]) -> list[bytes]:
    """These numbers as they may be sent: digits, floats, integers."""
    return [form for value in values for form in _forms(value)]


def _forms(value: float) -> Iterator[bytes]:
    if value >= 1e9:
        whole = f"{value:.0f}"
        yield whole.encode()
        yield f"{int(whole):,}".encode()
        if value == round(value):
            yield np.int64(value).tobytes()
    else:
        yield repr(float(value))[:12].encode()
    yield np.float64(value).tobytes()


def stored(store, skip: Iterable[str] = ("datasets",)) -> Iterator[tuple[str, bytes]]:
    """All that the store holds but the datasets: rows of the database, parts of things, logs."""
    for table in layout.tables.sorted_tables:
        if table.name not in skip:
            with store.reading() as connection:
                rows = connection.execute(select(table)).all()
            yield f"table {table.name}", json.dumps([list(map(str, row)) for row in rows]).encode()
    for kind in ("experiment", "run"):
        for owner in store.list(kind):
            for part in store.parts(kind, owner.id):
                yield f"{part} of {kind} {owner.id}", content(store.file(kind, owner.id, part))
    for log in store.folder("logs").iterdir():
        yield log.name, log.read_bytes()


def content(path: Path) -> bytes:
    """A file's content with whatever is packed in it laid open."""
    if path.suffix == ".parquet":
        frame = pd.read_parquet(path)
        packed = [frame[name].to_numpy(dtype=float, na_value=np.nan).tobytes()
                  for name in frame.select_dtypes("number")]  # fmt: skip
        return b"\0".join([frame.to_csv(index=False).encode(), *packed])
    data = path.read_bytes()
    if not zipfile.is_zipfile(path):
        return data
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return b"\0".join(archive.read(name) for name in archive.namelist())


def drawn(at) -> Iterator[tuple[str, bytes]]:
    """Every element of a page: its message as it would be sent, tables and charts laid open."""
    for number, element in enumerate(_elements(at._tree)):
        proto = getattr(element, "proto", None)
        if proto is None:
            continue
        said = [proto.SerializeToString()] if hasattr(proto, "SerializeToString") else []
        value = getattr(element, "value", None)
        if isinstance(value, pd.DataFrame):
            said.append(value.to_csv().encode())
            said += [value[name].to_numpy(dtype=float, na_value=np.nan).tobytes()
                     for name in value.select_dtypes("number")]  # fmt: skip
        yield f"{type(element).__name__} {element.type} {number}", b"\0".join(said)


def _elements(node) -> Iterator:
    for child in getattr(node, "children", {}).values():
        yield child
        yield from _elements(child)
