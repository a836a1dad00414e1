"""What an entry of KINDS says: a kind of work, and the worker's function for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.jobs.queue import Job
    from core.store import Store

    Report = Callable[[dict[str, Any]], None]

LATER = -10
"""The priority of work that a run never waits for, see `Supervisor`."""
URGENT = 10
"""The priority of work that somebody looks at and waits for."""


@dataclass(frozen=True)
class Kind:
    """One kind of job: its title on screen, what the worker does, and how urgent it is.

    `work(store, job, report)` reads and writes the store; work of negative priority may be ended
    and begun again at any time, so it keeps what it has finished. `stages` say in words what it is
    at in each stage that it reports: {n} is the part it works on, {of} how many there are.
    """

    title: str
    work: Callable[[Store, Job, Report], None]
    priority: int = 0
    stages: Mapping[str, str] = field(default_factory=dict)
