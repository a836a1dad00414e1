"""The job that predicts a file: every row in order, by the run's own functions, or nothing."""

import io

import numpy as np
import pytest

import core
from core import incoming
from core.jobs import queue, worker
from core.jobs.work import predicting
from tests.data import dataset, mixed, mixed_dataset


@pytest.fixture
def asked(tmp_path):
    """A store with a run, and another table to predict on, in another order and with gaps."""
    store = core.open_store(tmp_path / "store")
    experiment = core.Experiment.of(
        mixed_dataset(tmp_path, rows=100), "target", split=core.Split("random", folds=2), holdout=0
    )
    run = core.train(experiment, "linear")
    store.save(run)
    frame = mixed(rows=95, seed=5).drop(columns="target")
    new = dataset(frame[frame.columns[::-1]], tmp_path, "new", comment="text")
    store.save(new)
    return store, run, new


def predict(store, run, new, columns=None):
    """Do the job in this process; its state."""
    columns = columns or incoming.propose(run.request.features, new.names)
    request = {"dataset": new.id, "columns": columns}
    job = queue.job(store, core.jobs.submit(store, "predict", run.id, request))
    return worker.outcome(store, job)


def test_every_row_is_predicted_as_the_run_does_it(asked, monkeypatch):
    store, run, new = asked
    monkeypatch.setattr(predicting, "CHUNK", 20)
    state, _ = predict(store, run, new)
    assert state == "succeeded"
    values, told = (store.part(run.id, part) for part in predicting.parts_of(new.id))
    frame = new.frame()
    assert values["prediction"].tolist() == run.predict(frame).tolist()
    assert np.array_equal(values[run.columns].to_numpy(), run.predict_proba(frame).to_numpy())
    assert told["rows"] == 95 and sum(told["counts"]) == 95 and told["threshold"] == 0.5


def test_the_runs_own_file_is_not_predicted_while_rows_of_it_are_sealed(asked, tmp_path):
    store, run, _ = asked
    assert predict(store, run, run.experiment.dataset)[0] == "succeeded", "nothing is sealed"
    text = "x,y\n" + "".join(f"{i / 9},{'ab'[i % 3 == 0]}\n" for i in range(300))
    own = core.read_dataset(io.BytesIO(text.encode()))
    run = core.train(core.Experiment.of(own, "y"), "linear")
    store.save(run)
    again = core.read_dataset(io.BytesIO(text.encode()), options={"kinds": {"x": "categorical"}})
    store.save(again)
    for table in (own, again):
        state, why = predict(store, run, table, {"x": "x"})
        assert state == "failed" and "60 rows of this file are sealed" in why["reason"]
        assert not store.part(run.id, predicting.parts_of(table.id)[0])
    store.record_opening(run.id, "Ana", run.open_holdout())
    assert predict(store, run, own)[0] == "succeeded"


def test_it_obeys_the_decision(asked):
    store, run, new = asked
    store.decide(run.id, 0.9)
    predict(store, run, new)
    values, told = (store.part(run.id, part) for part in predicting.parts_of(new.id))
    assert told["threshold"] == 0.9
    above = values["probability_yes"] >= 0.9
    assert (values["prediction"] == np.where(above, "yes", "no")).all()


def test_other_columns_and_none_at_all(asked):
    store, run, new = asked
    columns = {name: name for name in run.request.features} | {"number": "other", "other": None}
    predict(store, run, new, columns)
    values, told = (store.part(run.id, part) for part in predicting.parts_of(new.id))
    frame = new.frame()
    expected = run.predict_proba(frame.assign(number=frame["other"], other=None))
    assert np.array_equal(values[run.columns].to_numpy(), expected.to_numpy())
    assert told["columns"]["other"] is None
    state, _ = predict(store, run, new, dict.fromkeys(run.request.features))
    assert state == "succeeded" and len(store.part(run.id, f"predictions_{new.id}")) == 95


def test_what_cannot_be_done_leaves_nothing_half(asked):
    store, run, new = asked
    state, values = predict(store, run, new, {"number": "number"})
    assert state == "failed" and "No column of the file was given for" in values["reason"]
    store.delete("dataset", new.id)
    state, values = predict(store, run, new, {})
    assert state == "failed" and f"There is no dataset {new.id}" in values["reason"]
    assert not [part for part in store.parts("run", run.id) if part.startswith("predict")]


def test_predictions_go_with_their_run_or_by_themselves(asked):
    store, run, new = asked
    predict(store, run, new)
    assert store.detach(run.id, *predicting.parts_of(new.id)) > 0
    assert store.part(run.id, f"predictions_{new.id}") is None
    assert len(store.load("run", run.id).predict(new.frame())) == new.rows
