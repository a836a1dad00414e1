"""What can be chosen is checked: the message names column, parameter, rule and value."""

import pytest

from core.dataset.table import Column
from core.preparation import ONLY_WITH, PARAMS, check, complete

COLUMNS = [Column("age", "numeric"), Column("city", "categorical"), Column("note", "text")]


def test_choices_about_single_columns_are_kept_as_given():
    single = {"age": {"scale": "robust"}, "city": {"encode": "target"}, "note": {}}
    found = check({"scale": "standard", "columns": single}, COLUMNS, "binary")
    assert found["scale"] == "standard" and found["impute"] == "auto"
    assert found["columns"] == {"age": {"scale": "robust"}, "city": {"encode": "target"}}
    assert check(found, COLUMNS, "binary") == found


@pytest.mark.parametrize(
    ("single", "said"),
    [
        ({"height": {"scale": "none"}}, "the column height, not a feature"),
        ({"age": {"scale": "big"}}, "Column age, numeric: scale must be one of 'auto'"),
        ({"age": {"encode": "target"}}, "Column age, numeric: its preparation has no"),
        ({"note": {"impute": "mean"}}, "its preparation has no parameter 'impute'"),
        ({"age": {"polynomial": 2}}, "no parameter 'polynomial'"),
        ({"age": "robust"}, "columns must be choices by column"),
        (["age"], "columns must be choices by column"),
    ],
)
def test_what_a_column_does_not_take_is_refused(single, said):
    with pytest.raises(ValueError, match=r"[Cc]olumn") as refused:
        check({"columns": single}, COLUMNS)
    assert said in str(refused.value)


def test_numbers_have_no_classes_to_balance_or_calibrate():
    for name, value in (("resample", "oversample"), ("calibrate", "sigmoid")):
        with pytest.raises(ValueError, match=f"{name} must be 'none' in a regression task"):
            check({name: value}, COLUMNS, "regression")
        assert check({name: value}, COLUMNS, "multiclass")[name] == value


def test_too_many_terms_are_refused_with_their_number():
    columns = [Column(f"c{i}", "numeric") for i in range(62)]
    assert check({"polynomial": 2, "interaction_only": True}, columns)["polynomial"] == 2
    with pytest.raises(ValueError, match="makes 2,015 columns, more than 2,000"):
        check({"polynomial": 2}, columns)
    with pytest.raises(ValueError, match="polynomial 3 of 62 numeric columns"):
        check({"polynomial": 3, "interaction_only": True}, columns)


def test_requests_of_an_older_version_are_completed():
    old = {"impute": "mean", "scale": "none"}
    assert complete(old)["impute"] == "mean" and complete(old)["calibrate"] == "none"
    assert complete({}) == check({})


def test_what_waits_for_another_choice_names_one_that_exists():
    options = {param.name: getattr(param, "options", ()) for param in PARAMS}
    for name, (other, values) in ONLY_WITH.items():
        assert name in options and set(values) <= set(options[other])


def test_every_choice_says_why_its_default_is_its_default():
    assert all(len(param.help) > 40 and param.title for param in PARAMS)
