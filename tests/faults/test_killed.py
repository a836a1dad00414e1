"""A worker or the server is killed (-9): it is said, the neighbours finish, the queue goes on."""

import os
import signal
import subprocess
import sys
import time

import psutil
import pytest

import core
from core.jobs import queue
from core.jobs.child import ROOT, same_process
from tests.core.jobs.work import LONG, MIDDLE, state, until
from tests.core.store import made

SERVER = (
    "import core, core.jobs, sys, time\n"
    "core.jobs.Supervisor(core.open_store(sys.argv[1]), at_once=1).start()\n"
    "time.sleep(300)"
)


@pytest.fixture
def store(tmp_path):
    return core.open_store(tmp_path / "store")


@pytest.fixture
def experiment(tmp_path):
    return made.experiment(tmp_path / "made", rows=400, folds=3)


def supervise(store, at_once):
    supervisor = core.jobs.Supervisor(store, at_once)
    supervisor.start()
    return supervisor


def end(store, supervisor):
    for job in core.jobs.jobs(store, live=True):
        core.jobs.cancel(store, job.id)
    until(lambda: not core.jobs.jobs(store, live=True))
    supervisor.stop()


def job_of(store, run_id):
    return next(job for job in core.jobs.jobs(store) if job.subject == run_id)


def running(store, run_id):
    return until(lambda: state(store, run_id) == "running" and job_of(store, run_id).worker)


def test_a_killed_worker_is_said_and_its_neighbour_finishes(store, experiment):
    supervisor = supervise(store, at_once=2)
    killed = core.jobs.submit_run(store, experiment, *LONG)
    neighbour = core.jobs.submit_run(store, experiment, *MIDDLE)
    pid = running(store, killed)["pid"]
    running(store, neighbour)
    os.kill(pid, signal.SIGKILL)
    at = time.monotonic()
    until(lambda: state(store, killed) == "interrupted", 10)
    print(f"\nkill -9 to interrupted: {time.monotonic() - at:.2f} s")
    assert "killed (SIGKILL" in store.list("run", id=killed)[0].reason
    until(lambda: state(store, neighbour) == "succeeded")
    end(store, supervisor)
    assert not psutil.pid_exists(pid)
    assert not [c for c in psutil.Process().children() if c.status() == psutil.STATUS_ZOMBIE]


def start_server(store):
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(store.path)], cwd=ROOT)
    until(lambda: core.jobs.started(store))
    return server


def kill(server):
    server.kill()
    server.wait()


def test_workers_outlive_their_server_and_are_adopted_by_the_next(store, experiment):
    server = start_server(store)
    first = core.jobs.submit_run(store, experiment, *MIDDLE)
    second = core.jobs.submit_run(store, experiment, *LONG)
    running(store, first)
    kill(server)
    until(lambda: state(store, first) == "succeeded")  # alone, without any server
    assert state(store, second) == "queued" and not core.jobs.started(store)
    server = start_server(store)
    worker = running(store, second)
    kill(server)
    third = core.jobs.submit_run(store, experiment, "dummy")
    supervisor = supervise(store, at_once=1)
    until(lambda: core.jobs.started(store))
    time.sleep(0.5)
    assert state(store, second) == "running" and same_process(worker)
    core.jobs.cancel(store, job_of(store, second).id)
    until(lambda: state(store, second) == "cancelled", 4)
    assert same_process(worker) is None
    until(lambda: state(store, third) == "succeeded")
    end(store, supervisor)


def test_server_and_worker_killed_together_leave_an_interrupted_run_and_a_queue(store, experiment):
    server = start_server(store)
    killed = core.jobs.submit_run(store, experiment, *LONG)
    waiting = core.jobs.submit_run(store, experiment, "dummy")
    pid = running(store, killed)["pid"]
    kill(server)
    os.kill(pid, signal.SIGKILL)
    supervisor = supervise(store, at_once=1)
    until(lambda: state(store, killed) == "interrupted", 10)
    assert store.list("run", id=killed)[0].reason == "Its worker is gone."
    until(lambda: state(store, waiting) == "succeeded")
    end(store, supervisor)


def test_a_job_claimed_by_a_dead_server_is_queued_again(store, experiment, monkeypatch):
    monkeypatch.setattr(core.jobs.supervisor, "START_GAP", 0.5)
    id = core.jobs.submit_run(store, experiment, "dummy")
    assert queue.claim(store).subject == id
    supervisor = supervise(store, at_once=1)
    until(lambda: state(store, id) == "succeeded")
    end(store, supervisor)
