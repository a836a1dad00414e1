import pandas as pd
import pytest

from dashboard.downloads import csv, inert


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_formula_becomes_text(text):
    assert inert(text) == "'" + text
    assert csv(pd.DataFrame({"a": [text]})).decode().splitlines()[1].strip('"').startswith("'")


@pytest.mark.parametrize("value", ["a=1", "", -1.5, None, True])
def test_everything_else_is_kept(value):
    assert inert(value) == value


def test_headers_and_categories_are_made_inert_and_numbers_are_not():
    frame = pd.DataFrame({"=x": [-1.5, 2.0], "name": pd.Categorical(["@a", "é"])})
    assert csv(frame) == "'=x,name\n-1.5,'@a\n2.0,é\n".encode()
