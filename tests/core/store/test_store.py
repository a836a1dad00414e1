"""What is saved comes back the same, whoever writes beside; what is deleted frees its room."""

import dataclasses
import json
import subprocess
import sys
import threading

import numpy as np
import pandas as pd
import pytest

import core
from core.dataset.summary import summarize
from core.store import layout
from tests.core.store import made


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    experiment = made.experiment(tmp_path_factory.mktemp("made"), rows=90, folds=2)
    return core.train(experiment, "tree", {"max_depth": 3}, title="A small tree")


@pytest.fixture
def store(tmp_path):
    return core.open_store(tmp_path / "store")


def test_a_run_comes_back_with_all_it_stands_on(store, run):
    assert store.save(run) == run.id
    again = core.open_store(store.path).load("run", run.id)
    facts = {**run.facts, "size_bytes": len(run.packed)}
    assert again.to_json() == {**run.to_json(), "facts": facts}
    assert again.experiment.to_json() == run.experiment.to_json()
    assert np.array_equal(again.experiment.folds, run.experiment.folds)
    assert again.experiment.key == run.experiment.key
    assert again.experiment.dataset.to_json() == run.experiment.dataset.to_json()
    frame = run.experiment.dataset.frame()
    pd.testing.assert_frame_equal(again.experiment.dataset.frame(), frame)
    pd.testing.assert_frame_equal(again.oof, run.oof)
    assert len(again.curves) == len(again.learning) == 0
    pd.testing.assert_frame_equal(again.predict_proba(frame), run.predict_proba(frame))


def test_saving_twice_keeps_one(store, run):
    store.save(run)
    before = sorted(store.files.folder.rglob("*.*"))
    store.save(run)
    assert sorted(store.files.folder.rglob("*.*")) == before
    assert [record.number for record in store.list("run")] == [1]


def test_a_list_is_light_and_says_what_a_run_reached(store, run):
    store.save(run)
    (record,) = store.list("run", experiment_id=run.experiment.id, state="succeeded")
    assert (record.title, record.request, record.scores) == (run.title, run.request, run.scores)
    assert store.list("run", state="failed") == store.list("run", id="other") == []
    (dataset,) = store.list("dataset")
    assert (dataset.rows, dataset.columns) == (90, 5)
    assert store.list("experiment", dataset_id=dataset.id)[0].target == "leaves"
    with pytest.raises(ValueError, match="A run has no 'colour' to list by"):
        store.list("run", colour="red")
    with pytest.raises(ValueError, match="Got 'plot' instead"):
        store.list("plot")


def test_what_is_not_there_is_named(store):
    for kind in ("dataset", "experiment", "run"):
        with pytest.raises(ValueError, match=f"There is no {kind} abc."):
            store.load(kind, "abc")
    with pytest.raises(ValueError, match="not dict values"):
        store.save({})


def test_a_damaged_file_is_named_and_the_rest_goes_on(store, run):
    store.save(run)
    path = store.file("run", run.id, "model")
    store.files.checked.clear()
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    again = store.load("run", run.id)
    with pytest.raises(ValueError, match=f"The model file of run {run.id} is damaged"):
        again.predict(run.experiment.dataset.frame())
    assert len(again.oof) == 90
    store.file("run", run.id, "oof").unlink()
    with pytest.raises(ValueError, match=f"The oof file of run {run.id} is damaged: its file is"):
        _ = store.load("run", run.id).oof


def test_a_damaged_table_is_mended_by_deleting_and_saving_again(store, tmp_path):
    dataset = made.dataset(tmp_path)
    store.save(dataset)
    path = store.file("dataset", dataset.id, "table")
    path.unlink()
    path.write_bytes(b"no table")
    with pytest.raises(ValueError, match=f"The table file of dataset {dataset.id} is damaged"):
        store.load("dataset", dataset.id)
    store.delete("dataset", dataset.id)
    store.save(dataset)
    assert store.load("dataset", dataset.id).frame().shape == (120, 5)


def test_delete_frees_what_nothing_else_holds(store, run):
    other = core.train(run.experiment, "dummy")
    store.save(run)
    store.save(other)
    shared = store.file("run", run.id, "curves")
    assert shared == store.file("run", other.id, "curves")  # both are empty: one file
    model = store.file("run", run.id, "model")
    freed = store.delete("run", run.id)
    assert freed > 0 and not model.exists() and shared.exists()
    assert [record.id for record in store.list("run")] == [other.id]
    assert len(store.load("run", other.id).oof) == 90
    held = sum(path.stat().st_size for path in store.files.folder.rglob("*.*"))
    assert store.delete("dataset", run.experiment.dataset.id) == held
    assert not list(store.files.folder.rglob("*.*"))
    assert not store.list("dataset") + store.list("experiment") + store.list("run")


def test_delete_takes_the_upload_along(store):
    dataset = made.dataset(store.folder("uploads"))
    store.save(dataset)
    assert store.delete("dataset", dataset.id) > 0
    assert not list(store.folder("uploads").iterdir())


def test_an_experiment_takes_its_runs_along_and_leaves_the_dataset(store, run):
    store.save(run)
    store.delete("experiment", run.experiment.id)
    assert not store.list("run")
    assert store.load("dataset", run.experiment.dataset.id).frame().shape == (90, 5)


def test_a_learning_curve_is_attached_later_and_replaced(store, run):
    store.save(run)
    for score in (0.5, 0.6):
        table = pd.DataFrame({"size": [10], "fold": [0], "part": ["test"], "score": [score]})
        store.attach(run.id, "learning", table)
    assert store.load("run", run.id).learning["score"].tolist() == [0.6]
    with pytest.raises(ValueError, match="There is no run abc"):
        store.attach("abc", "learning", table)
    store.attach(run.experiment.id, "scan", {"found": [1]}, kind="experiment")
    assert store.part(run.experiment.id, "scan", "experiment") == {"found": [1]}
    assert store.part(run.id, "learning").equals(table) and store.part(run.id, "none") is None


def test_facts_are_kept_and_replaced(store):
    assert store.fact("devices") is None
    store.keep_fact("devices", [{"kind": "cpu"}])
    store.keep_fact("devices", [{"kind": "cpu", "cores": 2}])
    assert core.open_store(store.path).fact("devices") == [{"kind": "cpu", "cores": 2}]


def test_a_newer_layout_is_refused(store):
    with store.writing() as connection:
        connection.execute(layout.meta.update().values(value=layout.VERSION + 1))
    with pytest.raises(ValueError, match="made by a newer Fitboard"):
        core.open_store(store.path)


def test_a_damaged_database_is_named(tmp_path):
    (tmp_path / "fitboard.db").write_bytes(b"no database" * 1000)
    with pytest.raises(ValueError, match="is damaged"):
        core.open_store(tmp_path)


def test_threads_and_processes_write_side_by_side(store):
    """Four threads and two processes, 25 facts each, all there, none refused."""
    code = (
        "import core, sys\nstore = core.open_store(sys.argv[1])\n"
        "for i in range(25): store.keep_fact(f'{sys.argv[2]}-{i}', i)"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", code, str(store.path), name]) for name in "ab"
    ]

    def write(name):
        for i in range(25):
            store.keep_fact(f"{name}-{i}", i)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [child.wait(30) for child in children] == [0, 0]
    kept = [store.fact(f"{name}-{i}") for name in [*range(4), "a", "b"] for i in range(25)]
    assert kept == list(range(25)) * 6


def test_opening_a_store_stays_light(tmp_path):
    code = (
        "import core, core.jobs, sys\ncore.jobs.jobs(core.open_store(sys.argv[1]))\n"
        "heavy = {'sklearn', 'torch', 'lightgbm', 'pandas', 'scipy', 'skops'} & set(sys.modules)\n"
        "print(sorted(heavy))"
    )
    out = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "[]"


def test_two_runs_of_one_model_never_bear_the_same_title(store, run):
    store.save(run)
    twin = dataclasses.replace(run, id="0" * 12)
    store.save(twin)
    assert store.load("run", twin.id).title == f"{run.title} 2"
    assert [record.title for record in store.list("run")] == [f"{run.title} 2", run.title]


def test_the_summary_of_a_reading_is_kept_and_made_anew_when_damaged(store, tmp_path):
    (tmp_path / "t.csv").write_text("a,b\n" + "".join(f"{i},x{i % 3}\n" for i in range(50)))
    dataset = core.read_dataset(tmp_path / "t.csv")
    expected = summarize(dataset)
    store.save(dataset)
    for path in tmp_path.glob("*.summary.json"):
        path.unlink()
    kept = store.load("dataset", dataset.id)
    assert kept.summary.exists() and summarize(kept) == expected
    marked = expected.to_json() | {"rows": 7}
    kept.summary.unlink()
    kept.summary.write_text(json.dumps(marked))
    assert summarize(kept).rows == 7  # what is kept is read, not computed
    again = store.load("dataset", dataset.id)
    assert again.summary is None and summarize(again) == expected
    store.delete("dataset", dataset.id)
    assert not list(store.files.folder.rglob("*.*"))
