"""What a table's own download button writes is what it shows: nothing a spreadsheet would run."""

import pandas as pd
from streamlit.testing.v1 import AppTest

from dashboard.tables import safe

HOSTILE = ["=1+1", "+1", "@sum", "-2+3|' /C calc'!A0", "\tx", "plain", None, "-0.5 to 0.25"]


def test_texts_and_headers_are_inert_and_the_rest_is_as_it_was():
    table = pd.DataFrame({"=name": HOSTILE, "number": range(-4, 4), "plain": ["a"] * 8})
    table["kind"] = pd.Categorical(HOSTILE)
    shown = safe(table)
    assert list(shown.columns) == ["'=name", "number", "plain", "kind"]
    for name in ("'=name", "kind"):
        texts = shown[name].tolist()
        assert texts[0] == "'=1+1" and texts[3].startswith("'-2+3") and texts[5] == "plain"
        assert texts[1] == "+1" and texts[-1] == "-0.5 to 0.25" and pd.isna(texts[6])
    assert shown["number"].equals(table["number"]) and list(shown["plain"]) == ["a"] * 8
    assert next(iter(table.columns)) == "=name", "the table itself is left alone"


def test_a_harmless_table_is_shown_as_it_is():
    table = pd.DataFrame({"a": ["x"], "b": [1.5], "when": [pd.Timestamp("2024")], "tags": [["t"]]})
    assert safe(table) is table


def test_order_and_look_of_a_renamed_column_follow_it():
    def page():
        import pandas as pd
        import streamlit as st

        from dashboard import tables

        table = pd.DataFrame({"a": [1], "=b": ["=2"]})
        look = {"=b": st.column_config.TextColumn("B")}
        tables.show(table, column_order=["=b", "a"], column_config=look)

    at = AppTest.from_function(page).run()
    assert not at.exception
    (drawn,) = at.dataframe
    assert drawn.value["'=b"].tolist() == ["'=2"]
    assert list(drawn.proto.column_order) == ["'=b", "a"] and "'=b" in drawn.proto.columns
