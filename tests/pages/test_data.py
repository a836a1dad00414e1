"""Data tells how a file was read, describes each column, and reads it again another way."""

import io
import json

import numpy as np
import pandas as pd
import pytest

import core
from dashboard import downloads
from dashboard.reading import facts, rows
from tests.data import dataset, mixed, mixed_dataset
from tests.pages.judged import table as shown
from tests.pages.test_home import HOSTILE, bare_marks, words

GRID, FIRST = "The columns of the table", "The first rows of the table"
SEMICOLONS = "name;price;code\n" + "".join(
    f"Zoë {i};{i},5;{'x' if i == 7 else i}\n" for i in range(40)
)


def read(app, content: str, name="prices", encoding="cp1252"):
    """A stored dataset of this text."""
    folder = app.store.folder("uploads")
    made = core.read_dataset(io.BytesIO(content.encode(encoding)), name=name, folder=folder)
    app.store.save(made)
    return made


def open_reader(app, made):
    """Data with the popover open that reads the file again."""
    at = app.open("data", dataset=made.id)
    at.session_state[f"reader-{made.id}"] = True
    return at.run()


def keys(at):
    """The keys of the buttons that are drawn."""
    return [button.key for button in at.button]


def test_without_a_dataset_the_page_says_where_to_get_one(app):
    at = app.open("data")
    assert not at.exception and "no dataset yet" in words(at)
    assert not at.dataframe


def test_how_the_file_was_read_is_told_with_row_numbers_from_one(app):
    made = read(app, SEMICOLONS)
    at = app.open("data", dataset=made.id)
    assert not at.exception and not at.error
    for said in ("semicolon-separated", "decimal comma", "cp1252", "names in the first line"):
        assert said in words(at).lower()
    assert "prices has 40 rows × 3 columns." in words(at).replace("**", "")
    note = next(note for note in made.notes if note.rows == (7,))
    assert shown(at, FIRST).loc[8, "code"] == "x" or pd.isna(shown(at, FIRST).loc[8, "code"])
    assert note.message in words(at) and "Row 8." in words(at)


def test_the_form_asks_only_what_the_kind_of_file_leaves_open(app, tmp_path):
    records = '[{"day": "2024-03-02", "n": 1}, {"day": "2024-03-05", "n": 2}]'
    fields = {
        content: {field.label for field in open_reader(app, read(app, content)).selectbox}
        for content in (SEMICOLONS, records)
    }
    assert {"Separator", "Encoding", "Names", "Decimal mark"} <= fields[SEMICOLONS]
    assert not {"Separator", "Encoding", "Names", "Decimal mark"} & fields[records]


def test_days_are_shown_without_a_time_of_day(app):
    made = read(app, "day,at,n\n2024-03-02,2024-03-02 10:30,1\n2024-03-05,2024-03-05 00:00,2\n")
    at = app.open("data", dataset=made.id)
    first = next(one for one in at.dataframe if one.proto.alt == FIRST)
    said = json.loads(first.proto.columns)
    assert said["day"]["type_config"]["format"] == "YYYY-MM-DD" and "at" not in said


def test_one_table_from_two_files_is_two_datasets_each_with_its_own_notes(app):
    one, other = read(app, "a;b\n1,5;x\n2;y\n", "one"), read(app, "a\tb\n1.5\tx\n2\ty\n", "other")
    assert one.frame().equals(other.frame()) and one.id != other.id
    for made, mark in ((one, "semicolon"), (other, "tab")):
        assert f"{mark}-separated" in words(app.open("data", dataset=made.id))
    assert read(app, "a;b\n1,5;x\n2;y\n", "again").id == one.id


def test_the_grid_says_what_pandas_says(app, tmp_path):
    frame = mixed()
    made = mixed_dataset(tmp_path)
    app.store.save(made)
    at = app.open("data", dataset=made.id)
    grid = shown(at, GRID).set_index("column")
    assert list(grid.index) == list(frame.columns)
    assert grid["missing"].tolist() == pytest.approx((100 * frame.isna().mean()).tolist())
    assert grid["distinct"].tolist() == frame.nunique().tolist()
    for name in ("number", "other"):
        told = grid.loc[name, ["min", "mean", "max"]].astype(float)
        assert told.tolist() == pytest.approx(frame[name].agg(["min", "mean", "max"]).tolist())
    assert grid.loc["city", "distribution"][0] == 1.0 and len(grid.loc["city", "distribution"]) == 3
    assert grid.loc[["city", "comment", "day"], "mean"].isna().all()
    assert len(grid.loc["number", "distribution"]) <= 20


def test_the_grids_file_is_inert(app, tmp_path):
    made = dataset(pd.DataFrame({"=1+1": [1.0, 2.0], "b": ["x", "y"]}), tmp_path)
    app.store.save(made)
    at = app.open("data", dataset=made.id)
    assert not at.exception and len(at.get("download_button")) == 1
    assert b"\n'=1+1," in downloads.csv(shown(at, GRID).drop(columns="distribution"))


def test_of_many_rows_the_first_thousand_are_shown_and_it_is_said(app, tmp_path):
    made = dataset(pd.DataFrame({"x": np.arange(1500.0)}), tmp_path)
    app.store.save(made)
    at = app.open("data", dataset=made.id)
    assert "The first 1,000 of 1,500 rows" in words(at)
    preview = shown(at, FIRST)
    assert len(preview) == 1000 and preview.index[0] == 1 and preview["x"].iloc[-1] == 999


def test_read_again_makes_a_dataset_of_its_own_and_the_link_follows(app):
    made = read(app, SEMICOLONS)
    at = open_reader(app, made)
    assert at.selectbox(key=f"separator-{made.id}").value == ";"
    assert "apply-again" not in keys(at) and "Change a field" in words(at)
    at.text_input(key=f"missing-{made.id}").set_value("x, 3").run()
    assert "Cells that change: 1, in 1 column." in words(at)
    assert len(app.store.list("dataset")) == 1
    at.button(key="apply-again").click().run()
    assert not at.exception and not at.error
    new = app.store.load("dataset", at.query_params["dataset"])
    assert new.id != made.id and new.reading["missing"] == ["x", "3"]
    assert new.frame(["code"])["code"].isna().sum() == 2
    assert "also missing: x, 3" in words(at)
    assert {record.id for record in app.store.list("dataset")} == {made.id, new.id}
    at.button(key="undo-reading").click().run()
    assert at.query_params["dataset"] == made.id and "undo-reading" not in keys(at)


def test_a_reading_that_cannot_be_is_a_sentence_and_nothing_is_lost(app):
    made = read(app, SEMICOLONS)
    at = open_reader(app, made)
    at.selectbox(key=f"decimal-{made.id}").select(".")
    at.selectbox(key=f"thousands-{made.id}").select(".")
    at.run()
    assert not at.exception
    assert "cannot both be" in at.error[0].value
    assert at.query_params["dataset"] == made.id and len(app.store.list("dataset")) == 1
    assert len(shown(at, GRID)) == 3


def test_a_reading_that_changes_nothing_says_so(app):
    made = read(app, "a,b\n1,x\n2,y\n3,x\n", encoding="utf-8")
    at = open_reader(app, made)
    at.text_input(key=f"missing-{made.id}").set_value("nowhere").run()
    assert not at.exception and not at.error and "the table is the same" in words(at)


def test_names_are_shown_letter_by_letter(app, tmp_path):
    made = dataset(pd.DataFrame({HOSTILE: ["a", "b"], '[]{}":,': [1.0, 2.0]}), tmp_path)
    note = core.Note("mixed", f"{HOSTILE} is strange.", (HOSTILE,), (1,), 1)
    ignored = (core.Column(HOSTILE, "categorical", "ignore", "<b>"), made.columns[1])
    made = core.Dataset(**{**vars(made), "name": HOSTILE, "notes": (note,), "columns": ignored})
    app.store.save(made)
    at = app.open("data", dataset=made.id)
    assert not at.exception and not at.error
    assert not bare_marks(at)
    assert f"{HOSTILE} is strange." in words(at)
    assert list(shown(at, GRID)["column"]) == [HOSTILE, '[]{}":,']


def test_thousands_of_columns_are_one_grid(app, tmp_path):
    frame = pd.DataFrame(np.arange(6000.0).reshape(2, 3000)).rename(columns="c{}".format)
    made = dataset(frame, tmp_path)
    app.store.save(made)
    at = app.open("data", dataset=made.id)
    assert not at.exception and not at.error
    assert len(shown(at, GRID)) == 3000 and shown(at, FIRST).shape == (2, 100)
    assert "the first 100 of 3,000 columns" in words(at)


def test_a_reading_and_its_rows_in_words():
    assert facts({"separator": "\t", "decimal": ",", "header": "none", "packing": None}) == [
        "tab-separated", "decimal comma", "no line of names",
    ]  # fmt: skip
    note = core.Note("mixed", "", ("a",), tuple(range(20)), 1_234)
    assert rows(note, 3) == "Rows 1, 2, 3 and 1,231 more."
    assert rows(core.Note("names", "")) == ""


def test_the_targets_of_sealed_rows_are_left_empty_once_an_experiment_is_chosen(app, tmp_path):
    made = mixed_dataset(tmp_path)
    asked = core.Experiment.of(made, "target", holdout=0.25)
    app.store.save(asked)
    at = app.open("data", experiment=asked.id)
    first = shown(at, FIRST)
    assert first["target"].isna().to_numpy().tolist() == asked.sealed.tolist()
    assert first["other"].notna().all() and "target is left empty in the sealed rows" in words(at)
    assert shown(app.open("data", dataset=made.id), FIRST)["target"].notna().all()
