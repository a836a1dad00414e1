"""The queue: order, who may change what, and everything checked before it is queued."""

import threading

import pytest

import core
from core.jobs import queue
from tests.core.store import made


@pytest.fixture
def store(tmp_path):
    return core.open_store(tmp_path / "store")


@pytest.fixture
def experiment(tmp_path):
    return made.experiment(tmp_path / "made")


def test_jobs_go_by_priority_then_age(store):
    ids = [core.jobs.submit(store, "train", name, {}, priority) for name, priority in
           [("curve", -10), ("first", 0), ("second", 0), ("urgent", 5)]]  # fmt: skip
    order = [queue.claim(store).subject for _ in ids]
    assert order == ["urgent", "first", "second", "curve"]
    assert queue.claim(store) is None
    assert {job.state for job in core.jobs.jobs(store, live=True)} == {"starting"}


def test_two_who_claim_at_once_never_get_the_same_job(store):
    for number in range(40):
        core.jobs.submit(store, "train", str(number), {})
    claimed = []

    def claim():
        while job := queue.claim(store):
            claimed.append(job.id)

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == sorted(set(claimed)) and len(claimed) == 40


def test_runs_asked_for_at_the_same_moment_are_all_kept_and_numbered_apart(store, experiment):
    store.save(experiment)

    def ask():
        for _ in range(8):
            core.jobs.submit_run(store, experiment, "dummy", title="The same name")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(record.number for record in store.list("run")) == list(range(1, 33))


def test_a_change_names_the_states_it_may_come_from(store):
    id = core.jobs.submit(store, "train", "run", {})
    assert not queue.move(store, id, "succeeded", "running")
    queue.claim(store)
    assert queue.move(store, id, "running", "starting")
    core.jobs.cancel(store, id)
    assert queue.job(store, id).state == "cancelling"
    assert queue.move(store, id, "cancelled", "cancelling")
    core.jobs.cancel(store, id)
    assert queue.job(store, id).state == "cancelled" and queue.job(store, id).finished


def test_a_queued_job_is_cancelled_at_once(store):
    id = core.jobs.submit(store, "train", "run", {})
    core.jobs.cancel(store, id)
    assert queue.job(store, id).state == "cancelled" and not core.jobs.jobs(store, live=True)
    with pytest.raises(ValueError, match="There is no job 99"):
        core.jobs.cancel(store, 99)


def test_a_run_is_checked_before_it_is_queued(store, experiment):
    for wrong, message in [
        (("oracle",), "There is no model 'oracle'"),
        (("tree", {"max_depth": 0}), "max_depth must be an int in the range"),
        (("tree", None, ["y", "leaves"]), "leaves is the target"),
    ]:
        with pytest.raises(ValueError, match=message):
            core.jobs.submit_run(store, experiment, *wrong)
    with pytest.raises(ValueError, match="no limit 'patience'"):
        core.jobs.submit_run(store, experiment, "tree", limits={"patience": 1})
    with pytest.raises(ValueError, match="limit seconds must be a number above 0"):
        core.jobs.submit_run(store, experiment, "tree", limits={"seconds": -1})
    with pytest.raises(ValueError, match="no kind of job 'party'"):
        core.jobs.submit(store, "party", "run", {})
    assert not core.jobs.jobs(store) and not store.list("run")


def test_a_waiting_run_is_listed_numbered_and_not_deleted(store, experiment):
    ids = [core.jobs.submit_run(store, experiment, "tree", title=title) for title in ("a", None)]
    second, first = store.list("run", experiment_id=experiment.id)
    assert [first.id, second.id] == ids
    assert [(r.number, r.title, r.state) for r in (first, second)] == [
        (1, "a", "queued"),
        (2, core.MODELS["tree"].title, "queued"),
    ]
    with pytest.raises(ValueError, match="has no results yet"):
        store.load("run", first.id)
    with pytest.raises(ValueError, match="cancel it first"):
        store.delete("dataset", experiment.dataset.id)
    about = {id: core.jobs.jobs(store, live=True, kind="train", subject=id) for id in ids}
    assert {id: [job.subject for job in found] for id, found in about.items()} == {
        id: [id] for id in ids
    }
    assert not core.jobs.jobs(store, kind="explain") and not core.jobs.jobs(store, subject="x")
    for job in core.jobs.jobs(store, live=True):
        core.jobs.cancel(store, job.id)
    store.delete("run", first.id)
    assert [job.subject for job in core.jobs.jobs(store)] == [second.id]


def test_resume_queues_what_is_over_and_only_that(store, experiment):
    id = core.jobs.submit_run(store, experiment, "tree", limits={"seconds": 7})
    with pytest.raises(ValueError, match="Run 1 is queued"):
        core.jobs.resume(store, id)
    core.jobs.cancel(store, core.jobs.jobs(store)[0].id)
    assert store.list("run", id=id)[0].state == "cancelled"
    job = queue.job(store, core.jobs.resume(store, id))
    assert (job.state, job.limits["seconds"]) == ("queued", 7)
    assert store.list("run", id=id)[0].state == "queued"
    with pytest.raises(ValueError, match="There is no run abc"):
        core.jobs.resume(store, "abc")


def test_events_are_read_from_where_one_stopped(store):
    id = core.jobs.submit(store, "train", "run", {})
    job = queue.job(store, id)
    queue.note(store, job, [("stage", {"fold": 0}), ("step", {"step": 1})], {"fold": 0})
    queue.note(store, job, [("step", {"step": 2})], {"fold": 0, "of": 3})
    first, *rest = core.jobs.events(store, "run")
    assert (first.kind, first.payload) == ("stage", {"fold": 0})
    assert core.jobs.events(store, "run", after=first.seq) == rest
    assert [event.payload["step"] for event in rest] == [1, 2]
    assert queue.job(store, id).progress == {"fold": 0, "of": 3}


def test_a_full_queue_refuses_what_is_asked_and_takes_what_a_run_asks_for_itself(
    store, experiment, monkeypatch
):
    store.save(experiment)
    monkeypatch.setattr(queue, "MOST_WAITING", 3)
    for number in range(3):
        core.jobs.submit(store, "train", str(number), {})
        core.jobs.submit(store, "explain", str(number), {})
    with pytest.raises(ValueError, match="3 jobs are waiting already: wait until some are done"):
        core.jobs.submit(store, "predict", "one more", {})
    with pytest.raises(ValueError, match="3 jobs are waiting already"):
        core.jobs.submit_run(store, experiment, "dummy")
    assert store.list("run") == []
    core.jobs.submit(store, "learning_curve", "late", {})
    assert queue.claim(store).subject == "0"
    core.jobs.submit_run(store, experiment, "dummy")
