"""What the reader promises for broken, strange and hostile files, each on a small one made here.

What the other tests of this folder hold is not held here again: quotes, headers, names, dates,
codes, archives, workbooks.
"""

import gzip
import json
import math
import pickle
import re
import resource
import subprocess
import sys
import time

import pandas as pd
import pytest

import core
from core.dataset.limits import MB
from core.dataset.offers import offers


def rows(*columns):
    return "".join(",".join(map(str, cells)) + "\n" for cells in zip(*columns, strict=True))


def test_no_row_is_lost_after_a_quote_that_never_closes(read):
    for at in (0, 30, 59):
        cells = [f'"open {i}' if i == at else f"fine {i}" for i in range(60)]
        frame = read("id,comment,score\n" + rows(range(60), cells, range(60))).frame()
        assert len(frame) == 60 and frame["score"].sum() == sum(range(60))


def test_separators_at_the_ends_of_rows_move_no_name(read):
    dataset = read("id,age,city\n" + "7,41,Oslo,\n8,39,Rome,\n" * 9)
    assert dataset.names == ("id", "age", "city")
    assert dataset.frame()["age"].tolist() == [41, 39] * 9


def test_names_of_groups_turn_no_number_into_text(read):
    lines = rows([f"n{i}" for i in range(30)], range(20, 50), range(1000, 1030), range(30))
    dataset = read("person,person,money,money\nname,age,income,debt\n" + lines)
    kinds = [str(kind) for kind in dataset.frame().dtypes[1:]]
    assert dataset.rows == 30 and kinds == ["int64"] * 3


def test_names_that_come_again_are_four_usable_ones(read):
    dataset = read("a,a,b,a\n" + rows(range(20), range(1, 21), range(2, 22), range(3, 23)))
    assert len(set(dataset.names)) == 4 and all(dataset.names)
    assert [dataset.frame()[name].iloc[0] for name in dataset.names] == [0, 1, 2, 3]


def test_a_column_that_counts_the_rows_is_no_feature(read):
    dataset = read(",age,y\n" + rows(range(50), [i * 37 % 61 for i in range(50)], "pq" * 25))
    first = dataset.columns[0]
    assert (first.kind, first.role) == (
        "identifier",
        "ignore",
    ) and "counts the rows" in first.reason


def test_the_user_can_say_that_na_is_a_value(read, note, upload):
    text = "country,n\n" + "NA,1\nDE,2\n,3\n" * 20
    dataset = read(text)
    assert dataset.frame()["country"].isna().sum() == 40
    assert "'NA'" in note(dataset, "missing").message
    offered = next(one for one in offers(upload(text)) if "values_in" in one.options)
    for options in ({"values_in": {"country": ["NA"]}}, offered.options):
        dataset = read(text, options)
        assert dataset.frame()["country"].value_counts().to_dict() == {"NA": 20, "DE": 20}
        assert dataset.column("country").kind == "categorical"
    assert read("x\n" + "NA\n5\n" * 20, {"values_in": {"x": ["NA"]}}).frame()["x"].iloc[0] == "NA"


@pytest.mark.parametrize(("at", "many"), [(6500, 7000), (0, 7000), (3, 20)])
def test_one_word_among_numbers_is_missing_or_all_are_text_and_it_is_told(read, at, many):
    cells = ["sold out" if i == at else i % 50 for i in range(many)]
    dataset = read("id,x\n" + rows(range(many), cells))
    column, values = dataset.column("x"), dataset.frame()["x"]
    codes = {one.code: one for one in dataset.notes if "x" in one.columns}
    if column.kind == "numeric":
        assert values.isna().sum() == 1 and codes["not_a_number"].rows == (at,)
    else:
        assert values.iloc[at] == "sold out" and codes["mixed"].rows == (at,)


@pytest.mark.parametrize(
    "digits", ["9" * 5000, "-" + "8" * 6000, "0." + "3" * 9000, "1e" + "9" * 500]
)
def test_thousands_of_digits_break_nothing(read, digits):
    dataset = read("id,x\n" + rows(range(30), [digits if i == 3 else i for i in range(30)]))
    assert dataset.rows == 30
    value = dataset.frame()["x"].iloc[3]
    assert value == digits or math.isnan(value) or value == float(digits)


def test_times_far_from_now_are_kept(read):
    ends = ["9999-12-31", "2021-05-05"] * 20
    frame = read("from,to\n" + rows(["1066-10-14", "2020-01-01"] * 20, ends)).frame()
    assert frame["from"].iloc[0].year == 1066 and frame["to"].iloc[0].year == 9999
    assert not frame.isna().any().any()


PEAK = """
import resource, sys, pathlib, tempfile
from tests.core.dataset.hostile import load
try:
    load(sys.argv[1])
except ValueError as error:
    print(error)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.parametrize("what", ["a bomb", "one line of separators"])
def test_what_would_fill_the_memory_is_refused_in_little_of_it(tmp_path, what):
    with open(tmp_path / "file", "wb") as file:
        if what == "a bomb":
            with gzip.open(file, "wb", 1) as packed:
                for _ in range(300):
                    packed.write(bytes(MB))
        else:
            file.write(b"," * 3_000_000 + b"\n")
    start = time.monotonic()
    command = [sys.executable, "-c", PEAK, tmp_path / "file"]
    said, peak = subprocess.run(command, capture_output=True, text=True).stdout.splitlines()
    assert re.search("limit|column", said) and int(peak) < 1000 and time.monotonic() - start < 20


@pytest.mark.parametrize("fill", [" ", "1", "2024-", "(", "-", "\u00a0", "1.1,"])
def test_a_long_cell_takes_no_time(read, fill):
    long = fill * (60_000 // len(fill))
    start = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    cells = [f'"{long} 2024-01-01"' if i == 3 else "2024-01-01" for i in range(40)]
    assert read("id,when\n" + rows(range(40), cells)).rows == 40
    assert resource.getrusage(resource.RUSAGE_SELF).ru_utime - start < 5


class Trap:
    def __reduce__(self):
        return open, (self.path, "w")


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_a_pickle_is_refused_and_not_opened(read, tmp_path, protocol):
    trap = Trap()
    trap.path = str(tmp_path / "pwned")
    for held in (trap, {"a": trap}, [trap]):
        with pytest.raises(ValueError, match=r"pickle|binary"):
            read(pickle.dumps(held, protocol))
    assert not (tmp_path / "pwned").exists()


def test_lines_of_json_are_rows_and_no_broken_pieces(read):
    lines = [json.dumps({"a": i, "b": {"c": [i, i]}, "t": "x,y"}) for i in range(40)]
    dataset = read("\n".join(lines))
    assert dataset.rows == 40 and dataset.names == ("a", "b.c", "t")
    assert set(dataset.frame()["t"]) == {"x,y"}


def test_a_renamed_workbook_is_read(read, tmp_path):
    frame = pd.DataFrame({"id": range(1, 31), "age": range(20, 50), "city": ["Oslo", "Rome"] * 15})
    frame.to_excel(tmp_path / "t.xlsx", index=False)
    dataset = read((tmp_path / "t.xlsx").read_bytes())
    assert dataset.names == ("id", "age", "city") and dataset.frame()["age"].sum() == 1035


def test_labels_with_other_spaces_are_one_class_and_it_is_told(read, note):
    labels = ["A", "A\u00a0", "\u2003A", "B"] * 10
    dataset = read("id,grp\n" + rows(range(40), labels))
    assert set(dataset.frame()["grp"].astype(str)) == {"A", "B"}
    assert note(dataset, "padding").columns == ("grp",)


def test_numbers_that_begin_with_a_minus_stay_numbers_beside_formulas(read):
    dataset = read("name,y\n" + "=1+1,-2.5\n@x,3.5\n" * 20)
    assert dataset.column("y").kind == "numeric" and dataset.frame()["y"].iloc[0] == -2.5
    assert dataset.frame()["name"].iloc[0] == "=1+1"


@pytest.mark.parametrize("name", ["..%2f..%2fetc%2fpasswd.csv", "a'b\";$(touch x)&.csv", "~.csv"])
def test_a_name_is_shown_and_no_path_is_made_from_it(tmp_path, name):
    (tmp_path / name).write_text("a,b\n" + "1,2\n" * 9)
    kept = tmp_path / "kept"
    dataset = core.read_dataset(tmp_path / name, folder=kept)
    assert dataset.name == name.removesuffix(".csv")
    assert {path.name.partition(".")[0] for path in kept.iterdir()} == {dataset.id}
