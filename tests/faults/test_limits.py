"""A job that takes too long or too much memory ends alone, and says which limit it was."""

import pytest

import core
from tests.core.jobs.work import LONG, until
from tests.core.store import made


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    store = core.open_store(tmp_path_factory.mktemp("store"))
    supervisor = core.jobs.Supervisor(store, at_once=1)
    supervisor.start()
    yield store
    for job in core.jobs.jobs(store, live=True):
        core.jobs.cancel(store, job.id)
    until(lambda: not core.jobs.jobs(store, live=True))
    supervisor.stop()


@pytest.fixture(scope="module")
def experiment(tmp_path_factory):
    return made.experiment(tmp_path_factory.mktemp("made"), rows=400, folds=3)


def finished(store, run_id):
    record = until(lambda: [r for r in store.list("run", id=run_id) if r.finished])[0]
    return record.state, record.reason


def test_a_run_ends_at_its_time_limit(store, experiment):
    id = core.jobs.submit_run(store, experiment, *LONG, limits={"seconds": 2})
    assert finished(store, id) == ("failed", "It was ended at its time limit of 2 s.")
    (job,) = core.jobs.jobs(store)
    assert job.finished - job.started < 6


def test_a_run_ends_at_its_memory_limit_and_the_next_goes_on(store, experiment):
    id = core.jobs.submit_run(store, experiment, *LONG, limits={"memory": 50e6})
    after = core.jobs.submit_run(store, experiment, "dummy")
    assert finished(store, id) == ("failed", "It needed more than 0.1 GB of memory.")
    assert finished(store, after) == ("succeeded", "")
