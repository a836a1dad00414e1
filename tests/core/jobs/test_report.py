"""What a job says is written in few pieces, and the last of it always."""

import pytest

import core
from core.jobs import queue
from core.jobs import report as reports


@pytest.fixture
def report(tmp_path):
    store = core.open_store(tmp_path / "store")
    id = core.jobs.submit(store, "train", "run", {})
    return reports.Report(store, queue.job(store, id))


def said(report):
    return [(e.kind, e.payload) for e in core.jobs.events(report.store, "run")]


def test_quick_steps_are_thinned_and_the_last_is_kept(report, monkeypatch):
    monkeypatch.setattr(reports, "PAUSE", 1000.0)
    report({"kind": "stage", "stage": "fold", "fold": 0, "of": 2})
    for step in range(1, 1001):
        report({"kind": "step", "fold": 0, "step": step, "training": 1 / step})
    report({"kind": "stage", "stage": "final", "fold": 2, "of": 2})
    steps = [payload["step"] for kind, payload in said(report) if kind == "step"]
    assert steps == list(range(100, 1001, 100))


def test_slow_steps_are_written_as_they_come(report, monkeypatch):
    monkeypatch.setattr(reports, "PAUSE", 0.0)
    for step in (1, 2, 3):
        report({"kind": "step", "fold": 0, "step": step, "training": 0.5})
        assert said(report)[-1][1]["step"] == step


def test_progress_holds_folds_done_and_the_score_so_far(report):
    report({"kind": "stage", "stage": "fold", "fold": 0, "of": 2})
    assert queue.job(report.store, report.job.id).progress["stage"] == "fold"
    report({"kind": "fold", "fold": 0, "of": 2, "score": 0.5})
    report({"kind": "fold", "fold": 1, "of": 2, "score": 0.7})
    progress = queue.job(report.store, report.job.id).progress
    assert (progress["fold"], progress["of"]) == (2, 2)
    assert progress["score"] == pytest.approx(0.6)
