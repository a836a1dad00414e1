"""Drills: killed, cancelled, stuck, out of memory, a full disk; what is lost, what stays stuck.

Each drill is one of tests/faults, many times over, at a random moment each time; servers die five
times over one store. "Unattended" is a job that is shown at work and has no worker, ten seconds on.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

from core.jobs.child import ROOT
from tests.faults import drills
from tests.faults.server_kill import server_killed
from tests.faults.yard import UNATTENDED, yard

BLOCK, PER_STORE = 10, 5
TIMES = {
    "worker killed": 50, "server killed": 50, "cancelled in lightgbm": 40, "cancelled in torch": 30,
    "cancelled in scikit-learn": 30, "stuck": 20, "out of memory": 20, "disk full": 10,
}  # fmt: skip
CASES = [(drill, block) for block in range(5) for drill in TIMES if block * BLOCK < TIMES[drill]]
IN_YARD: dict[str, Callable] = {
    "worker killed": drills.worker_killed,
    "stuck": drills.stuck,
    "out of memory": drills.out_of_memory,
    **{
        f"cancelled in {library}": lambda yard, seed, library=library: drills.cancelled(
            yard, seed, library
        )
        for library in drills.INSIDE
    },
}
WORST = {"worker killed": 10.0, "server killed": 5.0, "cancelled": 2.0, "stuck": 5.0}
"""Seconds: until it is said, until the next server is ready, until the worker is gone, over its
limit. Half of them must keep it; on a machine that is busy otherwise the slowest may not."""


def prove(drill: str, block: int) -> dict:
    """Ten times one drill: the seconds of those that went well, what went wrong with the others."""
    warnings.filterwarnings("ignore", category=RuntimeWarning)  # torch's on a machine without GPU
    seeds = range(block * BLOCK, (block + 1) * BLOCK)
    with tempfile.TemporaryDirectory(prefix="drill-") as folder:
        if drill == "disk full":
            return _full(Path(folder))
        if drill == "server killed":
            return _told(lambda seed: _served(Path(folder), seed), seeds)
        with yard(Path(folder)) as ground:
            return _told(lambda seed: _sound(ground, IN_YARD[drill], seed), seeds)


def _sound(ground, drill: Callable, seed: int) -> float:
    took = drill(ground, seed)
    ground.sound()
    return took


def _served(folder: Path, seed: int) -> float:
    return server_killed(folder / str(seed // PER_STORE), seed)["ready"]


def _told(once: Callable[[int], float], seeds: range) -> dict:
    found = {"seconds": [], "wrong": []}
    for seed in seeds:
        try:
            found["seconds"].append(round(once(seed), 3))
        except Exception as error:
            found["wrong"].append([_how(error), seed, f"{type(error).__name__}: {error}"[:300]])
    return {**found, "cores": os.cpu_count(), "load": round(os.getloadavg()[0], 1)}


def _how(error: Exception) -> str:
    if UNATTENDED in str(error):
        return "unattended"
    return "stuck" if "did not happen within" in str(error) else "lost"


def _full(folder: Path) -> dict:
    """Every kind of write, refused at its first, second, ... file or page until it fits."""
    command = [sys.executable, "-m", "tests.faults.full_disk"]
    command += [str(folder / "store"), str(folder / "made")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"seconds": [], "wrong": [["lost", 0, done.stderr[-300:]]]}
    return {"seconds": [], "wrong": [], "refused": [int(n) for n in done.stdout.split()]}


def verdict(results: list[dict]) -> tuple[bool, list[str]]:
    """Whether every drill was held as often as it should be and none lost or left anything."""
    lines = [
        "| drill | times | of | lost | stuck | unattended | median s | worst s |",
        "|---|" + "---|" * 7,
    ]
    holds = True
    for drill, of in TIMES.items():
        found = [r for r in results if r["case"][0] == drill]
        seconds = [s for r in found for s in r["seconds"]]
        wrong = [kind for r in found for kind, *_ in r["wrong"]]
        times = len(seconds) + len(wrong)
        if drill == "disk full":
            of = times = sum(sum(r.get("refused", ())) for r in found)
        limit = next((WORST[name] for name in WORST if drill.startswith(name)), float("inf"))
        middle = statistics.median(seconds) if seconds else float("nan")
        holds &= bool(times >= of and times and not wrong and not middle > limit)
        counts = [str(wrong.count(kind)) for kind in ("lost", "stuck", "unattended")]
        pace = [f"{middle:.2f}", f"{max(seconds):.2f}"] if seconds else ["", ""]
        lines.append(f"| {drill} | {times} | {of} | {' | '.join([*counts, *pace])} |")
    slow = [f"{r['case'][0]}: {text}" for r in results for _, _, text in r["wrong"]]
    return holds, [*lines, *(["", *slow] if slow else [])]
