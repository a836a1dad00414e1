"""KINDS: what a worker does for each kind of job. A new kind is one entry, its work one file."""

from core.jobs.work import learning, training
from core.jobs.work.kind import Kind

KINDS: dict[str, Kind] = {
    "train": training.KIND,
    "learning_curve": learning.KIND,
}

__all__ = ["KINDS", "Kind"]
