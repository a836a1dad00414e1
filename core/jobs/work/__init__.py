"""KINDS: what a worker does for each kind of job. A new kind is one entry, its work one file."""

from core.jobs.work import (
    explaining,
    inspecting,
    leaks,
    learning,
    nested,
    null_test,
    predicting,
    seal,
    training,
)
from core.jobs.work.kind import Kind

KINDS: dict[str, Kind] = {
    "train": training.KIND,
    "learning_curve": learning.KIND,
    "explain": explaining.KIND,
    "predict": predicting.KIND,
    "leak_scan": leaks.KIND,
    "inspect": inspecting.KIND,
    "open_seal": seal.KIND,
    "null_test": null_test.KIND,
    "nested": nested.KIND,
}

__all__ = ["KINDS", "Kind"]
