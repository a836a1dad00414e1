"""Excel workbooks: sheets, titles, merged cells, dates, errors, formulas; and what is refused."""

import datetime
import io
import re
import zipfile

import openpyxl
import pandas as pd
import pytest
from openpyxl.utils import get_column_letter

from core.dataset.limits import Limits, Refused
from core.dataset.notes import Notes
from core.dataset.workbook import write_sheet

HEAD = ["id", "when", "price", "town", "code"]
ROWS = [
    [f"k{i * 7}", datetime.datetime(2024, 1, 1 + i % 28), i * 1.25, "OL"[i % 2] + "s", f"{i:04d}"]
    for i in range(1, 31)
]  # fmt: skip


def book(*rows, title="Data", change=None):
    """A workbook of one sheet; `change` gets the workbook and the sheet before it is saved."""
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change:
        change(made, sheet)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def parts(content, change):
    """The same archive with its parts passed through `change(name, bytes)`."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def test_types_are_kept(read, note):
    dataset = read(book(HEAD, *ROWS))
    frame = dataset.frame()
    assert dataset.names == tuple(HEAD) and dataset.rows == 30
    assert frame["when"].iloc[0] == pd.Timestamp("2024-01-02")
    assert frame["price"].tolist() == [row[2] for row in ROWS]
    assert frame["code"].iloc[0] == "0001" and note(dataset, "leading_zeros")
    assert dataset.reading["sheet"] == "Data" and dataset.reading["header"] == "first line"
    assert note(dataset, "xlsx").message.startswith("This is an Excel file")


def test_numbers_without_noise_and_without_loss(read):
    values = [0.1 + 0.2, 1 / 3, 1e-300, 2**53 - 1, 12345.678, -0.5, 100.0, 5e300]
    frame = read(book(["x", "n"], *[[v, 1] for v in values])).frame()
    assert frame["x"].tolist() == [0.3, *values[1:]]


def test_a_decimal_option_does_not_touch_typed_numbers(read):
    content = book(["x", "y"], *[[1.234 + i, f"{i},5"] for i in range(12)])
    frame = read(content, {"decimal": ","}).frame()
    assert frame["x"].tolist() == [1.234 + i for i in range(12)]
    assert frame["y"].tolist() == [i + 0.5 for i in range(12)]


def test_the_first_sheet_with_a_table_or_the_one_that_is_named(read, note):
    def more(made, sheet):
        other = made.create_sheet("Prices")
        for i in range(9):
            other.append([f"a{i}", i] if i else ["name", "euro"])
        hidden = made.create_sheet("Old", 0)
        hidden.sheet_state = "hidden"
        for i in range(9):
            hidden.append([i, i])

    content = book(["This file holds prices."], ["Ask Ann."], title="Read me", change=more)
    dataset = read(content)
    assert dataset.names == ("name", "euro") and dataset.reading["sheet"] == "Prices"
    assert "'Read me'" in note(dataset, "sheets").message
    assert dataset.reading["sheets"] == ["Old", "Read me", "Prices"]
    assert read(content, {"sheet": "Old"}).rows in (8, 9)
    with pytest.raises(ValueError, match=r"no sheet 'Nope'.*'Prices'"):
        read(content, {"sheet": "Nope"})


def test_a_title_units_and_a_footer(read, note):
    rows = [["Sales 2024\nby region"], [], ["from ERP"], HEAD, *ROWS, [], ["Total", None, 580.0]]
    dataset = read(book(*rows))
    assert dataset.names == tuple(HEAD) and dataset.rows == 30
    assert note(dataset, "preamble").count == 2 and note(dataset, "footer").count == 1
    assert note(dataset, "blank_lines").count == 2


def test_the_table_stands_off_the_corner(read):
    rows = [[], [], *[[None, None, *row] for row in (HEAD, *ROWS)]]

    def trail(made, sheet):
        for place in ("A90", "Z3"):
            sheet[place].font = openpyxl.styles.Font(bold=True)

    dataset = read(book(*rows, change=trail))
    assert dataset.names == tuple(HEAD) and dataset.rows == 30


def test_merged_cells(read, note):
    def merge(made, sheet):
        for top in range(2, 32, 5):
            sheet.merge_cells(start_row=top, end_row=top + 4, start_column=1, end_column=1)

    rows = [[f"g{i // 5}" if i % 5 == 0 else None, i * 3, i % 7] for i in range(30)]
    dataset = read(book(["group", "x", "y"], *rows, change=merge))
    assert dataset.frame()["group"].tolist() == [f"g{i // 5}" for i in range(30)]
    assert note(dataset, "merged").count == 6


def test_a_header_of_two_merged_lines(read):
    def merge(made, sheet):
        sheet.merge_cells("B1:C1")
        sheet.merge_cells("D1:E1")

    rows = [[f"t{i}", i, i * 2, i % 5, i * 0.5] for i in range(12)]
    first, second = ["", "2023", None, "2024", None], ["town", "Q1", "Q2", "Q1", "Q2"]
    dataset = read(book(first, second, *rows, change=merge))
    assert dataset.names == ("town", "2023 Q1", "2023 Q2", "2024 Q1", "2024 Q2")


def test_errors_are_missing_and_their_rows_named(read, note):
    rows = [[i, i * 2.5] for i in range(20)]
    rows[3][1], rows[7][1] = "#N/A", "#DIV/0!"
    dataset = read(book(["n", "x"], *rows))
    assert dataset.frame()["x"].isna().sum() == 2 and dataset.column("x").kind == "numeric"
    told = note(dataset, "error_cells")
    assert told.rows == (3, 7) and told.columns == ("x",) and "#DIV/0!" in told.message


def test_formulas_by_the_value_that_was_kept(read, note):
    rows = [[i, f"=A{i + 2}*2"] for i in range(10)]

    def kept(name, data):
        if name != "xl/worksheets/sheet1.xml":
            return data
        value = lambda m: m[0].replace(b"<v></v>", b"<v>7</v>").replace(b"<v />", b"<v>7</v>")  # noqa: E731
        data = re.sub(rb"<c r=\"B[2-9]\".*?</c>", value, data)
        return data

    dataset = read(parts(book(["n", "x"], *rows), kept))
    assert dataset.frame()["x"].tolist()[:8] == [7.0] * 8
    assert note(dataset, "formulas").count == 10 and note(dataset, "formulas_empty").count == 2
    assert "B10, B11" in note(dataset, "formulas_empty").message


def test_percent_padded_numbers_and_what_is_hidden(read, note):
    def form(made, sheet):
        for i in range(2, 22):
            sheet[f"A{i}"].number_format, sheet[f"B{i}"].number_format = "0.0%", "00000"
        sheet.row_dimensions[4].hidden = sheet.row_dimensions[5].hidden = True
        sheet.column_dimensions["C"].hidden = True

    content = book(
        ["share", "zip", "n"], *[[i / 100, 501 + i, i % 4] for i in range(20)], change=form
    )
    dataset = read(content)
    frame = dataset.frame()
    assert frame["share"].iloc[7] == 0.07 and note(dataset, "percent_format")
    assert frame["zip"].iloc[0] == "00501"
    assert {n.count for n in dataset.notes if n.code == "hidden"} == {2, 1}


def test_times_durations_booleans_and_the_calendar_of_1904(read):
    def old(made, sheet):
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    row = lambda i: [datetime.datetime(2020, 5, 1 + i, 13, 30), datetime.time(9, i), i % 3 == 0]  # noqa: E731
    content = book(["at", "clock", "yes"], *[row(i) for i in range(20)], change=old)
    frame = read(content).frame()
    assert frame["at"].iloc[2] == pd.Timestamp("2020-05-03 13:30")
    assert frame["clock"].iloc[1] == "09:01:00"
    assert frame["yes"].tolist()[:3] == ["true", "false", "false"]


def test_text_is_kept_whole(read):
    said = ['a "b", c\nd', "=1+1", "ünï €", "{'a': 1}", "x;y", "'q'", 'a\\"b'] * 4
    content = book(["i", "said"], *[[i, t] for i, t in enumerate(said)])
    content = parts(content, lambda n, d: d)
    dataset = read(book(["i", "said"], *[[i, t.replace("=", "~")] for i, t in enumerate(said)]))
    assert dataset.frame()["said"].tolist() == [t.replace("=", "~") for t in said]


def test_wide_and_without_a_header(read):
    content = book(*[[i * j % 11 for j in range(300)] for i in range(20)])
    dataset = read(content)
    assert len(dataset.columns) == 300 and dataset.rows == 20
    assert get_column_letter(300) == "KN" and dataset.reading["header"] == "none"


def test_a_packed_workbook_is_one_table(read):
    content = book(HEAD, *ROWS)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("folder/prices.xlsx", content)
    assert read(buffer.getvalue()).id == read(content).id


ENTITY = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">'
    b'<!ENTITY c SYSTEM "file:///etc/passwd">]>'
)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_entities_are_refused_before_any_parser(read, part):
    def plant(name, data):
        return ENTITY + re.sub(rb"<\?xml.*?\?>", b"", data) if name == part else data

    with pytest.raises(ValueError, match="defines entities"):
        read(parts(book(HEAD, *ROWS), plant))
    with pytest.raises(ValueError, match="damaged"):
        wide = lambda n, d: plant(n, d).decode().encode("utf-16") if n == part else d  # noqa: E731
        read(parts(book(HEAD, *ROWS), wide))


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path):
    zeros = parts(book(HEAD, *ROWS), lambda n, d: d + b" " * (80 << 20) if "sheet1" in n else d)
    (tmp_path / "bomb").write_bytes(zeros)
    with pytest.raises(Refused, match="unpacks to more than 64 MB"):
        write_sheet(tmp_path / "bomb", tmp_path / "out", None, Limits(), Notes())
    assert not (tmp_path / "out").exists()  # nothing was parsed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), "xls"),
        (book(), "no data"),
        (book(["a", "b"]), "no data"),
        (book(["a", "b"], [1, 2])[:-900], "damaged"),
        (parts(book(HEAD, *ROWS), lambda n, d: d[:-200] if "sheet1" in n else d), "damaged"),
        (parts(book(HEAD, *ROWS), lambda n, d: b"<x/>" if "workbook.xml" in n else d), "no data"),
    ],
)  # fmt: skip
def test_refused_in_a_sentence(read, content, said):
    with pytest.raises(ValueError, match=f"(?i){said}") as error:
        read(content)
    assert str(error.value).endswith(".") and "\n" not in str(error.value)


def test_limits(tmp_path):
    (tmp_path / "book").write_bytes(book(*[[1, 2, 3]] * 300))
    for limits, said in ((Limits(columns=2), "3 columns"), (Limits(rows=50), "more than 50 rows")):
        with pytest.raises(Refused, match=said):
            write_sheet(tmp_path / "book", tmp_path / "out", None, limits, Notes())
