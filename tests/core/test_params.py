"""Parameters check themselves: the message names parameter, rule and value."""

import pytest

from core.dataset.table import Column
from core.params import ByColumn, Choice, Flag, Float, Int, check_all

INT = Int(name="trees", default=100, low=1, high=500)
FLOAT = Float(name="rate", default=0.1, low=0.0, high=1.0)
CHOICE = Choice(name="loss", default="a", options=("a", None, 1.0))
FLAG = Flag(name="bootstrap", default=True)
WAYS = ByColumn(name="ways", options=(1, -1), words=("rises", "falls"))


@pytest.mark.parametrize(
    ("param", "value", "expected"),
    [
        (INT, 3, 3),
        (INT, 500, 500),
        (INT, 7.0, 7),
        (FLOAT, 1, 1.0),
        (CHOICE, None, None),
        (FLAG, False, False),
        (WAYS, {"age": -1}, {"age": -1}),
        (WAYS, {}, WAYS.default),
    ],
)
def test_good_values_come_back_in_their_type(param, value, expected):
    found = param.check(value)
    assert found == expected and type(found) is type(expected)


@pytest.mark.parametrize(
    ("param", "value", "rule"),
    [
        (INT, 0, "trees must be an int in the range [1, 500]. Got 0 instead."),
        (INT, 1.5, "an int"),
        (INT, True, "an int"),
        (INT, "3", "an int"),
        (INT, None, "an int"),
        (FLOAT, float("nan"), "rate must be a float in the range [0.0, 1.0]. Got nan instead."),
        (FLOAT, 1.01, "a float"),
        (CHOICE, "b", "loss must be one of 'a', None, 1.0. Got 'b' instead."),
        (CHOICE, 1, "one of"),
        (FLAG, 1, "bootstrap must be True or False. Got 1 instead."),
        (WAYS, {"age": 0}, "ways must be one of 1, -1 by the name of a column. Got {'age': 0}"),
        (WAYS, {"age": True}, "one of 1, -1 by the name"),
        (WAYS, {3: 1}, "one of 1, -1 by the name"),
        (WAYS, "age", "one of 1, -1 by the name"),
    ],
)
def test_bad_values_are_refused_in_a_sentence(param, value, rule):
    with pytest.raises(ValueError) as refused:
        param.check(value)
    assert rule in str(refused.value)


def test_what_is_said_of_columns_names_features_of_the_right_kind():
    columns = (Column("age", "numeric"), Column("city", "categorical"))
    assert WAYS.check_columns({"age": 1}, columns) is None
    with pytest.raises(ValueError, match="ways must be about features of the run only"):
        WAYS.check_columns({"rent": 1}, columns)
    with pytest.raises(ValueError, match="about numeric columns only: city is categorical"):
        WAYS.check_columns({"city": 1}, columns)


def test_optional_numbers_take_none():
    depth = Int(name="depth", default=None, low=1, high=9, optional=True)
    assert depth.check(None) is None
    with pytest.raises(ValueError, match="or None"):
        depth.check(0)


def test_check_all_fills_in_defaults_and_names_what_is_unknown():
    assert check_all((INT, FLAG), {"trees": 5}, "Forest") == {"trees": 5, "bootstrap": True}
    with pytest.raises(ValueError, match=r"Forest has no parameter 'tree'\. It takes: trees, boot"):
        check_all((INT, FLAG), {"tree": 5}, "Forest")
