"""A damaged file or record is found when it is read and named; the rest goes on (D4)."""

import shutil

import pytest
from sqlalchemy import text
from streamlit import config

import core
import core.jobs
from dashboard import state
from tests.core.store import made
from tests.hidden import let_work
from tests.pages.conftest import App
from tests.pages.judged import table, words

READ_BY = {"oof": "compare", "curves": "compare", "learning": "compare"}
"""A page that reads this part of a run."""


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A store with two datasets, an experiment in each, and runs with all their parts."""
    folder = tmp_path_factory.mktemp("filled")
    store = core.open_store(folder / "home")
    experiment = made.experiment(folder, rows=90, folds=2)
    ids = [core.jobs.submit_run(store, experiment, model) for model in ("linear", "tree")]
    let_work(store)
    other = made.experiment(folder, rows=70, folds=2)
    store.save(core.train(other, "dummy"))
    store.close()
    return folder / "home", experiment, ids, other


@pytest.fixture
def torn(filled, tmp_path, monkeypatch):
    """The app on a copy of it."""
    home, *rest = filled
    shutil.copytree(home, tmp_path / "home")
    monkeypatch.setenv("FITBOARD_HOME", str(tmp_path / "home"))
    config.set_option("client.showErrorDetails", "full")
    store = state.store()
    yield App(store), *rest
    store.close()
    config.set_option("client.showErrorDetails", "none")


def damage(store, kind, owner, part):
    """Change one byte in the middle of a part's file, as a bad disk does."""
    path = store.file(kind, owner, part, check=False)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.unlink()
    path.write_bytes(data)


def said(at) -> str:
    """The errors on a page; what a fragment raises is shown by the launcher's own handler."""
    raised = [error.message for error in at.exception]
    assert all(" is damaged" in message for message in raised), raised
    return " ".join([*(error.value for error in at.error), *raised]).replace("\\", "")


def test_every_part_of_a_run_is_named_when_it_is_damaged(torn):
    app, experiment, ids, _ = torn
    parts = app.store.parts("run", ids[0])
    assert {"oof", "curves", "learning", "model", "learned"} <= set(parts)
    frame = experiment.dataset.frame()
    for part in parts:
        damage(app.store, "run", ids[0], part)
        with pytest.raises(ValueError, match=f"The {part} file of run {ids[0]} is damaged"):
            if part == "model":
                app.store.load("run", ids[0]).predict(frame)
            app.store.part(ids[0], part)
    assert len(app.store.load("run", ids[1]).oof) == 90


@pytest.mark.parametrize("part", ["oof", "learning", "model", "learned"])
def test_pages_open_and_say_which_part_of_a_run_is_damaged(torn, part):
    app, experiment, ids, _ = torn
    damage(app.store, "run", ids[0], part)
    here = {"experiment": experiment.id, "run": ids}
    for page in ("compare", "model", "predict", "runs", "train", "home"):
        assert "Something went wrong" not in said(app.open(page, **here)), page
    shown = said(app.open("compare", **here))
    assert (f"The {part} file of run {ids[0]} is damaged" in shown) == (part in READ_BY)
    at = app.open("compare", experiment=experiment.id, run=ids[1])
    assert not at.exception and not at.error


@pytest.mark.parametrize(("kind", "part"), [("dataset", "table"), ("experiment", "folds")])
def test_what_stands_on_a_damaged_file_is_left_and_the_rest_goes_on(torn, kind, part):
    app, experiment, ids, other = torn
    owner = experiment.id if kind == "experiment" else experiment.dataset.id
    damage(app.store, kind, owner, part)
    for page in ("home", "data", "explore", "setup", "train", "compare", "model", "runs"):
        at = app.open(page, experiment=experiment.id, run=ids)
        assert not at.exception and "Something went wrong" not in said(at), page
        assert f"The {part} file of {kind} {owner} is damaged" in said(at), page
        at = app.open(page, experiment=other.id)
        assert not at.exception and not at.error, page


@pytest.mark.parametrize(
    ("kind", "column"),
    [("dataset", "record"), ("experiment", "record"), ("run", "record"), ("run", "request")],
)
@pytest.mark.parametrize("cell", ['{"half', "[]"])
def test_a_damaged_record_is_named_and_the_others_are_listed(torn, kind, column, cell):
    app, experiment, ids, other = torn
    owner = {"dataset": experiment.dataset.id, "experiment": experiment.id, "run": ids[0]}[kind]
    with app.store.writing() as connection:
        change = text(f"UPDATE {kind}s SET {column} = :cell WHERE id = :id")
        connection.execute(change, {"cell": cell, "id": owner})
    assert list(app.store.damaged()) == [owner]
    at = app.open("runs")
    assert not at.exception and f"({owner}) in the database is damaged" in said(at)
    assert len(table(at, "Runs")) == {"dataset": 3, "experiment": 1, "run": 2}[kind]
    for page in ("home", "compare", "model"):
        at = app.open(page, experiment=experiment.id, run=ids)
        assert not at.exception and "Something went wrong" not in said(at), (page, words(at))
        assert f"({owner}) in the database is damaged" in said(at), page
        at = app.open(page, experiment=other.id)
        assert not at.exception and not at.error, page


def test_a_damaged_job_does_not_stop_the_others(torn):
    app, experiment, _, _ = torn
    first = core.jobs.submit_run(app.store, experiment, "dummy")
    with app.store.writing() as connection:
        connection.execute(
            text("UPDATE jobs SET limits = 'x{', request = '{' WHERE state='queued'")
        )
        connection.execute(text("UPDATE events SET payload = '{' WHERE seq % 2 = 0"))
        connection.execute(text("INSERT INTO facts VALUES ('devices', '{') ON CONFLICT DO NOTHING"))
    second = core.jobs.submit_run(app.store, experiment, "dummy")
    assert all(job.limits["seconds"] > 0 for job in core.jobs.jobs(app.store))
    let_work(app.store)
    states = {run.id: run.state for run in app.store.list("run")}
    assert states[first] == states[second] == "succeeded"
    for page in ("runs", "system", "train"):
        assert not app.open(page, experiment=experiment.id).exception
