"""Jobs: work that outlives a click. A queue in the store, a supervisor, a process a job."""

from core.jobs.queue import STATES, Event, Job, cancel, events, job, jobs, submit
from core.jobs.runs import make_way, open_seal, resume, submit_run
from core.jobs.supervisor import Supervisor, started
from core.jobs.work import KINDS

retry = resume

__all__ = [
    "KINDS", "STATES", "Event", "Job", "Supervisor", "cancel", "events", "job", "jobs",
    "make_way", "open_seal", "resume", "retry", "started", "submit", "submit_run",
]  # fmt: skip
