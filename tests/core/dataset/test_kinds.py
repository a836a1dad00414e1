"""Kinds, roles and their reasons."""

import numpy as np
import pyarrow as pa
import pytest

from core.dataset.kinds import judge_numbers, judge_text
from core.dataset.spelled import spell

WORDS = ["red", "green", "blue"]


def text_column(cells, name="x"):
    return judge_text(spell(name, pa.array(cells))[0])


def number_column(values, name="x"):
    return judge_numbers(name, np.asarray(values), alone=False)


@pytest.mark.parametrize(
    ("cells", "name", "kind", "role"),
    [
        (WORDS * 20, "colour", "categorical", "feature"),
        (["only"] * 20, "x", "categorical", "ignore"),
        (["Yes", "No"] * 10, "x", "boolean", "feature"),
        (["male", "female"] * 10, "x", "categorical", "feature"),
        ([f"{i:04d}-ABC" for i in range(100)], "customer", "identifier", "ignore"),
        ([f"S{i % 10}" for i in range(100)], "subject", "identifier", "group"),
        ([f"S{i % 10}" for i in range(100)], "Individual ID", "identifier", "group"),
        ([f"Braund, Mr. Owen {i}" for i in range(100)], "Name", "text", "feature"),
        ([f"a {i % 30} " + "word " * 12 for i in range(100)], "x", "text", "feature"),
        ([f"PC {i % 70}" for i in range(100)], "Ticket", "categorical", "feature"),
    ],
)
def test_text(cells, name, kind, role):
    column = text_column(cells, name)
    assert (column.kind, column.role) == (kind, role)
    assert column.reason


@pytest.mark.parametrize(
    ("values", "name", "kind", "role"),
    [
        (range(1, 50), "rownames", "identifier", "ignore"),
        (range(0, 50), "x", "identifier", "ignore"),
        ([i * 37 % 101 for i in range(100)], "x", "numeric", "feature"),
        ([i * 37 % 101 + 500 for i in range(100)], "uid", "identifier", "ignore"),
        ([i * 37 % 101 + 500 for i in range(100)], "customerID", "identifier", "ignore"),
        ([i % 10 + 3 for i in range(100)], "patient_id", "identifier", "group"),
        ([i % 4 + 3 for i in range(100)], "classes", "numeric", "feature"),
        ([0, 1, 1, 0], "x", "boolean", "feature"),
        ([0.0, 1.0, np.nan], "x", "boolean", "feature"),
        ([3, 3, 3], "x", "numeric", "ignore"),
        ([0.5, 1.5, np.nan], "x", "numeric", "feature"),
        ([np.nan, np.nan], "x", "numeric", "ignore"),
        ([i % 10 + 3 for i in range(100)], "paid", "numeric", "feature"),
    ],
)
def test_numbers(values, name, kind, role):
    column = number_column(list(values), name)
    assert (column.kind, column.role) == (kind, role)
    assert column.reason


def test_a_lone_column_is_a_feature_whatever_it_counts():
    assert judge_numbers("value", np.arange(1, 20), alone=True).kind == "numeric"


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        ("WAHR", "FALSCH"), ("vrai", "faux"), ("verdadero", "falso"), ("verdadeiro", "falso"),
        ("vero", "falso"), ("sim", "não"), ("sì", "no"), ("Tak", "Nie"), ("evet", "hayır"),
        ("EVET", "HAYIR"), ("prawda", "fałsz"), ("ano", "ne"), ("igen", "nem"), ("ja", "nee"),
        ("kyllä", "ei"), ("はい", "いいえ"), ("是", "否"), ("yes", "NO"),
    ],
)  # fmt: skip
def test_yes_and_no_in_many_languages(read, yes, no):
    dataset = read("n,x\n" + f"1,{yes}\n2,{no}\n3,{yes}\n" * 5)
    assert dataset.column("x").kind == "boolean"
    assert dataset.frame()["x"][:2].tolist() == [yes, no]


def test_yes_and_no_in_several_cases_take_their_usual_spelling(read, note):
    text = "n,x\n" + "1,True\n2,TRUE\n3,False\n4,false\n5,false\n6,True\n" * 5
    dataset = read(text)
    assert dataset.column("x").kind == "boolean"
    assert dataset.frame()["x"][:5].tolist() == ["True", "True", "false", "false", "false"]
    said = note(dataset, "one_case")
    assert said.count == 10 and "'TRUE', 'False'" in said.message
    kept = read(text, {"kinds": {"x": "categorical"}})
    assert kept.frame()["x"][:4].tolist() == ["True", "TRUE", "False", "false"]
    assert read(text, {"kinds": {"x": "boolean"}}).frame()["x"].nunique() == 2


def test_other_words_in_several_cases_are_kept_apart(read):
    dataset = read("n,x\n" + "1,Red\n2,red\n3,Blue\n" * 5)
    assert dataset.frame()["x"].nunique() == 3
