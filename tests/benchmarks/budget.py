"""A budget and how it came out; every time is a ratio, or a median beside its limit."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Budget:
    """One line of the table: what was measured, its limit, the figure, and how it was got."""

    what: str
    limit: float
    found: float
    unit: str = "times"
    how: str = ""
    at_least: bool = False

    @property
    def holds(self) -> bool:
        """Whether the figure keeps the limit."""
        return self.found >= self.limit if self.at_least else self.found <= self.limit


def whole_process(command: list[str]) -> tuple[float, int]:
    """Seconds and peak bytes of a command, its own children counted in (the largest process)."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command} ended with {process.returncode}")
    return time.perf_counter() - started, usage.ru_maxrss * 1024


def in_turn(a: Callable[[], float], b: Callable[[], float], pairs: int) -> float:
    """The median of a/b over pairs run one after the other, so that a drifting machine cancels."""
    ratios = []
    for _ in range(pairs):
        one = a()
        ratios.append(one / b())
    return statistics.median(ratios)
