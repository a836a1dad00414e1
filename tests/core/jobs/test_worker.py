"""A worker: ends with its parent, and what went wrong is said in a sentence or by a code."""

import subprocess
import sys

import pytest

import core
from core.jobs import queue, work, worker
from core.jobs.child import ROOT
from tests.core.store import made


@pytest.fixture
def store(tmp_path):
    return core.open_store(tmp_path / "store")


def test_a_spare_ends_when_its_input_closes(store):
    command = [sys.executable, "-m", "core.jobs.worker", str(store.path)]
    spare = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE)
    assert spare.poll() is None
    spare.stdin.close()
    assert spare.wait(30) == 0


def test_a_job_cancelled_before_it_began_is_not_begun(store):
    id = core.jobs.submit(store, "train", "run", {})
    core.jobs.cancel(store, id)
    assert worker.work(store, id) == 0
    assert queue.job(store, id).state == "cancelled"


def test_what_went_wrong_inside_gets_a_code_and_a_log_without_values(store, monkeypatch, capsys):
    cell = "Mrs Miller"

    def stumble(store, job, report):
        raise TypeError(f"{cell} is no number")

    monkeypatch.setitem(work.KINDS, "train", work.Kind("Training", stumble))
    id = core.jobs.submit(store, "train", "run", {})
    state, values = worker.outcome(store, queue.job(store, id))
    code = values["reason"].split("code ")[1][:8]
    said = capsys.readouterr().out
    assert state == "failed" and values["reason"] == f"Something went wrong inside (code {code})."
    assert code in said and "TypeError" in said and "stumble" in said and "Miller" not in said


def test_a_value_error_is_the_reason_itself(store, tmp_path):
    id = core.jobs.submit_run(store, made.experiment(tmp_path), "tree")
    (job,) = core.jobs.jobs(store)
    store.files.where(store.file("dataset", store.list("dataset")[0].id, "table").name).unlink()
    state, values = worker.outcome(store, job)
    assert state == "failed" and "is damaged: its file is missing" in values["reason"]
    assert id == job.subject
