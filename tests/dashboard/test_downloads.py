"""Every table that leaves as a file runs nothing in a spreadsheet, and its numbers stay numbers."""

import ast
import csv as reader
import io
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from dashboard.downloads import csv, inert, stem

ROOT = Path(__file__).resolve().parents[2]
FORMULAS = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "=cmd|' /C calc'!A0", "-2+3", '=A1,"x"']
OTHER = {"bundle.pack", "bundle.as_joblib"}
"""Downloads that are no table: a model's own files."""


def cells(frame):
    """Every cell of the file, headers too, as a spreadsheet reads them."""
    rows = list(reader.reader(io.StringIO(csv(frame).decode(), newline="")))
    return [cell for row in rows for cell in row]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_text(text):
    assert inert(text) == "'" + text
    assert cells(pd.DataFrame({"a": [text]}))[1] == "'" + text


@pytest.mark.parametrize("value", ["a=1", "", -1.5, None, True])
def test_everything_else_is_kept(value):
    assert inert(value) == value


def test_headers_and_categories_are_made_inert_and_numbers_are_not():
    frame = pd.DataFrame({"=x": [-1.5, 2.0], "name": pd.Categorical(["@a", "é"])})
    assert csv(frame) == "'=x,name\r\n-1.5,'@a\r\n2.0,é\r\n".encode()


@pytest.mark.parametrize("kind", ["object", "str", "category"])
def test_no_cell_of_any_kind_of_text_column_begins_like_a_formula(kind):
    texts = pd.Series(FORMULAS, dtype=object).astype(kind)
    frame = pd.DataFrame(dict.fromkeys(FORMULAS, texts))
    frame["number"] = np.arange(len(FORMULAS)) - 3.5
    found = cells(frame)
    numbers = [float(cell) for cell in found[2 * len(FORMULAS) + 1 :: len(FORMULAS) + 1]]
    assert numbers == frame["number"].tolist()
    texts = [cell for cell in found if not re.fullmatch(r"-?\d+\.\d+", cell)]
    assert not [cell for cell in texts if cell[0] in "=+-@\t\r"]


def test_a_line_break_inside_a_cell_begins_no_cell():
    frame = pd.DataFrame({"a": ["x\r=1+1", "x\n=1+1", "x\r\n=1+1"]})
    assert cells(frame)[1:] == ["x\r=1+1", "x\n=1+1", "x\r\n=1+1"]


def test_columns_of_one_name_lose_nothing():
    frame = pd.DataFrame([["=a", "-b"], ["c", "@d"]], columns=["x", "x"])
    assert csv(frame).decode() == "x,x\r\n'=a,'-b\r\nc,'@d\r\n"


def test_numbers_come_back_bit_for_bit():
    values = np.random.default_rng(0).random(500) * 10.0 ** np.arange(-250, 250)
    back = [float(line) for line in csv(pd.DataFrame({"a": values})).decode().splitlines()[1:]]
    assert (np.array(back) == values).all()


def test_every_download_of_a_table_goes_through_here():
    seen = 0
    for path in (*(ROOT / "dashboard").glob("*.py"), *(ROOT / "pages").glob("*.py")):
        text = path.read_text()
        assert path.name == "downloads.py" or not re.search(r"\.to_(csv|excel|html)\(", text)
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "download_button":
                data = node.args[1]
                made = data.body if isinstance(data, ast.Lambda) else data
                assert isinstance(made, ast.Call), f"{path.name}: what is downloaded?"
                assert ast.unparse(made.func) in {"downloads.csv"} | OTHER, path.name
                seen += 1
    assert seen >= 5


def test_a_title_becomes_the_beginning_of_a_files_name():
    assert stem("Kunden 2024/März (neu).csv", "table") == "Kunden-2024-März-neu-csv"
    assert stem("../.. \"'=*", "table") == "table"
    assert len(stem("ab-" * 99, "table")) <= 60
