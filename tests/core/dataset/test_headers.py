"""A first line that counts the columns; rows are numbered as in the table that is left."""

import pytest

FOUR = "".join(f"{i / 7:.3f},{i % 5},{i * i},{'no' if i % 3 else 'yes'}\n" for i in range(30))
INDEXED = "".join(f"{i},{line}\n" for i, line in enumerate(FOUR.splitlines()))


@pytest.mark.parametrize(
    ("first", "rows", "names"),
    [
        ("0,1,2,target", FOUR, ("0", "1", "2", "target")),
        ("1,2,3,target", FOUR, ("1", "2", "3", "target")),
        ("0,1,2,3", FOUR, ("0", "1", "2", "3")),
        (",0,1,2,y", INDEXED, ("index", "0", "1", "2", "y")),
    ],
)
def test_a_first_line_that_counts_the_columns_names_them(read, first, rows, names):
    dataset = read(f"{first}\n{rows}")
    assert dataset.rows == 30 and dataset.names[1:] == names[1:]


def test_row_numbers_are_those_of_the_table_whatever_was_left_out_before_them(read, note):
    lines = [f"{i},{20 + i},{i % 7}" for i in range(30)]
    lines[2], lines[6], lines[9], lines[12] = ",,", "a,b,c", "9,1", "12,1,2,more"
    dataset = read("a,b,c\n" + "\n".join([*lines, "77"]) + "\n", {"footer": 0})
    frame = dataset.frame()
    (short, last), (long,) = note(dataset, "short_rows").rows, note(dataset, "long_rows").rows
    assert frame["a"].iloc[[short, last, long]].tolist() == [9, 77, 12]
    assert note(dataset, "empty_rows").rows == (2,)
    assert note(dataset, "repeated_header").rows == (5,), "it stood before what is row 5 now"


@pytest.mark.parametrize("first", ["1,2,3,no", "0,2,1,yes", "1,2,3,4.5"])
def test_a_first_row_of_data_that_seems_to_count_is_data(read, first):
    assert read(f"{first}\n{FOUR}").rows == 31


def test_whole_numbers_below_whole_numbers_are_all_data(read):
    assert read("1,2,3\n" + "".join(f"{i},{i + 4},{7 - i}\n" for i in range(20))).rows == 21
