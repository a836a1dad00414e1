"""Twenty sessions at once on one server, each with a canary of its own in all that it made.

Each session opens every page of its own question in an order of its own and runs each again, with
a pause between two clicks. What a page sends must hold no canary but its session's: only Home,
Runs and System list what everybody has made.
"""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import core
from tests.data import dataset
from tests.visiting import visitor

if TYPE_CHECKING:
    from pathlib import Path

    from tests.serving import Server

OWN = ("data", "explore", "setup", "train", "compare", "model", "predict")
SHARED = ("", "runs", "system")
CANARY = re.compile(rb"canary\d+z")
CLICKS = 2
"""Runs of each page after its first."""


@dataclass
class Seen:
    """What came of it: seconds of first views and of reruns, and canaries out of place."""

    views: list[float] = field(default_factory=list)
    reruns: list[float] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    own: int = 0
    """Views in which a session saw its own canary."""


def canary(number: int) -> str:
    """The text that only this session may see."""
    return f"canary{number}z"


def fill(home: Path, sessions: int, rows: int = 90) -> list[dict[str, str]]:
    """A dataset, a question, two runs and a note for each session; the ids of each."""
    store, links = core.open_store(home), []
    for number in range(sessions):
        name, rng = canary(number), np.random.default_rng(number)
        x, noise = rng.normal(size=(2, rows))
        frame = pd.DataFrame({
            f"{name}_x": x, f"{name}_place": rng.choice([f"{name} hill", f"{name} sea"], rows),
            f"{name}_left": np.where(x + noise > 0, f"{name} yes", f"{name} no"),
        })  # fmt: skip
        table = dataset(frame, home, name=f"{name} table")
        split = core.Split("stratified", folds=2)
        asked = core.Experiment.of(table, f"{name}_left", split=split, holdout=0.0)
        runs = [core.train(asked, model, title=f"{name} {model}") for model in ("linear", "dummy")]
        for run in runs:
            store.save(run)
            store.mark(run.id, tags=[name], note=f"{name} was here")
        links.append({"dataset": table.id, "experiment": asked.id, "run": runs[0].id})
    store.close()
    return links


def use(server: Server, link: dict[str, str], number: int, pause: float) -> Seen:
    """One session's walk."""
    seen, rng = Seen(), np.random.default_rng(number)
    me = canary(number).encode()
    with visitor(server) as session:
        for page in rng.permutation([*OWN, *SHARED]):
            time.sleep(rng.uniform(0.5, 1.5) * pause)
            seen.views.append(session.visit(str(page), **link).seconds)
            for turn in range(CLICKS + 1):
                found = set(CANARY.findall(session.seen))
                if page in OWN:
                    seen.strangers += [f"{page}: {one.decode()}" for one in found - {me}]
                    seen.own += me in found
                if turn < CLICKS:
                    time.sleep(rng.uniform(0.5, 1.5) * pause)
                    seen.reruns.append(session.rerun().seconds)
    return seen


def crowd(server: Server, links: list[dict[str, str]], pause: float) -> Seen:
    """All sessions at once; what they saw together."""
    with ThreadPoolExecutor(len(links)) as pool:
        walks = [pool.submit(use, server, link, number, pause) for number, link in enumerate(links)]
        found, whole = [walk.result() for walk in walks], Seen()
    for one in found:
        whole.views += one.views
        whole.reruns += one.reruns
        whole.strangers += one.strangers
        whole.own += one.own
    return whole


def rest(server: Server, most: float, seconds: float) -> int:
    """The server's memory in bytes once it is below `most`, or after that time."""
    end = time.monotonic() + seconds
    while (now := server.health()["memory_bytes"]) > most and time.monotonic() < end:
        time.sleep(2)
    return now
