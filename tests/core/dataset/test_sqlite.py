"""SQLite files: one table of them, read-only, whatever names, views and pages they hold."""

import gzip
import sqlite3

import pytest

from core.dataset.limits import Limits, Refused
from core.dataset.notes import Notes
from core.dataset.sqlite import read_sqlite

NAMES = ['"; DROP TABLE x; --', "a'b", "select", "tab\tle", "ünï", "[x]", "x.y", "`q`"]


@pytest.fixture
def database(tmp_path):
    """The bytes of a database made by these statements; each is a text, or a pair with rows."""

    def _database(*statements):
        path = tmp_path / "made.db"
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path)
        for statement in statements:
            if isinstance(statement, str):
                connection.execute(statement)
            else:
                connection.executemany(*statement)
        connection.commit()
        connection.close()
        return path.read_bytes()

    return _database


def people(rows=30):
    values = [(i, f"n{i % 4}", i / 7, f"{i:03d}", f"2024-03-{i % 28 + 1:02d}") for i in range(rows)]
    return (
        "CREATE TABLE people (n INTEGER, name TEXT, x REAL, code TEXT, day TEXT)",
        ("INSERT INTO people VALUES (?, ?, ?, ?, ?)", values),
    )


def test_the_only_table(read, note, database):
    dataset = read(database(*people()))
    frame = dataset.frame()
    assert dataset.names == ("n", "name", "x", "code", "day") and dataset.rows == 30
    assert frame["x"].tolist() == [i / 7 for i in range(30)] and frame["code"].iloc[1] == "001"
    assert (
        dataset.column("day").kind == "datetime" and "'people'" in note(dataset, "tables").message
    )
    assert dataset.reading["table"] == "people" and dataset.reading["tables"] == ["people"]


def test_the_largest_table_or_the_one_that_is_named(read, note, database):
    content = database(
        "CREATE TABLE small (a, b)",
        ("INSERT INTO small VALUES (?, ?)", [(i, -i) for i in range(5)]),
        *people(),
        "CREATE VIEW halves AS SELECT n / 2 AS half, name FROM people",
    )
    dataset = read(content)
    assert dataset.reading["table"] == "people" and dataset.rows == 30
    assert "'small', 'halves'" in note(dataset, "tables").message
    assert read(content, {"table": "small"}).rows == 5
    assert read(content, {"table": "halves"}).names == ("half", "name")
    with pytest.raises(ValueError, match=r"no table 'z'.*'people'"):
        read(content, {"table": "z"})


def test_types_by_values(read, database):
    rows = [(2**62 + i, b"\x01\xff", "ü" * (i % 3), None if i % 2 else 1.5) for i in range(20)]
    content = database(
        "CREATE TABLE t (big, raw, word, gap)", ("INSERT INTO t VALUES (?, ?, ?, ?)", rows)
    )
    frame = read(content).frame()
    assert frame["big"].tolist() == [row[0] for row in rows] and frame["raw"].iloc[0] == "01ff"
    assert frame["gap"].isna().sum() == 10


@pytest.mark.parametrize("name", NAMES)
def test_names_are_data(read, database, name):
    quoted = '"' + name.replace('"', '""') + '"'
    content = database(
        f"CREATE TABLE {quoted} ({quoted}, other)",
        (f"INSERT INTO {quoted} VALUES (?, ?)", [(i, i % 3) for i in range(12)]),
        "CREATE TABLE x (a)",
    )
    dataset = read(content, {"table": name})
    assert dataset.reading["table"] == name and dataset.rows == 12
    assert dataset.names[0] == " ".join(name.split())


def test_a_view_that_never_ends_is_stopped(database, tmp_path):
    content = database(
        "CREATE VIEW long AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) "
        "SELECT sum(x) AS s FROM c"
    )
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(Refused, match="took longer than"):
        read_sqlite(tmp_path / "file", None, Limits(seconds=0.4), Notes())


def test_a_view_that_does_more_than_read_is_not_run(read, database):
    connection = sqlite3.connect(":memory:")
    names = {row[0] for row in connection.execute("PRAGMA function_list")}
    assert "load_extension" in names
    content = database("CREATE VIEW v AS SELECT load_extension('/tmp/x.so') AS a")
    with pytest.raises(ValueError, match="not run"):
        read(content)


def test_a_log_beside_the_file_is_said(read, note, database):
    content = bytearray(database(*people()))
    content[18:20] = b"\x02\x02"
    assert "-wal" in note(read(bytes(content)), "log").message


def test_nothing_is_written_beside_the_file(database, tmp_path):
    folder = tmp_path / "only"
    folder.mkdir()
    (folder / "a b?#%.db").write_bytes(database(*people()))
    names, _, _ = read_sqlite(folder / "a b?#%.db", None, Limits(), Notes())
    assert names[0] == "n" and [p.name for p in folder.iterdir()] == ["a b?#%.db"]


def test_packed(read, database):
    content = database(*people())
    assert read(gzip.compress(content)).id == read(content).id


def test_refused_in_a_sentence(read, database):
    good = database(*people(3000))
    broken = good[:100] + b"\xff" * 3000 + good[3100:]
    for content, said in (
        (good[:5000], "damaged"),
        (broken, "damaged"),
        (b"SQLite format 3\x00" + bytes(200), "damaged|cannot be read"),
        (database("CREATE TABLE t (a)", "DROP TABLE t"), "no table"),
        (database("CREATE TABLE t (a)"), "no rows"),
    ):
        with pytest.raises(ValueError, match=said) as error:
            read(content)
        assert str(error.value).endswith(".") and "\n" not in str(error.value)


def test_limits(database, tmp_path):
    (tmp_path / "file").write_bytes(database(*people()))
    for limits, said in ((Limits(rows=10), "10 rows"), (Limits(columns=2), "5 columns")):
        with pytest.raises(Refused, match=said):
            read_sqlite(tmp_path / "file", None, limits, Notes())
