"""Sessions: twenty at once on one server, each with a canary; what it takes, and what stays.

A session clicks every four seconds on average, on a page of its own question. A rerun is the time
from the click to the end of the script. Memory is the server's: before, after a single session has
seen every page; after, when all have left and Streamlit has let their sessions go (two minutes).
"""

import os
import statistics
import tempfile
from pathlib import Path

from tests.faults.crowd import CLICKS, OWN, crowd, fill, rest
from tests.serving import serve

SESSIONS, PAUSE = 20, 4.0
CASES = [(number,) for number in range(2)]
SLOWEST, GROWTH, PATIENCE = 1.0, 1.1, 240.0


def prove(number: int) -> dict:
    """Twenty sessions in a fresh store: leaks, seconds, megabytes."""
    with tempfile.TemporaryDirectory(prefix="sessions-") as folder:
        home = Path(folder)
        links = fill(home, SESSIONS)
        with serve(home) as server:
            crowd(server, links[:1], pause=0.0)
            base = server.health()["memory_bytes"]
            seen = crowd(server, links, PAUSE)
            top = server.health()["memory_bytes"]
            after = rest(server, GROWTH * base, PATIENCE)
    return {
        "strangers": sorted(set(seen.strangers)), "own": seen.own,
        "reruns": len(seen.reruns), "median": statistics.median(seen.reruns),
        "p95": statistics.quantiles(seen.reruns, n=20)[-1],
        "views_p95": statistics.quantiles(seen.views, n=20)[-1],
        "memory": [base, top, after], "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
    }  # fmt: skip


def verdict(results: list[dict]) -> tuple[bool, list[str]]:
    """Whether nobody saw another's canary, reruns were quick and memory came back."""
    lines = [
        "| round | sessions | canaries out of place | reruns | median s | 95 % s | "
        "first views, 95 % s | MB before | MB most | MB after | load |",
        "|---|" + "---|" * 10,
    ]
    holds = len(results) == len(CASES)
    for r in results:
        base, top, after = (size / 1e6 for size in r["memory"])
        whole = r["own"] == SESSIONS * len(OWN) * (CLICKS + 1)
        holds &= whole and not r["strangers"] and r["p95"] <= SLOWEST and after <= GROWTH * base
        lines.append(
            f"| {r['case'][0] + 1} | {SESSIONS} | {len(r['strangers'])} | {r['reruns']} | "
            f"{r['median']:.2f} | {r['p95']:.2f} | {r['views_p95']:.2f} | {base:.0f} | {top:.0f} | "
            f"{after:.0f} | {r['load']} |"
        )
    return holds, lines
