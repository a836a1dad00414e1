"""Bytes to lines to cells: encodings, separators, quotes, headers, ragged rows, names."""

import pytest

ROWS = [("Łukasz", "Köln", 3), ("Zoë", "Århus", 5), ("Ana", "Córdoba", 7)] * 10


def lines(separator=",", rows=ROWS, end="\n"):
    cells = [("name", "town", "score"), *rows]
    return "".join(separator.join(map(str, row)) + end for row in cells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings_of_unicode(read, encoding):
    frame = read(lines().encode(encoding)).frame()
    assert frame.columns.tolist() == ["name", "town", "score"]
    assert frame["name"].iloc[0] == "Łukasz" and frame["score"].sum() == 150


def test_cp1252_is_read_and_said(read, note):
    rows = [("naïve", "Zürich €", 1), ("Öz", "Genève", 2)] * 10
    dataset = read(lines(rows=rows).encode("cp1252"))
    assert dataset.frame()["town"].iloc[0] == "Zürich €"
    assert "cp1252" in note(dataset, "encoding").message


def test_a_few_broken_characters_do_not_change_the_encoding(read, note):
    content = lines().encode().replace("Zoë".encode(), b"Zo\xeb", 1)
    dataset = read(content)
    assert dataset.frame()["name"].iloc[0] == "Łukasz"
    assert note(dataset, "replaced_characters").count == 1


@pytest.mark.parametrize(
    "separator", [",", ";", "\t", "|", "^", "~", "#", "\x01", "\x1f", ":", "/", "*"]
)
def test_separators(read, separator):
    dataset = read(lines(separator))
    assert dataset.reading["separator"] == separator
    assert dataset.frame().shape == (30, 3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(read, end):
    frame = read(lines(end=end)).frame()
    assert frame.shape == (30, 3) and frame["town"].iloc[2] == "Córdoba"


def test_the_separator_is_the_one_that_makes_a_table(read):
    text = "review;label\n" + "good, cheap, fast;1\nbad, slow;0\n" * 10
    dataset = read(text)
    assert dataset.reading["separator"] == ";" and dataset.names == ("review", "label")


def test_quotes_newlines_and_doubled_quotes(read):
    text = "id,said,n\n" + '1,"a ""b"", c\nd",2\n3,"x, y",4\n' * 12
    frame = read(text).frame()
    assert frame.shape == (24, 3)
    assert frame["said"].iloc[0] == 'a "b", c\nd' and frame["n"].sum() == 72


def test_quotes_inside_cells_are_kept(read, note):
    dataset = read("sku,what,n\n" + "".join(f'{i},5" pipe,{i}\n' for i in range(20)))
    assert dataset.frame()["what"].tolist() == ['5" pipe'] * 20
    assert note(dataset, "quotes")


def test_backslash_escapes(read):
    dataset = read("id,say,n\n" + '7,"he said \\"hi, you\\"",3\n' * 10)
    assert dataset.frame()["say"].iloc[0] == 'he said "hi, you"'


def test_single_quotes_with_doubled_ones_inside(read):
    frame = read("id,name,x\n" + "1,'O''Neil, Al',3\n" * 9).frame()
    assert frame["name"].tolist() == ["O'Neil, Al"] * 9 and frame["x"].sum() == 27


def test_a_quote_that_never_closes_loses_no_row(read, note):
    text = "id,what,n\n" + "1,fine,2\n" * 20 + '1,"oh,2\n' + "1,fine,2\n" * 20
    dataset = read(text)
    assert dataset.rows == 41 and note(dataset, "quotes")


def test_a_quote_that_never_closes_beside_others_that_do(read, note):
    rows = [f'{i},"a, {i}",{i % 4}\n' for i in range(40)]
    rows[20] = '20,"open,0\n'
    dataset = read("id,what,n\n" + "".join(rows))
    assert dataset.names == ("id", "what", "n") and dataset.rows == 40
    assert dataset.frame()["what"].iloc[19:22].tolist() == ["a, 19", "open", "a, 21"]
    assert note(dataset, "quotes").rows == (20,)


INSIDE = [
    ('"Hotel "Sun" {}"', 'Hotel "Sun" {}'),
    ('"Hotel "Sun", Bern {}"', 'Hotel "Sun", Bern {}'),
    ('"He said "no", then left {}"', 'He said "no", then left {}'),
    ('""Sun" {}"', '"Sun" {}'),
]


@pytest.mark.parametrize(("cell", "text"), INSIDE)
@pytest.mark.parametrize("every", [1, 4])
def test_quotes_inside_a_quoted_cell_are_its_text(read, note, cell, text, every):
    cells = [cell.format(i) if i % every == 0 else f'"plain, {i}"' for i in range(60)]
    cells[1] = '4" wide'
    rows = "".join(f"{i},{cell},{i % 7}\n" for i, cell in enumerate(cells))
    dataset = read("id,comment,score\n" + rows)
    frame = dataset.frame()
    assert frame.shape == (60, 3) and frame["score"].sum() == sum(i % 7 for i in range(60))
    assert frame["comment"].iloc[4] == text.format(4) and frame["comment"].iloc[1] == '4" wide'
    assert note(dataset, "quotes").rows[0] == 0


@pytest.mark.parametrize("at", [3, 30, 59])
def test_a_quote_that_never_closes_beside_cells_with_commas(read, note, at):
    cells = [f'"open, {i}' if i == at else f'"fine, {i}"' for i in range(60)]
    rows = "".join(f"{i},{cell},{i % 5}\n" for i, cell in enumerate(cells))
    dataset = read("id,comment,score\n" + rows)
    assert dataset.frame()["comment"].tolist() == [
        f"open, {i}" if i == at else f"fine, {i}" for i in range(60)
    ]
    assert note(dataset, "quotes").rows == (at,)


@pytest.mark.parametrize("lines", [600, 3000])
def test_a_quoted_cell_of_many_lines_stays_one(read, lines):
    cells = ['"' + "a line, of a log\n" * lines + '"' if i % 20 == 9 else "x" for i in range(60)]
    dataset = read("id,log,n\n" + "".join(f"{i},{cell},{i % 7}\n" for i, cell in enumerate(cells)))
    assert dataset.frame()["n"].tolist() == [i % 7 for i in range(60)]


def test_no_header(read, note):
    dataset = read("39, State-gov, 7, <=50K\n50, Private, 9, >50K\n" * 10)
    assert dataset.names == ("column 1", "column 2", "column 3", "column 4")
    assert dataset.reading["header"] == "none" and note(dataset, "header")
    assert dataset.frame()["column 2"].iloc[0] == "State-gov" and note(dataset, "padding")


def test_years_as_names_are_a_header(read):
    dataset = read("country,2019,2020,2021\n" + "Oslo,1,2,3\nRome,4,5,6\n" * 5)
    assert dataset.names == ("country", "2019", "2020", "2021")


def test_a_title_above_the_header_is_skipped_and_said(read, note):
    dataset = read("Report 2024\nby ERP\n\n" + lines())
    assert dataset.names == ("name", "town", "score") and dataset.rows == 30
    assert note(dataset, "preamble").count == 3


def test_a_line_that_names_the_separator(read):
    dataset = read("sep=;\n" + lines(";"))
    assert dataset.names == ("name", "town", "score")


@pytest.mark.parametrize(
    "title",
    ["Sales, all regions, 2024\nby ERP\n\n", "Report\n====\nSource: ERP, CRM and all, 2024\n"],
)
def test_a_title_with_commas_is_skipped(read, note, title):
    rows = "".join(f"{i},{i * 2},x{i % 3},{i % 7},{i % 2}\n" for i in range(20))
    dataset = read(title + "id,n,g,h,y\n" + rows)
    assert dataset.names == ("id", "n", "g", "h", "y") and note(dataset, "preamble").count == 3


@pytest.mark.parametrize("rows", ["1,2,\n3,4,\n", "1,2,x\n3,4,y\n"])
def test_a_header_shorter_than_the_rows_is_no_title(read, rows):
    assert read("a,b\n" + rows * 9).names[:2] == ("a", "b")


def test_short_rows_are_filled_and_named(read, note):
    dataset = read("a,b,c\n" + "1,2,3\n" * 5 + "4,5\n" + "6\n" + "7,8,9\n")
    assert dataset.rows == 8 and note(dataset, "short_rows").rows == (5, 6)
    assert dataset.frame()["c"].isna().sum() == 2 and dataset.frame()["a"].sum() == 22


def test_long_rows_keep_every_cell_and_are_named(read, note):
    dataset = read("a,b,c\n" + "1,2,3\n" * 5 + "4,5,6,extra\n" + "7,8,9\n")
    assert dataset.names == ("a", "b", "c", "column 4")
    assert note(dataset, "long_rows").rows == (5,)
    assert dataset.frame()["column 4"].dropna().tolist() == ["extra"]
    assert dataset.frame()["a"].sum() == 16


def test_trailing_separators_make_no_column(read):
    dataset = read("a,b\n" + "1,2,\n3,4,\n" * 5)
    assert dataset.names == ("a", "b") and dataset.frame()["a"].sum() == 20


def test_empty_rows_and_columns_go_with_a_note(read, note):
    dataset = read("a;b;;\n" + "1;x;;\n\n" * 4 + ";;;\n" * 3)
    assert dataset.names == ("a", "b") and dataset.rows == 4
    assert note(dataset, "empty_rows").count == 3
    assert note(dataset, "empty_columns").columns == ("column 3", "column 4")
    assert note(dataset, "blank_lines").count == 4


def test_duplicate_and_empty_names_are_made_unique(read, note):
    dataset = read("a,a,,a\n" + "1,2,3,4\n5,6,7,8\n" * 5)
    assert dataset.names == ("a", "a (2)", "column 3", "a (3)")
    assert note(dataset, "names")


NAMES = ["*a*", "_b_", ":red[c]", "# d", "`e`", "<b>f</b>", '[]{}":,', "<script>g</script>", "a'b"]


def test_names_are_data(read):
    header = ",".join('"' + name.replace('"', '""') + '"' for name in NAMES)
    dataset = read(header + "\n" + ",".join("3" * len(NAMES)) + "\n" + ",".join("4" * len(NAMES)))
    assert list(dataset.names) == NAMES == list(dataset.frame().columns)


def test_ten_thousand_columns(read):
    header = ",".join(f"f{i}" for i in range(10_000))
    row = ",".join(str(i % 9) for i in range(10_000))
    dataset = read(f"{header}\n{row}\n{row[::-1]}\n")
    assert (dataset.rows, len(dataset.columns)) == (2, 10_000)


@pytest.mark.parametrize(
    ("name", "cells"),
    [
        ("text", ["a quick fox", "so it goes", "hello world"]),
        ("wert", ["0,5", "12", "-3,25"]),
        ("hour", ["10:30:00", "11:45:10", "00:00:01"]),
        ("mail", ["ann@x.org", "bob@y.org", "eve@z.org"]),
    ],
)
def test_one_column_stays_one(read, name, cells):
    dataset = read(f"{name}\n" + "\n".join(cells * 9))
    assert dataset.names == (name,) and dataset.rows == 27


def test_names_in_many_scripts_are_no_separators(read):
    dataset = read("🎉,ชื่อ,नाम,ß\n" + "👍,สมชาย,राम,1\n" * 9)
    assert dataset.names == ("🎉", "ชื่อ", "नाम", "ß")


def test_one_column(read):
    assert read("value\n" + "5\n7\n\n9\n" * 5).frame()["value"].sum() == 105


@pytest.mark.parametrize(
    ("separator", "cell"), [(",", "March 5, 2020"), ("\t", "a\tb"), (";", "1;2")]
)
def test_a_quoted_separator_never_cuts_a_cell(read, separator, cell):
    rows = "".join(f'{i}{separator}"{cell}"\n' for i in range(40))
    dataset = read(f"id{separator}what\n{rows}", {"kinds": {"what": "text"}})
    assert dataset.names == ("id", "what") and dataset.frame()["what"].tolist() == [cell] * 40


def test_a_title_padded_to_the_width_of_the_table(read, note):
    rows = "".join(f"{i},{i * 2},x{i % 3},{i % 7},{i % 2}\n" for i in range(20))
    dataset = read("Sales 2024,,,,\nby ERP,v7,,,\n,,,,\nid,n,g,h,y\n" + rows)
    assert dataset.names == ("id", "n", "g", "h", "y") and dataset.rows == 20
    assert note(dataset, "preamble").count == 3
