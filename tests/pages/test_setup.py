"""Set up drafts a question: reasons beside defaults, changes seen at once, refusals in words."""

import json

import numpy as np
import pandas as pd
import pytest

import core.jobs
from core.dataset.table import Column, Dataset
from core.experiment import Experiment
from core.splits import Split
from tests.data import dataset, mixed, mixed_dataset


@pytest.fixture
def table(app, tmp_path):
    """A stored dataset whose last category is the target."""
    made = mixed_dataset(tmp_path)
    app.store.save(made)
    return made


def words(at) -> str:
    """All Markdown and captions of the page, without the marks of escaping."""
    found = [element.value for element in (*at.markdown, *at.caption)]
    return "\n".join(found).replace("\\", "").replace("\N{WORD JOINER}", "")


def field(at, kind: str, name: str):
    """The widget of a field by the first word of its key, which the target's name completes."""
    return next(w for w in at.get(kind) if w.key and w.key.startswith(f"{name}-"))


def press(at, label: str):
    next(button for button in at.button if button.label.replace("\\", "") == label).click()
    return at.run()


def test_without_a_dataset_the_page_says_where_to_get_one(app):
    at = app.open("setup")
    assert not at.exception and "no dataset yet" in words(at)
    assert not at.selectbox


def test_it_opens_on_cores_own_defaults_with_their_reasons(app, table):
    at = app.open("setup", dataset=table.id)
    expected = Experiment.of(table, "target")
    assert not at.exception and not at.error
    assert field(at, "selectbox", "target").value == "target"
    for said in (expected.sentence(), expected.reasons["task"], expected.reasons["metric"]):
        assert said in words(at)
    chart = json.loads(at.get("plotly_chart")[0].proto.spec)
    assert {trace["name"] for trace in chart["data"]} == {"training", "test"}


def test_a_change_is_seen_at_once_and_stands_in_the_link(app, table):
    at = app.open("setup", dataset=table.id)
    field(at, "number_input", "folds").set_value(3)
    field(at, "slider", "holdout").set_value(25)
    at.run()
    expected = Experiment.of(table, "target", split=Split("stratified", 3), holdout=0.25)
    assert expected.sentence() in words(at)
    link = {name: at.query_params[name] for name in ("dataset", "target", "folds", "holdout")}
    again = app.open("setup", **link)
    assert expected.sentence() in words(again)


def test_using_it_saves_the_question_and_goes_on_to_train(app, table):
    at = app.open("setup", dataset=table.id)
    assert app.store.list("experiment") == []
    field(at, "selectbox", "metric").set_value("f1")
    field(at, "selectbox", "positive").set_value("no")
    at.run()
    press(at, "Use this experiment")
    expected = Experiment.of(table, "target", metric="f1", positive="no")
    assert [record.id for record in app.store.list("experiment")] == [expected.id]
    assert expected.id in at.query_params["experiment"]
    assert at.title[0].value == "Train" and not at.exception


def test_an_experiment_of_the_link_is_shown_as_it_was_asked(app, table):
    asked = Experiment.of(table, "target", split=Split("random", 4, repeats=2), seed=7,
                          features=["number", "city"])  # fmt: skip
    app.store.save(asked)
    at = app.open("setup", experiment=asked.id)
    assert asked.sentence() in words(at)
    press(at, "Use this experiment")
    assert [record.id for record in app.store.list("experiment")] == [asked.id]


def test_another_target_is_another_question(app, table):
    at = app.open("setup", dataset=table.id)
    field(at, "selectbox", "target").set_value("other")
    at.run()
    assert "root_mean_squared_error" in field(at, "selectbox", "metric").value
    assert Experiment.of(table, "other").sentence() in words(at)


def test_columns_that_speak_for_a_split_are_offered_never_imposed(app, tmp_path):
    frame = mixed(rows=200).assign(patient=np.arange(200) % 40)
    made = dataset(frame, tmp_path, "grouped", comment="text")
    named = {"patient": Column("patient", "identifier", "group", "an identifier that repeats")}
    columns = tuple(named.get(column.name, column) for column in made.columns)
    made = Dataset(made.id, made.name, made.rows, columns, made.path)
    app.store.save(made)
    at = app.open("setup", dataset=made.id)
    assert "5 stratified folds" in words(at) and "an identifier that repeats" in words(at)
    press(at, "Split by patient")
    assert Experiment.of(made, "target", split=Split("group", by="patient")).sentence() in words(at)
    press(at, "Split by day")
    assert "folds in time by day" in words(at) and not at.exception


BAD = {
    "one class": ["same"] * 12,
    "all missing": [None] * 12,
    "three known rows": ["a", "b", "a"] + [None] * 9,
    "dates": list(pd.date_range("2024-01-01", periods=12)),
}


@pytest.mark.parametrize("case", BAD)
def test_a_target_that_cannot_be_predicted_is_refused_in_cores_words(app, tmp_path, case):
    frame = pd.DataFrame({"x": np.arange(12.0), "wanted": BAD[case]})
    kind = "datetime" if case == "dates" else "categorical"
    made = dataset(frame, tmp_path, "bad", wanted=kind)
    app.store.save(made)
    with pytest.raises(ValueError) as refused:
        Experiment.of(made, "wanted")
    at = app.open("setup", dataset=made.id, target="wanted")
    assert [e.value.replace("\\", "") for e in at.error] == [str(refused.value)]
    assert not at.exception and not [b for b in at.button if "Use this" in b.label]
    field(at, "selectbox", "target").set_value("x")
    assert not at.run().error


def test_fewer_folds_come_with_their_reason(app, tmp_path):
    frame = pd.DataFrame({"x": np.arange(30.0), "y": ["a"] * 27 + ["b"] * 3})
    made = dataset(frame, tmp_path)
    app.store.save(made)
    at = app.open("setup", dataset=made.id)
    assert "3 folds instead of 5, because b has 3 training rows." in words(at)


def test_names_that_look_like_markup_are_shown_letter_by_letter(app, tmp_path):
    name = "**bold** :red[x] <b>"
    frame = pd.DataFrame({name: ["a", "b"] * 10, "[y](http://z)": np.arange(20.0)})
    made = dataset(frame, tmp_path)
    app.store.save(made)
    at = app.open("setup", dataset=made.id)
    assert not at.exception and not at.error
    said = "\n".join(element.value for element in (*at.markdown, *at.caption))
    assert ":red[x]" not in said and "**bold**" not in said
    assert name in field(at, "selectbox", "target").options


def leaking(app, tmp_path):
    """A stored table whose target is the sum of two of its columns."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.uniform(size=(300, 3)), columns=["one", "two", "three"])
    made = dataset(frame.assign(total=frame["one"] + frame["two"]), tmp_path, "sum")
    app.store.save(made)
    return made


def check(app, at):
    """The page once the check that it asked for is done; the worker's part is done here."""
    at.run()
    (job,) = core.jobs.jobs(app.store, live=True)
    core.jobs.KINDS[job.kind].work(app.store, job, lambda event: None)
    core.jobs.cancel(app.store, job.id)
    return at.run()


def test_the_drafted_question_is_checked_for_leaks_once_it_rests(app, tmp_path):
    made = leaking(app, tmp_path)
    at = app.open("setup", dataset=made.id)
    assert "Looking at the training rows" in words(at)
    assert core.jobs.jobs(app.store) == []
    at = check(app, at)
    assert not at.exception and not at.error
    assert "total = one + two" in words(at) and "1 serious" in words(at)
    assert app.store.list("experiment") == []


def test_a_leak_is_mended_by_a_click_and_what_was_found_goes_along(app, tmp_path):
    made = leaking(app, tmp_path)
    at = check(app, app.open("setup", dataset=made.id))
    press(at, "Leave out")
    assert "Predict total from 1 column," in words(at) and not at.exception
    at = check(app, at)
    assert "total = one + two" not in words(at)
    press(at, "Use this experiment")
    (record,) = app.store.list("experiment")
    assert app.store.load("experiment", record.id).features == ("three",)
    assert app.store.part(record.id, "leaks", kind="experiment")["findings"] is not None
    assert core.jobs.jobs(app.store, live=True) == []
    assert "Leak check:" in words(at)


def test_a_question_that_is_used_before_its_check_is_done_still_gets_it(app, tmp_path):
    at = app.open("setup", dataset=leaking(app, tmp_path).id)
    press(at, "Use this experiment")
    (record,) = app.store.list("experiment")
    (job,) = core.jobs.jobs(app.store, live=True)
    core.jobs.KINDS[job.kind].work(app.store, job, lambda event: None)
    found = app.store.part(record.id, "leaks", kind="experiment")["findings"]
    assert found[0]["code"] == "target_parts"


def test_every_kind_of_split_has_its_fields(app, tmp_path):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "x": rng.normal(size=240),
            "who": np.arange(240) // 6,
            "day": pd.date_range("2024-01-01", periods=240),
            "part": np.tile(["1", "2", "3", "holdout"], 60),
            "y": rng.choice(["a", "b"], 240),
        }
    )
    made = dataset(frame, tmp_path, "kinds")
    app.store.save(made)
    for split in (
        Split("stratified_group", by="who", repeats=2),
        Split("leave_one_group_out", by="who", folds=32),
        Split("time", by="day", window=40, gap=3),
        Split("column", by="part"),
    ):
        given = {k: str(v) for k, v in split.to_json().items() if v}
        at = app.open("setup", dataset=made.id, target="y", **given)
        assert not at.exception and not at.error
        assert Experiment.of(made, "y", split=split).sentence() in words(at)


def test_a_split_that_cannot_be_dealt_is_refused_beside_its_fields(app, table):
    at = app.open("setup", dataset=table.id, target="target", kind="time", by="day", gap="5000")
    assert "with a gap of 5,000" in at.error[0].value.replace("\\", "")
    assert not at.exception and field(at, "number_input", "gap").value == 5000
    field(at, "number_input", "gap").set_value(0)
    assert not at.run().error
