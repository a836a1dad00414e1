"""Data shows what was found, mends it after a look, and keeps roles that Set up obeys."""

import io

import pytest

import core
import core.jobs
from core.dataset import FINDINGS
from core.findings import Finding
from core.jobs.work import KINDS
from dashboard import inspected
from tests.core.dataset.findings.test_fixes import FILE
from tests.data import mixed_dataset
from tests.pages.judged import table as shown
from tests.pages.test_home import words

GRID = "The columns of the table"


def saved(app):
    """A stored dataset with things to mend."""
    folder = app.store.folder("uploads")
    made = core.read_dataset(io.BytesIO(FILE.encode()), name="people", folder=folder)
    app.store.save(made)
    return made


def button(at, label, number=0):
    """The button of that label; there may be several."""
    return [one for one in at.button if one.label == label][number]


def tick(at, made, *rows):
    """The page with these rows of the grid ticked."""
    at.session_state[f"grid-{made.id}--"] = {
        "selection": {"rows": list(rows), "columns": [], "cells": []}
    }
    return at.run()


def test_what_was_found_stands_with_its_rule_and_the_catalogue_lists_every_code(app):
    made = saved(app)
    at = app.open("data", dataset=made.id)
    assert not at.exception and not at.error
    for said in (
        "One label in several spellings",
        "`coded_missing`",
        "rules looked at all 60 rows",
    ):
        assert said in words(at).replace("\\", "")
    assert "leaks" not in words(at) and "looked for in Set up" in words(at)
    at.session_state["findings-rules-open"] = True
    listed = shown(at.run(), "The rules of the findings")
    assert listed["Code"].tolist() == [rule.code for rule in FINDINGS]
    assert listed["Rule"].tolist() == [rule.rule for rule in FINDINGS]


def test_a_fix_is_looked_at_applied_and_undone(app):
    made = saved(app)
    at = app.open("data", dataset=made.id)
    fix = next(
        one for one in at.button
        if one.key == inspected.key("fix", made, found(app, made, "mixed_types"))
    )  # fmt: skip
    fix.click().run()
    said = words(at).replace("\\", "")
    assert "15 of 60 cells cannot be read as numeric; they become missing." in said
    assert "row 1: n. b. → missing" in said
    assert len(app.store.list("dataset")) == 1
    at.button(key="apply-proposed").click().run()
    assert not at.exception and not at.error
    new = app.store.load("dataset", at.query_params["dataset"])
    assert new.column("size").kind == "numeric" and new.reading["parent"] == made.id
    assert "apply-proposed" not in [one.key for one in at.button]
    at.button(key="undo-reading").click().run()
    assert at.query_params["dataset"] == made.id


def found(app, made, code):
    """The finding of this code, as it was kept."""
    record = app.store.part(made.id, "findings", kind="dataset")
    one = next(one for one in record["findings"] if one["code"] == code)
    return Finding.from_json(one)


def test_what_somebody_ignores_is_behind_a_line_for_everyone_and_comes_back(app):
    made = saved(app)
    at = app.open("data", dataset=made.id)
    before = len([one for one in at.button if one.label == "Ignore"])
    button(at, "Ignore").click().run()
    other = app.open("data", dataset=made.id)
    assert len([one for one in other.button if one.label == "Ignore"]) == before - 1
    assert [one.label for one in other.expander if "ignored" in one.label] == ["1 ignored"]
    button(other, "Show again").click().run()
    assert len([one for one in other.button if one.label == "Ignore"]) == before


def test_kinds_of_ticked_columns_are_looked_at_and_roles_are_kept_and_obeyed(app):
    made = saved(app)
    at = tick(app.open("data", dataset=made.id), made, 1, 2)
    assert "2 ticked" in words(at)
    at.selectbox(key=f"set-kind-{made.id}").select("text").run()
    assert "age: numeric becomes text" in words(at) and "categorical becomes text" in words(at)
    button(at, "Discard").click().run()
    assert len(app.store.list("dataset")) == 1
    tick(at, made, 1)
    at.selectbox(key=f"set-role-{made.id}").select("target").run()
    tick(at, made, 2)
    at.selectbox(key=f"set-role-{made.id}").select("ignore").run()
    assert shown(at, GRID)["role"].tolist() == ["feature", "target", "ignore"]
    setup = app.open("setup", dataset=made.id)
    assert setup.selectbox(key=f"target-{made.id}").value == "age"
    used = shown(setup, "The columns a model may look at, ticked").set_index("name")["use"]
    assert used.to_dict() == {"city": True, "size": False}


def test_the_grid_is_found_in_by_name_and_kind(app):
    made = saved(app)
    at = app.open("data", dataset=made.id)
    at.text_input(key=f"find-{made.id}").set_value("AG").run()
    assert shown(at, GRID)["column"].tolist() == ["age"]


def test_the_grid_counts_as_pandas_does(app, tmp_path):
    made = mixed_dataset(tmp_path)
    app.store.save(made)
    row = shown(app.open("data", dataset=made.id), GRID).set_index("column").loc["number"]
    told = made.frame(["number"])["number"].describe()
    names = ["count", "mean", "std", "min", "q1", "median", "q3", "max"]
    assert row[names].astype(float).tolist() == pytest.approx(told.tolist())
    assert row["memory"] >= 8 * row["count"]


def test_a_dataset_kept_without_findings_is_looked_at_by_a_job(app, tmp_path):
    made = mixed_dataset(tmp_path)
    app.store.save(made)
    at = app.open("data", dataset=made.id)
    assert "Looking at every column" in words(at) and not at.exception
    (job,) = core.jobs.jobs(app.store)
    assert (job.kind, job.subject) == ("inspect", made.id)
    KINDS["inspect"].work(app.store, job, lambda event: None)
    assert "A column holds one value" in words(app.open("data", dataset=made.id))
