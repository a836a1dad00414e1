"""Parquet files: types come from the file, kinds and roles from the same rules."""

import datetime
import io

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import core
from core.dataset.columnar import read_parquet
from core.dataset.limits import Limits, Refused
from core.dataset.notes import Notes

N = 60
TABLE = pa.table(
    {
        "n": pa.array([i * 7 % 31 for i in range(N)], pa.int32()),
        "gap": pa.array([None, *range(1, N)], pa.int64()),
        "big": pa.array([None, *(2**53 + i for i in range(1, N))], pa.int64()),
        "x": pa.array([float("inf"), *(i / 7 for i in range(1, N))]),
        "b": pa.array([None, *(i % 2 == 0 for i in range(1, N))]),
        "c": pa.array(["red", "green", "blue"] * 20).dictionary_encode(),
        "zip": pa.array([f"{i * 311:05d}" for i in range(N)]),
        "day": pa.array([datetime.date(2020, 1, 1 + i % 28) for i in range(N)]),
        "at": pa.array([f"2020-01-{1 + i % 28:02d}T10:00+01:00" for i in range(N)]).cast(
            pa.timestamp("ns", "Europe/Vienna")
        ),
        "list": pa.array([[i, i % 3] for i in range(N)]),
        "money": pa.array(list(range(N)), pa.decimal128(12, 2)),
        "empty": pa.nulls(N),
    }
)


def parquet(table, **how):
    buffer = io.BytesIO()
    pq.write_table(table, buffer, **how)
    return buffer.getvalue()


def test_types_and_kinds(read, note):
    dataset = read(parquet(TABLE))
    frame = dataset.frame()
    assert note(dataset, "parquet") and dataset.names == tuple(TABLE.column_names)
    kinds = {c.name: c.kind for c in dataset.columns}
    assert kinds["n"] == "numeric" and kinds["b"] == "boolean" and kinds["c"] == "categorical"
    assert kinds["day"] == kinds["at"] == "datetime" and dataset.rows == N
    assert frame["n"].tolist() == TABLE["n"].to_pylist()
    assert frame["zip"].iloc[1] == "00311" and note(dataset, "leading_zeros")
    assert frame["at"].iloc[0] == pd.Timestamp("2020-01-01 09:00") and note(dataset, "time_zone")
    assert frame["gap"].isna().sum() == 1 and frame["gap"].iloc[-1] == N - 1
    assert int(frame["big"].iloc[1]) == 2**53 + 1 and note(dataset, "infinite").columns == ("x",)
    assert frame["list"].iloc[4] == "[4, 1]" and frame["money"].sum() == sum(range(N))
    assert dataset.column("empty").role == "ignore"


def test_options_and_packings(read, upload, tmp_path):
    content = parquet(TABLE.select(["n", "c"]))
    assert read(content, {"names": ["a", "b"]}).names == ("a", "b")
    assert read(content, {"kinds": {"n": "categorical"}}).column("n").kind == "categorical"
    with pytest.raises(ValueError, match="no column of the table"):
        read(content, {"kinds": {"z": "numeric"}})
    packed = pa.compress(content, "gzip", asbytes=True)
    assert read(packed).id == read(content).id
    (tmp_path / "people.parquet").write_bytes(content)
    dataset = core.read_dataset(tmp_path / "people.parquet")
    assert dataset.name == "people" and dataset.id == read(content).id
    assert dataset.reading == {"packing": None}


def test_damage_and_limits(read, tmp_path):
    content = parquet(TABLE)
    for broken in (content[: len(content) // 2], content[:200] + bytes(2000) + content[2200:]):
        with pytest.raises(ValueError, match="Parquet file is damaged"):
            read(broken)
    with pytest.raises(ValueError, match="no rows"):
        read(parquet(TABLE.slice(0, 0)))
    (tmp_path / "big").write_bytes(parquet(pa.table({"x": np.zeros(200_000)})))
    for limits, said in (
        (Limits(rows=10), "200,000 rows; the limit is 10"),
        (Limits(columns=0), "1 columns; the limit is 0"),
        (Limits(memory=1000), "too large"),
    ):
        with pytest.raises(Refused, match=said):
            read_parquet(tmp_path / "big", None, lambda name, width: None, limits, Notes())


@pytest.mark.parametrize("rows", [(0, 0), (0, 5), (9, 10), (8, 33), (35, 99), (99, 120)])
def test_a_slice_is_those_rows_of_the_whole_table(tmp_path, rows):
    frame = pd.DataFrame({"n": range(40), "a.b": pd.Categorical(["x", "y"] * 20), "t": ["é"] * 40})
    frame.to_parquet(tmp_path / "t.parquet", row_group_size=9)
    columns = tuple(core.dataset.Column(name, "text") for name in frame)
    dataset = core.Dataset("1", "t", 40, columns, tmp_path / "t.parquet")
    start, stop = rows
    found = dataset.slice(start, stop, ["t", "a.b"])
    whole = frame.iloc[start:stop][["t", "a.b"]].reset_index(drop=True)
    pd.testing.assert_frame_equal(found.to_pandas().astype(str), whole.astype(str))
    assert dataset.slice(start, stop).column_names == list(frame)
