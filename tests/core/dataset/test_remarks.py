"""What is said of a finished table: names, constants, ids, spellings, repeated rows."""

import unicodedata

import numpy as np
import pyarrow as pa
import pytest

from core.dataset.remarks import repeated_rows

ROWS = "".join(f"{i % 7},{i * i % 11},{'uv'[i % 2]}\n" for i in range(60))


def codes(dataset):
    return {note.code for note in dataset.notes}


def test_a_plain_table_has_nothing_to_say(read):
    rows = "".join(f"{i * 37 % 101},{i % 9},{'uv'[i % 2]}\n" for i in range(80))
    assert codes(read("a,b,c\n" + rows)) == set()


def test_constants_and_ids(read, note):
    rows = "".join(f"{i:032x},{i % 7},same,{i % 12 + 3}\n" for i in range(90))
    dataset = read("key,n,k,patient_id\n" + rows)
    assert note(dataset, "constant").columns == ("k",)
    assert note(dataset, "identifiers").columns == ("key",)
    assert note(dataset, "groups").columns == ("patient_id",)


@pytest.mark.parametrize(
    "other", [unicodedata.normalize("NFD", "café"), "CAFÉ", "caf é", "cаfé", "café\u200a"]
)
def test_names_that_look_alike(read, note, other):
    dataset = read(f"café,{other}x,y\n".replace("é,", "éx,", 1) + ROWS)
    assert other.strip() in note(dataset, "lookalike_names").message


def test_long_names_and_many_columns(read, note):
    assert note(read("a" * 5000 + ",b,c\n" + ROWS), "long_name").columns == ("a" * 5000,)
    assert "long_name" not in codes(read("a" * 50 + ",b,c\n" + ROWS))
    header = ",".join(f"f{i}" for i in range(1500))
    row = ",".join(str(i % 9) for i in range(1500))
    assert "1,500 columns" in note(read(f"{header}\n{row}\n{row[::-1]}\n"), "wide").message


def test_labels_that_differ_in_spelling_only(read, note):
    labels = ["Yes", "yes", "YES", "No", "no", "both"]
    dataset = read("a,y\n" + "".join(f"{i % 5},{labels[i % 6]}\n" for i in range(60)))
    said = note(dataset, "spellings")
    assert said.columns == ("y",) and "'YES' and 2 more" in said.message


def test_rows_that_repeat(read, note):
    rows = [f"{i * 37 % 101},{i / 7:.3f},word {i},2020-01-{i % 28 + 1:02d}" for i in range(50)]
    dataset = read("a,b,c,d\n" + "\n".join([*rows, rows[3], "", rows[7], rows[3]]) + "\n")
    said = note(dataset, "duplicate_rows")
    assert (said.rows, said.count) == ((50, 51, 52), 3)


def test_repeated_rows_agree_with_pandas():
    rng = np.random.default_rng(0)
    table = pa.table(
        {
            "i": pa.array(rng.integers(0, 3, 4000), mask=rng.random(4000) < 0.2),
            "f": np.where(rng.random(4000) < 0.2, np.nan, rng.integers(0, 3, 4000) * -0.0),
            "b": pa.array(rng.random(4000) < 0.5),
            "t": rng.choice(["x", "y", "z"], 4000),
            "c": pa.array(rng.choice(["u", "v", None], 4000)).dictionary_encode(),
            "d": rng.integers(0, 40, 4000).astype("M8[D]").astype("M8[us]"),
        }
    )
    arrays = [column.combine_chunks() for column in table.columns]
    expected = np.flatnonzero(table.to_pandas().duplicated())
    assert 0 < len(expected) < 4000
    assert repeated_rows(arrays, [9] * 6).tolist() == expected.tolist()
    assert not len(repeated_rows([pa.array([1, 2, 3]), pa.array([1, 1, 1])], [3, 1]))
