"""Runs lists every run with what became of it, and acts on those that are ticked."""

import pytest

import core
import core.jobs
from core.jobs import queue
from dashboard.amounts import size
from tests.pages.judged import table, words


def tick(at, *runs: str):
    """Tick the lines of these runs, as a click in the table does."""
    shown = table(at, "Runs")
    rows = [i for i, text in enumerate(shown["run"]) if text in runs]
    assert len(rows) == len(runs)
    key = next(element.key for element in at.dataframe if element.proto.alt == "Runs")
    at.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    return at.run()


def off(at, key: str) -> bool:
    return at.button(key=key).disabled


@pytest.fixture
def asked(judged):
    """A run that is queued, in the judged regression experiment."""
    experiment = judged.store.load("experiment", judged.experiments["regression"])
    return core.jobs.submit_run(judged.store, experiment, "tree", title="Waiting")


def test_an_empty_store_leads_to_set_up(app):
    at = app.open("runs")
    assert not at.exception and "There is no run yet" in words(at)
    assert "Open Home" in [button.label for button in at.button]


def test_every_run_is_listed_with_its_score_and_data(judged):
    at = judged.open("runs")
    assert not at.exception
    shown = table(at, "Runs")
    assert len(shown) == sum(len(ids) for ids in judged.runs.values())
    assert set(shown["state"].map(lambda state: state[0])) == {"succeeded"}
    run = judged.load("binary")[1]
    line = shown[shown["experiment"].str.endswith(f"= {run.experiment.positive}")].iloc[-2]
    assert line["run"] == f"#2 {run.title}"
    assert line["score"] == f"{run.scores['roc_auc'].mean:.3f} ROC AUC"
    assert line["dataset"] == run.experiment.dataset.name


def test_a_failure_says_why_and_can_be_resumed(judged, asked):
    (job,) = core.jobs.jobs(judged.store, live=True)
    queue.move(judged.store, job.id, "running", "queued")
    queue.move(judged.store, job.id, "failed", "running", reason="It needed more than 2.0 GB.")
    at = judged.open("runs", state="ended")
    shown = table(at, "Runs")
    assert list(shown["says"]) == ["It needed more than 2.0 GB."]
    tick(at, "#4 Waiting")
    assert off(at, "cancel") and off(at, "compare") and not off(at, "resume")
    at.button(key="resume").click().run()
    assert not at.exception
    assert [job.subject for job in core.jobs.jobs(judged.store, live=True)] == [asked]


def test_a_waiting_run_is_cancelled(judged, asked):
    at = tick(judged.open("runs"), "#4 Waiting")
    assert off(at, "resume") and not off(at, "cancel")
    at.button(key="cancel").click().run()
    assert judged.store.list("run", id=asked)[0].state == "cancelled"
    assert not core.jobs.jobs(judged.store, live=True)


def test_deleting_asks_once_and_says_what_is_freed(judged):
    id = judged.runs["regression"][2]
    at = tick(
        judged.open("runs", experiment=judged.experiments["regression"], only="1"),
        "#3 Decision tree",
    )
    freed = size(judged.store.held("run", [id]).bytes)
    assert f"Delete 1 run, {freed}, with predictions" in words(at)
    assert judged.store.list("run", id=id)
    at.button(key="delete-now").click().run()
    assert not judged.store.list("run", id=id)
    assert f"{freed} are free again" in at.success[0].value and len(table(at, "Runs")) == 2


def test_runs_of_one_experiment_are_compared(judged):
    here = {"experiment": judged.experiments["multiclass"], "only": "1"}
    at = tick(judged.open("runs", **here), "#1 Baseline", "#3 Decision tree")
    at.button(key="compare").click().run()
    assert not at.exception and at.title[0].value == "Compare"
    ids = judged.runs["multiclass"]
    assert set(at.query_params["run"]) == {ids[0], ids[2]}


def test_runs_of_two_experiments_get_a_sentence(judged):
    at = judged.open("runs")
    shown = table(at, "Runs")
    key = next(element.key for element in at.dataframe if element.proto.alt == "Runs")
    rows = [0, len(shown) - 1]
    at.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}
    at.run()
    at.button(key="compare").click().run()
    assert not at.exception and at.title[0].value == "Runs"
    assert "Their scores cannot be compared" in at.error[0].value


def test_the_group_of_states_stands_in_the_link(judged, asked):
    at = judged.open("runs", state="work")
    assert list(table(at, "Runs")["run"]) == ["#4 Waiting"]
    at.segmented_control(key="option-state").set_value("ended").run()
    assert at.query_params["state"] == "ended" and "No run here" in words(at)


def test_runs_are_found_by_words_tags_and_stars(judged):
    first, second, _ = judged.runs["regression"]
    judged.store.mark(first, star=True, tags=["final", "$x$ <b>"])
    judged.store.mark(second, tags=["final"], note="for Anna's meeting")
    here = {"experiment": judged.experiments["regression"], "only": "1"}
    for query, runs in (
        ({"starred": "1"}, {"#1 Baseline"}),
        ({"tag": "final"}, {"#1 Baseline", "#2 <script>alert(2)</script>"}),
        ({"tag": ["final", "$x$ <b>"]}, {"#1 Baseline"}),
        ({"find": "anna MEET"}, {"#2 <script>alert(2)</script>"}),
        ({"find": "tree"}, {"#3 Decision tree"}),
    ):
        at = judged.open("runs", **here, **query)
        assert not at.exception and set(table(at, "Runs")["run"]) == runs
    shown = table(judged.open("runs", **here), "Runs").set_index("run")
    assert shown.loc["#1 Baseline", "star"] == "★"
    assert list(shown.loc["#1 Baseline", "tags"]) == ["final", "$x$ <b>"]


def test_one_run_is_marked_and_renamed_and_only_what_was_changed_is_written(judged):
    id, *_ = judged.runs["regression"]
    here = {"experiment": judged.experiments["regression"], "only": "1"}
    at = tick(judged.open("runs", **here), "#1 Baseline")
    judged.store.mark(id, tags=["by a colleague"])
    at.text_input(key=f"mark-{id}-title").set_value("<b>Floor</b>")
    at.toggle(key=f"mark-{id}-star").set_value(True)
    at.button(key=f"mark-{id}-save").click().run()
    assert not at.exception and not at.error
    record = judged.store.list("run", id=id)[0]
    assert record.title == "<b>Floor</b>" and record.mark.star
    assert record.mark.tags == ("by a colleague",)
    at = tick(judged.open("runs", **here), "#1 <b>Floor</b>")
    at.text_input(key=f"mark-{id}-title").set_value("Decision tree")
    at.button(key=f"mark-{id}-save").click().run()
    assert "Another run of this experiment is called" in at.error[0].value


def test_a_dataset_is_deleted_with_what_stands_on_it_said_first(judged):
    experiment = judged.store.load("experiment", judged.experiments["binary"])
    held = judged.store.held("dataset", [experiment.dataset.id])
    at = judged.open("runs", list="data")
    shown = table(at, "Datasets")
    row = list(shown["name"]).index(experiment.dataset.name)
    assert shown["runs"][row] == 4 and shown["experiments"][row] == 1
    key = next(element.key for element in at.dataframe if element.proto.alt == "Datasets")
    at.session_state[key] = {"selection": {"rows": [row], "columns": [], "cells": []}}
    at.run()
    assert f"Delete 1 dataset, 1 experiment, 4 runs, {size(held.bytes)}" in words(at)
    at.button(key="delete-now").click().run()
    assert not at.exception and f"{size(held.bytes)} are free again" in at.success[0].value
    assert len(judged.store.list("dataset")) == 2 and len(judged.store.list("run")) == 6


def test_a_note_that_a_colleague_changed_meanwhile_is_not_written_over_in_silence(judged):
    id, *_ = judged.runs["regression"]
    here = {"experiment": judged.experiments["regression"], "only": "1"}
    at = tick(judged.open("runs", **here), "#1 Baseline")
    judged.store.mark(id, note="<b>theirs</b>")
    at.text_area(key=f"mark-{id}-note").set_value("mine")
    at.button(key=f"mark-{id}-save").click().run()
    assert not at.exception
    assert "Somebody else has changed the note" in at.error[0].value
    assert r"\<b\>theirs" in at.error[0].value
    assert judged.store.marks()[id].note == "<b>theirs</b>"
    at.button(key=f"mark-{id}-save").click().run()
    assert not at.exception and not at.error and judged.store.marks()[id].note == "mine"
