"""Predict: what is said when there is nothing, which run predicts, one case, a file."""

import io
import re

import pandas as pd
import pytest

import core
import core.jobs
from core.jobs import queue, worker
from core.scored import beside
from dashboard import downloads, predict_form
from tests.data import dataset, mixed
from tests.dropped import drop
from tests.pages.judged import table, words

DOOR = "_predict-file-page"


@pytest.fixture(autouse=True)
def _end():
    """No predictor outlives its test's store."""
    yield
    while predict_form._asking:
        predict_form._asking.popitem()[1].close()


def predict(judged, task, number=1, **query):
    """Predict by the task's run of that number."""
    run = judged.load(task)[number]
    query = {"experiment": run.experiment.id, "run": run.id, **query}
    at = judged.open("predict", **query)
    assert not at.exception
    return at, run


def work(store) -> str:
    """Do the waiting job in this process; how it ended."""
    (job,) = core.jobs.jobs(store, live=True)
    queue.move(store, job.id, "running", "queued")
    state, values = worker.outcome(store, job)
    queue.move(store, job.id, state, "running", **values)
    return state


def test_without_an_experiment_the_page_says_what_to_do(app):
    at = app.open("predict")
    assert not at.exception and "There is no experiment in this link" in words(at)


def test_the_run_of_the_link_predicts_and_another_can_be_chosen(judged):
    first, second, *_ = judged.runs["binary"]
    at = judged.open("predict", experiment=judged.experiments["binary"], run=second, what="A file")
    assert not at.exception and not at.error
    assert at.selectbox(key="one-run").value == second
    at.selectbox(key="one-run").set_value(first).run()
    assert not at.exception
    assert at.query_params["run"] == [first, second]


def test_a_case_is_answered_as_the_run_does_it(judged):
    for task in ("binary", "multiclass", "regression"):
        answered(*predict(judged, task), task)


def answered(at, run, task):
    """The page says what the run says of the usual values, names letter by letter."""
    assert not at.error
    shown = [element.value for element in (*at.markdown, *at.caption)]
    assert not [text for text in shown if re.search(r"(?<!\\)(<img|<b>|\[x\]|\[t\]|\$a)", text)]
    known = predict_form.fields_of(run)
    frame = pd.DataFrame([{field.name: field.usual for field in known}])
    said = run.predict(frame).iloc[0]
    if task == "regression":
        assert f"## {said:.4g}"[:6] in words(at) and "80 % of the out-of-fold errors" in words(at)
    else:
        assert f"## {str(said)[:50]}" in words(at)
        shares = [bar.proto.text.rpartition(" ")[2] for bar in at.get("progress")]
        expected = sorted(run.predict_proba(frame).iloc[0], reverse=True)
        assert shares == [f"{share:.3f}" for share in expected]


def test_another_value_another_answer_and_a_strange_one_is_said(judged):
    at, run = predict(judged, "regression")
    names = run.experiment.dataset.names
    field = at.number_input(key=f"case-{run.experiment.id}-{names.index('number')}")
    before = words(at)
    field.set_value(50.0).run()
    assert not at.exception and not at.error
    assert "number = 50 is above the training range" in words(at) and words(at) != before
    for one in at.number_input:
        one.set_value(None)
    at.run()
    assert not at.exception and not at.error and "Likely between" in words(at)


def test_a_row_of_the_data_fills_the_form(judged):
    at, run = predict(judged, "binary")
    at.button(key="case-row").click().run()
    assert not at.exception and not at.error
    taken = at.session_state["_case-row"]["row"]
    assert taken in run.experiment.training_rows and f"Filled from row {taken + 1}" in words(at)
    frame = run.experiment.dataset.frame(run.request.features)
    key = f"case-{run.experiment.id}-{run.experiment.dataset.names.index('other')}"
    assert at.number_input(key=key).value == frame["other"].iloc[taken]
    at.button(key="case-usual").click().run()
    assert "Filled from row" not in words(at)


def test_the_row_taken_is_one_that_the_final_model_has_learned_from(app, tmp_path):
    """Of 300 days the final model knows the last ten."""
    frame = mixed(rows=300, classes=None).assign(day=range(300))
    split = core.Split("time", folds=3, by="day", window=10)
    asked = core.Experiment.of(dataset(frame, tmp_path), "target", split=split, holdout=0)
    run = app.store.save(core.train(asked, "tree"))
    at = app.open("predict", experiment=asked.id, run=run)
    at.button(key="case-row").click().run()
    assert not at.exception and "The model has learned from this row." in words(at)
    assert at.session_state["_case-row"]["row"] in range(290, 300)


def upload(at, frame, name="new.csv"):
    """Drop this table on the page."""
    drop(at, name, frame.to_csv(index=False).encode(), DOOR)
    assert not at.exception
    return at


def test_a_file_is_checked_predicted_and_downloaded(judged):
    at, run = predict(judged, "binary", what="A file")
    frame = run.experiment.dataset.frame(run.request.features).head(30)
    frame = frame.assign(prediction="=HYPERLINK(1)", other=frame["other"] * 100)
    upload(at, frame)
    assert not at.error and "outside the training range" in words(at)
    id = at.query_params["file"]
    at.button(key="predict-now").click().run()
    assert not at.exception and at.button(key="predict-now").disabled
    assert work(judged.store) == "succeeded"
    at = judged.open("predict", experiment=run.experiment.id, run=run.id, what="A file", file=id)
    assert not at.exception and "**30 rows predicted**" in words(at)
    assert len(table(at, "The first predicted rows")) == 30
    assert "prediction (input)" in words(at)
    dataset = judged.store.load("dataset", id)
    values = judged.store.part(run.id, f"predictions_{id}")
    text = downloads.csv(beside(dataset.frame(), values)[0])
    back = pd.read_csv(io.BytesIO(text), keep_default_na=False)
    expected = run.predict_proba(dataset.frame()).to_numpy()
    assert (back[run.columns].to_numpy(float) == expected).all()
    assert set(back["prediction (input)"]) == {"'=HYPERLINK(1)"}


def test_a_missing_column_blocks_until_it_is_matched(judged):
    at, run = predict(judged, "regression", what="A file")
    frame = run.experiment.dataset.frame(run.request.features).head(10)
    upload(at, frame.rename(columns={"number": "first", "other": "OTHER "}))
    assert at.button(key="predict-now").disabled and "1 column is missing" in words(at)
    assert "Read under another name" in words(at)
    at.selectbox[1].set_value("first").run()
    assert not at.exception and not at.button(key="predict-now").disabled
    link = {name: at.query_params[name] for name in ("experiment", "run", "what", "file", "match")}
    again = judged.open("predict", **link)
    assert not again.exception and again.selectbox[1].value == "first"
    at.button(key="predict-now").click().run()
    (job,) = core.jobs.jobs(judged.store, live=True)
    assert job.request["columns"]["number"] == "first"
    assert job.request["columns"]["other"] == "OTHER"


def test_a_bad_file_is_refused_in_a_sentence(judged):
    at, _ = predict(judged, "binary", what="A file")
    drop(at, "new.csv", b"", DOOR)
    assert not at.exception and "empty" in at.error[0].value
    assert "file" not in at.query_params


def test_past_predictions_are_listed_and_deleted_with_their_file(judged):
    at, run = predict(judged, "regression", what="A file")
    upload(at, run.experiment.dataset.frame(run.request.features).head(12), "past <b>.csv")
    at.button(key="predict-now").click().run()
    work(judged.store)
    id = at.query_params["file"]
    at.button(key="put-away").click().run()
    assert not at.exception and "file" not in at.query_params
    assert "Predicted before" in words(at) and "past <b>.csv · 12 rows" in words(at)
    at.button(key=f"past-{id}").click().run()
    assert at.query_params["file"] == id and "**12 rows predicted**" in words(at)
    at.button(key="put-away").click().run()
    at.button(key=f"forget-{id}").click().run()
    assert not at.exception and "Predicted before" not in words(at)
    assert not judged.store.list("dataset", id=id)
    assert run.experiment.dataset.id in [one.id for one in judged.store.list("dataset")]
