"""Columns of dates that can be read two ways, or hold a cell that is none: told, and changeable."""

import json

import pandas as pd
import pytest

import core
from core.dataset.offers import offers
from core.dataset.reread import asked, difference, merged

SPRING = [f"2024-03-{day:02d}" for day in range(1, 29)]


def table(cells):
    return "n,when\n" + "".join(f"{i},{cell}\n" for i, cell in enumerate(cells))


def first(dataset):
    return dataset.frame(["when"])["when"].iloc[0]


@pytest.mark.parametrize("cell", ["1/5/2024 10:00:01", "1.5.2024", "01-05-24", "1/5/24"])
def test_the_order_of_day_and_month_is_what_the_user_says(read, note, cell):
    text = table([cell] * 3 + [cell.replace("5", "6", 1)] * 3)
    plain = read(text)
    assert (first(plain).month, first(plain).day) == (5, 1)
    assert "can be changed" in note(plain, "ambiguous_dates").message
    assert plain.reading["found"]["dates_in"] == {"when": "day first"}
    new = read(text, {"dates_in": {"when": "month first"}})
    assert (first(new).month, first(new).day) == (1, 5)
    assert not [one for one in new.notes if one.code == "ambiguous_dates"]
    assert new.reading["dates_in"] == new.reading["found"]["dates_in"] == {"when": "month first"}
    same = read(text, {"dates_in": {"when": "day first"}})
    assert same.id == plain.id
    assert not [one for one in same.notes if one.code == "ambiguous_dates"]


def test_the_order_says_nothing_about_dates_that_begin_with_the_year(read):
    text = table(SPRING)
    assert read(text, {"dates_in": {"when": "month first"}}).id == read(text).id


@pytest.mark.parametrize("wrong", [
    {"when": "day"}, ["when"], "month first", {"when": None}, {"when": ["day first"]},
])  # fmt: skip
def test_another_order_is_refused(read, wrong):
    with pytest.raises(ValueError, match="'day first' or 'month first'"):
        read(table(SPRING), {"dates_in": wrong})


def test_ambiguous_dates_are_offered_the_other_way_and_back(upload):
    made = upload(table(["1/5/2024 10:00:01", "2/6/2024 11:00:00"] * 6))
    (offer,) = offers(made)
    assert offer.doubt and offer.options == {"dates_in": {"when": "month first"}}
    assert offer.label == "Read the dates of when month first"
    new = core.read_dataset(made.source, options=merged(asked(made), offer.options))
    (change,) = difference(made, new)
    assert (change.name, change.cells, change.lost) == ("when", 12, 0)
    assert change.examples[0] == (0, "2024-05-01 10:00:01", "2024-01-05 10:00:01")
    assert asked(new) == offer.options
    (back,) = offers(new)
    assert not back.doubt and back.options == {"dates_in": {"when": "day first"}}
    again = core.read_dataset(new.source, options=merged(asked(new), back.options))
    assert again.id == made.id


def test_dates_in_lines_of_json_have_the_offer_too(upload):
    lines = [json.dumps({"n": i, "when": cell}) for i, cell in enumerate(["1/5/2024"] * 9)]
    assert [one.options for one in offers(upload("\n".join(lines)))] == [
        {"dates_in": {"when": "month first"}}
    ]


@pytest.mark.parametrize("words", [["unknown", "."], ["None", "k.A."], ["tbd"] * 30])
def test_words_for_missing_among_dates_are_missing(read, note, words):
    dataset = read(table([*SPRING, *words, *SPRING]))
    assert dataset.column("when").kind == "datetime"
    assert dataset.frame()["when"].isna().sum() == len(words)
    told = note(dataset, "missing")
    assert told.columns == ("when",) and told.rows[0] == 28 and told.count == len(words)


def test_a_word_that_the_user_called_a_value_is_one_among_dates(read):
    dataset = read(table([*SPRING, "unknown"]), {"values_in": {"when": ["unknown"]}})
    assert dataset.column("when").kind != "datetime"


@pytest.mark.parametrize("odd", ["2024-02-30", "06/01/2024", "2024-01-05 24:00", "soon"])
def test_a_cell_that_is_no_date_is_told_and_the_others_are_offered_as_dates(upload, note, odd):
    made = upload(table([*SPRING, odd]))
    assert made.column("when").kind != "datetime"
    told = note(made, "mixed_dates")
    assert told.columns == ("when",) and told.rows == (28,) and repr(odd) in told.message
    (offer,) = [one for one in offers(made) if "kinds" in one.options]
    assert offer.doubt and offer.options == {"kinds": {"when": "datetime"}}
    new = core.read_dataset(made.source, options=merged(asked(made), offer.options))
    (change,) = difference(made, new)
    assert "1 of 29 cells cannot be read as datetime; they become missing" in change.sentence()
    assert change.examples[0] == (28, odd, "") and first(new) == pd.Timestamp("2024-03-01")


@pytest.mark.parametrize("cells", [
    [*SPRING[:4], "soon"], SPRING[:20] + ["soon", "later"] * 5, ["red", "blue"] * 20,
])  # fmt: skip
def test_few_dates_among_others_are_labels_without_a_word(read, cells):
    dataset = read(table(cells))
    assert dataset.column("when").kind != "datetime"
    assert not [one for one in dataset.notes if one.code == "mixed_dates"]


def test_five_dates_beside_one_other_are_told(read, note):
    assert note(read(table([*SPRING[:5], "soon"])), "mixed_dates").count == 1


def test_one_of_a_hundred_becomes_missing_as_ever(read, note):
    dataset = read(table([*SPRING * 4, "2024-02-30"]))
    assert dataset.column("when").kind == "datetime"
    assert note(dataset, "not_a_date").rows == (112,)
    assert not [one for one in dataset.notes if one.code == "mixed_dates"]
