"""Jobs in real workers: warm start, order, the curve after the run, cancel, resume, kept apart."""

import time

import psutil
import pytest

import core
from core.jobs import queue
from tests.core.jobs.work import MIDDLE, QUICK, state, until
from tests.core.store import made


@pytest.fixture(scope="module")
def supervisor(tmp_path_factory):
    store = core.open_store(tmp_path_factory.mktemp("store"))
    supervisor = core.jobs.Supervisor(store, at_once=1)
    supervisor.start()
    until(lambda: core.jobs.started(store))
    yield supervisor
    for job in core.jobs.jobs(store, live=True):
        core.jobs.cancel(store, job.id)
    until(lambda: not core.jobs.jobs(store, live=True))
    supervisor.stop()
    assert not core.jobs.started(store)
    assert supervisor.spare.ended() is not None


@pytest.fixture(scope="module")
def store(supervisor):
    return supervisor.store


@pytest.fixture(scope="module")
def experiment(tmp_path_factory):
    return made.experiment(tmp_path_factory.mktemp("made"), rows=1000, folds=3)


def clicked(store, experiment):
    """A quick run: its id, its worker's pid, seconds from the click to its first fold's score."""
    at = time.time()
    id = core.jobs.submit_run(store, experiment, *QUICK)
    first = until(lambda: [e for e in core.jobs.events(store, id) if e.kind == "fold"])[0]
    until(lambda: state(store, id) == "succeeded")
    (job,) = [j for j in core.jobs.jobs(store) if (j.subject, j.kind) == (id, "train")]
    return id, job.worker["pid"], first.at - at


def test_a_click_takes_the_warm_spare_and_the_curve_follows(supervisor, store, experiment):
    id, _, cold = clicked(store, experiment)
    until(lambda: not core.jobs.jobs(store, live=True))
    run = store.load("run", id)
    assert len(run.oof) == 1000 and len(run.learning) == 4 * 3 * 2
    assert not [part for part in store.parts("run", id) if part.startswith("fold_")]
    spare = until(lambda: warm_spare(supervisor))
    id, pid, warm = clicked(store, experiment)
    print(f"\nclick to first fold: cold {cold:.2f} s, warm {warm:.2f} s")
    assert pid == spare and warm < cold
    assert store.load("run", id).scores == run.scores


def warm_spare(supervisor):
    """The pid of the spare once it has loaded all it will load."""
    pid = supervisor.spare.process.pid if supervisor.spare else None
    log = (supervisor.store.folder("logs") / "workers.log").read_text()
    return pid if f"worker {pid} is warm" in log else None


def at_work(store, run_id):
    return [j for j in core.jobs.jobs(store) if (j.subject, j.state) == (run_id, "running")]


def test_a_curve_makes_room_for_a_run_and_is_finished_later(store, experiment):
    slow = core.jobs.submit_run(store, experiment, "lightgbm", {"n_estimators": 200})
    until(lambda: state(store, slow) == "succeeded")
    curve = until(lambda: [j for j in at_work(store, slow) if j.kind == "learning_curve"])[0]
    quick = core.jobs.submit_run(store, experiment, "dummy")
    until(lambda: queue.job(store, curve.id).state == "queued", 5)
    until(lambda: state(store, quick) == "succeeded")
    done = until(lambda: queue.job(store, curve.id).finished)
    assert done > store.list("run", id=quick)[0].finished
    assert len(store.load("run", slow).learning) == 4 * 3 * 2


def test_cancel_is_seen_at_once_gone_in_two_seconds_and_resume_keeps_folds(store, experiment):
    id = core.jobs.submit_run(store, experiment, *MIDDLE)
    until(lambda: "fold_0" in store.parts("run", id))
    (job,) = [job for job in core.jobs.jobs(store, live=True) if job.subject == id]
    clicked = time.monotonic()
    core.jobs.cancel(store, job.id)
    assert state(store, id) in ("cancelling", "cancelled")
    until(lambda: state(store, id) == "cancelled", 5)
    until(lambda: not psutil.pid_exists(queue.job(store, job.id).worker["pid"]), 5)
    assert time.monotonic() - clicked < 2
    with pytest.raises(ValueError, match="no results yet"):
        store.load("run", id)
    kept = [part for part in store.parts("run", id) if part.startswith("fold_")]
    seen = core.jobs.events(store, id)[-1].seq
    core.jobs.resume(store, id)
    until(lambda: state(store, id) == "succeeded")
    fitted = {e.payload["fold"] for e in core.jobs.events(store, id, seen) if e.kind == "step"}
    assert fitted == {0, 1, 2} - {int(part.removeprefix("fold_")) for part in kept}
    whole = core.train(experiment, *MIDDLE)
    assert store.load("run", id).scores == whole.scores


def test_a_sentence_from_the_store_is_the_reason(store, experiment):
    store.save(experiment)
    path = store.file("dataset", experiment.dataset.id, "table")
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-1])
        id = core.jobs.submit_run(store, experiment, "dummy")
        until(lambda: state(store, id) == "failed")
    finally:
        path.write_bytes(whole)
    reason = store.list("run", id=id)[0].reason
    assert reason.startswith(f"The table file of dataset {experiment.dataset.id} is damaged")


def test_a_second_supervisor_waits_for_its_turn(store):
    second = core.jobs.Supervisor(core.open_store(store.path))
    second.start()
    time.sleep(0.3)
    assert second.spare is None and second.thread.is_alive()
    second.stop()
    assert core.jobs.started(store)
