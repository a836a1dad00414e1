"""D5: two users, the same names, the same moment: both are kept apart, nothing is overwritten."""

import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

import core
import core.jobs
from core.store import Mark
from tests.core.store import made
from tests.serving import serve
from tests.visiting import visitor

TIMES = 5


def at_once(*acts) -> list:
    """What each gives when all begin at the same moment; the ValueError of one that is refused."""
    gate = threading.Barrier(len(acts))

    def begin(act):
        gate.wait(30)
        try:
            return act()
        except ValueError as error:
            return error

    with ThreadPoolExecutor(len(acts)) as pool:
        return [waiting.result() for waiting in [pool.submit(begin, act) for act in acts]]


@pytest.fixture
def stores(tmp_path):
    """Two servers' views of one store."""
    two = [core.open_store(tmp_path / "store") for _ in range(2)]
    yield two
    for store in two:
        store.close()


def rows(seed: int) -> bytes:
    """A table of the same columns with other cells."""
    return b"x,left\n" + b"".join(b"%d,%d\n" % (i * seed, i % 2) for i in range(60))


def test_files_of_one_name_dropped_at_once_are_two_datasets(tmp_path):
    with serve(tmp_path / "home") as server, visitor(server) as one, visitor(server) as two:
        store = core.open_store(server.home)
        for turn in range(TIMES):
            at_once(one.visit, two.visit)
            seeds = (10 * turn + 1, 10 * turn + 2)
            at_once(
                partial(one.drop, "data.csv", rows(seeds[0])),
                partial(two.drop, "data.csv", rows(seeds[1])),
            )
            records = store.list("dataset")
            assert [record.name for record in records] == ["data.csv"] * 2 * (turn + 1)
            new = {store.load("dataset", record.id).frame()["x"].max() for record in records[:2]}
            assert new == {59 * seed for seed in seeds}
            for visit, seed in ((one, seeds[0]), (two, seeds[1])):
                (id,) = [part[8:] for part in visit.query.split("&") if part.startswith("dataset=")]
                assert store.load("dataset", id).frame()["x"].max() == 59 * seed
        store.close()


def test_one_question_asked_twice_at_once_is_one_and_runs_of_one_title_are_counted(
    stores, tmp_path
):
    for turn in range(TIMES):
        experiment = made.experiment(tmp_path, rows=120 + turn)
        ask = partial(core.jobs.submit_run, experiment=experiment, model="dummy", title="Mine")
        ids = at_once(*(partial(ask, store) for store in stores))
        records = stores[0].list("run", experiment_id=experiment.id)
        assert {record.id for record in records} == set(ids) and len(set(ids)) == 2
        assert sorted(record.title for record in records) == ["Mine", "Mine 2"]
        assert sorted(record.number for record in records) == [1, 2]
        assert len(stores[0].list("experiment")) == turn + 1


def test_two_runs_given_one_title_at_once_are_not_both_called_so(stores, tmp_path):
    experiment = made.experiment(tmp_path)
    ids = [core.jobs.submit_run(stores[0], experiment, "dummy") for _ in range(2)]
    for turn in range(TIMES):
        given = at_once(
            *(partial(store.rename, id, f"Best {turn}") for store, id in zip(stores, ids))
        )
        refused = [error for error in given if error is not None]
        assert len(refused) == 1 and "Another run of this experiment is called" in str(refused[0])
        titles = [record.title for record in stores[1].list("run")]
        assert titles.count(f"Best {turn}") == 1


def test_of_two_notes_written_at_once_one_is_kept_and_the_other_refused(stores, tmp_path):
    run = core.jobs.submit_run(stores[0], made.experiment(tmp_path), "dummy")
    seen = Mark()
    for turn in range(TIMES):
        words = [f"by {who} {turn}" for who in ("Anna", "Ben")]
        given = at_once(
            *(partial(s.mark, run, note=note, seen=seen) for s, note in zip(stores, words))
        )
        kept = stores[0].marks()[run].note
        assert kept == words[given.index(None)] and given.count(None) == 1
        (refused,) = [str(error) for error in given if error is not None]
        assert refused.startswith(f"Somebody else has changed the note meanwhile, to: {kept}.")
        seen = stores[1].marks()[run]


def test_a_dataset_deleted_while_a_run_is_asked_of_it_leaves_neither_half(stores, tmp_path):
    for turn in range(TIMES):
        experiment = made.experiment(tmp_path, rows=140 + turn)
        stores[0].save(experiment)
        given = at_once(
            partial(stores[0].delete, "dataset", experiment.dataset.id),
            partial(core.jobs.submit_run, stores[1], experiment, "dummy"),
        )
        there = [one for one in stores[0].list("dataset") if one.id == experiment.dataset.id]
        runs = stores[0].list("run", experiment_id=experiment.id)
        assert len(there) == len(runs), given
        if runs:
            assert stores[0].load("experiment", experiment.id).dataset.frame() is not None
