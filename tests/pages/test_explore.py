"""Explore shows columns alone and against the target: training rows only, and filters for all."""

import json

import numpy as np
import pandas as pd
import pytest

import core
from core.dataset import filter_rows
from dashboard.filters import words as filter_words
from tests.data import dataset, mixed, mixed_dataset
from tests.pages.judged import figures
from tests.pages.judged import table as shown
from tests.pages.test_home import HOSTILE, bare_marks, labels, words

MOST_BYTES = 60_000


@pytest.fixture
def table(app, tmp_path):
    """A stored dataset with a column of every kind."""
    made = mixed_dataset(tmp_path)
    app.store.save(made)
    return made


@pytest.fixture
def asked(app, table):
    """An experiment on it that seals a quarter."""
    experiment = core.Experiment.of(table, "target", holdout=0.25)
    app.store.save(experiment)
    return experiment


def explore(app, **query):
    """The page, drawn without a fault and with small charts only."""
    at = app.open("explore", **query)
    assert not at.exception and not at.error
    sizes = [len(chart.proto.spec) for chart in at.get("plotly_chart")]
    assert max(sizes, default=0) < MOST_BYTES
    return at


def counted(at, key: str) -> int:
    """How many rows a distribution's bars hold together."""
    (trace,) = figures(at, key)[key]["data"]
    return int(np.sum(trace["x"] if trace.get("orientation") == "h" else trace["y"]))


def behind(at) -> int:
    """How many rows stand behind the picture against the target."""
    trace = next(t for t in figures(at)["against_target"]["data"] if t.get("yaxis") == "y2")
    return int(np.sum(trace["y"]))


def link(*filters) -> list[str]:
    return [json.dumps(pair) for pair in filters]


def test_without_a_dataset_the_page_says_where_to_get_one(app):
    at = explore(app)
    assert "no dataset yet" in words(at) and not at.selectbox


@pytest.mark.parametrize("name", mixed().columns)
def test_every_column_is_drawn_alone_and_against_the_target(app, table, name):
    at = explore(app, dataset=table.id, column=name)
    assert "All 160 rows." in words(at)
    present = int(mixed()[name].notna().sum())
    if name == "target":
        assert counted(at, "target") == present
        strength = shown(at, "Columns by the strength of their association with the target")
        assert strength["column"].iloc[0] == "number"
        return
    missing = 160 - present if name == "city" else 0  # its missing cells are a bar of their own
    assert counted(at, "alone") == present + missing
    assert behind(at) == 160


def test_with_an_experiment_the_target_stands_first_and_sealed_rows_are_not_looked_at(app, asked):
    at = explore(app, experiment=asked.id)
    assert at.selectbox(key="option-column").value == "target"
    assert "120 training rows only, 40 sealed rows left out." in words(at)
    assert counted(at, "target") == len(asked.training_rows) == 120
    at = explore(app, experiment=asked.id, column="number")
    assert behind(at) == 120
    kept = asked.dataset.frame(["number"])["number"].iloc[asked.training_rows]
    assert counted(at, "alone") == kept.notna().sum()
    assert "all 120 rows" in words(explore(app, experiment=asked.id, view="Associations"))
    assert "of 120 rows are complete" in words(
        explore(app, experiment=asked.id, view="Missing values")
    )


def test_filters_of_the_link_hold_for_every_chart(app, asked):
    filters = {"number": [0, None], "city": ["Lima", None]}
    mask = filter_rows(asked.dataset, filters)
    mask[asked.holdout_rows] = False
    query = {"experiment": asked.id, "filter": link(*filters.items()), "column": "other"}
    at = explore(app, **query)
    assert f"{mask.sum()} of 120 training rows pass the filters" in words(at)
    assert counted(at, "alone") == behind(at) == mask.sum()
    assert counted(at, f"small-{asked.dataset.names.index('other')}") == mask.sum()
    assert f"all {mask.sum()} rows" in words(explore(app, **query, view="Associations"))
    assert f"of {mask.sum()} rows are comp" in words(explore(app, **query, view="Missing values"))


def test_a_filter_is_added_by_its_form_and_taken_away_by_its_button(app, table):
    at = app.open("explore", dataset=table.id)
    at.session_state[f"add-{table.id}"] = True
    at.run()
    place = table.names.index("number")
    at.number_input(key=f"filter-{table.id}-{place}-low").set_value(0.5)
    next(button for button in at.button if button.label == "Apply").click()
    at.run()
    assert not at.exception and at.query_params["filter"] == '["number", [0.5, null]]'
    assert "number from 0.5 on" in labels(at)
    rows = int((mixed()["number"] >= 0.5).sum())
    assert f"{rows} of 160 rows pass the filters." in words(at)
    at.button(key=f"drop-{place}").click().run()
    assert not at.exception and "filter" not in at.query_params
    assert "All 160 rows." in words(at)


def test_labels_and_missing_cells_can_be_chosen(app, table):
    at = app.open("explore", dataset=table.id)
    at.session_state[f"add-{table.id}"] = True
    at.run()
    at.selectbox(key=f"filter-column-{table.id}").select("city").run()
    values = at.multiselect(key=f"filter-{table.id}-{table.names.index('city')}-labels")
    assert sorted(values.options) == sorted(["Köln", "Lima", "東京", "(missing)"])
    values.set_value([3])
    next(button for button in at.button if button.label == "Apply").click()
    at.run()
    assert at.query_params["filter"] == '["city", [null]]'
    assert f"{mixed()['city'].isna().sum()} of 160 rows pass" in words(at)


@pytest.mark.parametrize("text", ["{", "5", '"ab"', '["nobody", [1, 2]]', '["city", "Lima"]'])
def test_a_filter_that_is_none_is_left_out(app, table, text):
    assert "All 160 rows." in words(explore(app, dataset=table.id, filter=text))


def test_a_filter_of_the_wrong_form_is_a_sentence_and_can_be_taken_away(app, table):
    at = app.open("explore", dataset=table.id, filter=link(["number", ["high", 2]]))
    assert not at.exception and "must be a number" in at.error[0].value
    at.button(key=f"drop-{table.names.index('number')}").click().run()
    assert not at.exception and not at.error and "All 160 rows." in words(at)


def test_a_filter_that_nothing_passes_says_so(app, table):
    at = explore(app, dataset=table.id, filter=link(["number", [1e9, None]]))
    assert "No row passes the filters" in words(at) and not at.get("plotly_chart")


def test_a_click_on_a_small_picture_looks_at_its_column(app, table):
    at = explore(app, dataset=table.id)
    at.button(key=f"tile-{table.names.index('other')}").click().run()
    assert not at.exception and at.query_params["column"] == "other"
    assert counted(at, "alone") == 160


def test_columns_stand_on_pages_of_nine_and_the_page_is_in_the_link(app, tmp_path):
    frame = pd.DataFrame(np.arange(60.0).reshape(3, 20)).rename(columns="c{}".format)
    made = dataset(frame, tmp_path)
    app.store.save(made)
    assert list(figures(explore(app, dataset=made.id), "small-")) == [
        f"small-{i}" for i in range(9)
    ]
    at = explore(app, dataset=made.id, part="3")
    assert list(figures(at, "small-")) == ["small-18", "small-19"]
    assert len(figures(explore(app, dataset=made.id, part="99"), "small-")) == 2
    assert len(figures(explore(app, dataset=made.id, part="x"), "small-")) == 9


def test_an_identifier_is_a_sentence_not_a_picture(app, tmp_path):
    frame = mixed(rows=200).assign(patient=np.arange(200) % 40, code=np.arange(200))
    made = dataset(frame, tmp_path, comment="text")
    said = {
        "patient": ("group", "an identifier that repeats: 40 values, 5.0 rows each"),
        "code": ("ignore", "every value is different"),
    }
    named = {name: core.Column(name, "identifier", *about) for name, about in said.items()}
    columns = tuple(named.get(column.name, column) for column in made.columns)
    made = core.Dataset(made.id, made.name, made.rows, columns, made.path)
    app.store.save(made)
    at = explore(app, dataset=made.id, column="patient")
    assert "40 values, 5.0 rows each. It tells which rows belong together." in words(at)
    assert "It names the row and measures nothing." in words(at)
    assert not {"alone", f"small-{made.names.index('code')}"} & set(figures(at))


def test_a_date_is_no_target_and_it_is_said_beside_the_distribution(app, table):
    at = explore(app, dataset=table.id, column="number", against="day")
    assert "day holds dates. A target must be a class or a number" in words(at)
    assert "alone" in figures(at)


def test_without_an_experiment_the_positive_class_is_the_one_it_would_start_with(app, tmp_path):
    table = mixed_dataset(tmp_path, classes=("ja", "nein"))
    app.store.save(table)
    at = explore(app, dataset=table.id, column="number", against="target")
    assert core.Experiment.of(table, "target").positive == "ja"
    assert "The share of target = ja is highest" in words(at)


def test_set_up_takes_along_what_was_looked_at(app, table):
    at = explore(app, dataset=table.id, against="city")
    next(button for button in at.button if button.label == "Set up").click()
    at.run()
    assert at.title[0].value == "Set up" and at.query_params["target"] == "city"


def test_hostile_names_and_labels_are_shown_letter_by_letter(app, tmp_path):
    frame = mixed().rename(columns={"city": HOSTILE, "target": '[]{}":,'})
    frame[HOSTILE] = frame[HOSTILE].replace("Lima", HOSTILE)
    made = dataset(frame, tmp_path, comment="text")
    app.store.save(made)
    wanted = link([HOSTILE, [HOSTILE, "Köln"]])
    for query in ({}, {"column": HOSTILE, "filter": wanted}, {"view": "Associations"}):
        at = explore(app, dataset=made.id, against='[]{}":,', **query)
        assert '[]{}":,' in words(at)
        assert not bare_marks(at)
        # Plotly draws its own tags: a name's must stand escaped in the figure.
        assert not any("<img" in chart.proto.spec for chart in at.get("plotly_chart"))
    assert HOSTILE[:27] + "…" in labels(explore(app, dataset=made.id))


def test_a_filter_in_words():
    number, label = core.Column("n", "numeric"), core.Column("k", "categorical")
    assert filter_words(number, [1, 2.5]) == "n from 1 to 2.5"
    assert filter_words(number, [None, 3]) == "n up to 3"
    assert filter_words(number, [3, None]) == "n from 3 on"
    assert filter_words(label, ["a", None]) == "k is a or missing"
    assert filter_words(label, list("abcde")) == "k is a or b or c or 2 more"
