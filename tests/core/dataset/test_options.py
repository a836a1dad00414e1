"""Options that cannot be meant are refused, or said: none is passed over in silence."""

import pytest

from core.dataset.options import check_options

TABLE = "a,b\n1,2\n3,4\n"


@pytest.mark.parametrize(
    "options",
    [
        {"missing_in": {"agee": ["1"]}},
        {"decimal_in": {"agee": ","}},
        {"values_in": {"agee": ["NA"]}},
        {"replace": {"agee": {"1": "2"}}},
    ],
)
@pytest.mark.parametrize("table", [TABLE, '[{"a": 1, "b": 2}, {"a": 3, "b": 4}]'])
def test_an_option_for_a_column_that_is_not_there_is_said(read, note, table, options):
    (key,) = options
    said = note(read(table, options), "unknown_column").message
    assert said == f"The option {key} names 'agee', which is no column of the table: not used."
    there = {key: {"a": options[key]["agee"]}}
    assert "unknown_column" not in [n.code for n in read(table, there).notes]


def test_a_kind_for_a_column_that_is_not_there_is_refused(read):
    with pytest.raises(ValueError, match="kinds names 'agee'"):
        read(TABLE, {"kinds": {"agee": "numeric"}})


@pytest.mark.parametrize(
    "options",
    [
        {"decimal_in": {"a": ["x"]}}, {"decimal_in": {"a": {}}}, {"decimal_in": "a"},
        {"kinds": {"a": ["numeric"]}}, {"missing_in": {"a": [["x"]]}}, {"header": ["none"]},
        {"replace": {"a": {"x": ["y"]}}}, {"separator": [","]}, {"encoding": ["utf-8"]},
    ],
)  # fmt: skip
def test_values_of_another_shape_are_refused_in_words(options):
    (key,) = options
    with pytest.raises(ValueError, match=f"The option {key} must be"):
        check_options(options)
