"""A database by its URL: only where it is allowed, only reading, and no secret is ever repeated."""

import json
import sqlite3

import pytest

import core
from core.dataset.database import OFF, SWITCH, check_select, check_url, databases_allowed
from core.dataset.limits import Limits

SECRET = "s3cr3t-w0rd"


@pytest.fixture
def url(tmp_path, monkeypatch):
    """The URL of an SQLite file with 30 people; databases are allowed."""
    monkeypatch.setenv(SWITCH, "yes")
    connection = sqlite3.connect(tmp_path / "people.db")
    connection.execute("CREATE TABLE people (n INTEGER, name TEXT, x REAL)")
    rows = [(i, f"n{i % 4}: {i}", i / 7) for i in range(30)]
    connection.executemany("INSERT INTO people VALUES (?, ?, ?)", rows)
    connection.execute("CREATE VIEW some AS SELECT n, x FROM people WHERE n < 10")
    connection.commit()
    connection.close()
    return f"sqlite:///{tmp_path}/people.db"


def test_a_table_a_view_and_a_select(url, tmp_path):
    table = core.read_database(url, table="people", folder=tmp_path / "kept")
    assert table.name == "people" and table.rows == 30 and table.source is None
    assert table.frame()["x"].tolist() == [i / 7 for i in range(30)]
    rows = core.read_database(url, select="SELECT name, x FROM people WHERE name LIKE 'n1: %';")
    assert rows.names == ("name", "x") and rows.name == "query" and rows.rows == 8
    assert core.read_database(url, table="some", options={"names": ["a", "b"]}).names == ("a", "b")
    kept = json.dumps([table.to_json(), rows.to_json()])
    assert str(tmp_path) not in kept and "people.db" not in kept


def test_off_by_default_and_by_prefix(url, tmp_path, monkeypatch):
    monkeypatch.delenv(SWITCH)
    assert not databases_allowed()
    with pytest.raises(ValueError) as error:
        core.read_database(url, table="people")
    assert str(error.value) == OFF and SWITCH in OFF
    monkeypatch.setenv(SWITCH, f"postgresql://db.example.org/sales sqlite:///{tmp_path}")
    assert databases_allowed() and check_url(url) == url
    user = "postgresql://ann:pw@db.example.org/sales"
    assert check_url(user) == user and check_url(user + "?sslmode=require")
    for other in (
        "postgresql://ann:pw@db.example.org.evil.net/sales",
        "postgresql://ann:pw@db.example.org/salesforce",
        "postgresql://ann:pw@evil/sales",
        f"sqlite:///{tmp_path}/../other.db",
        "sqlite:////etc/passwd",
    ):
        with pytest.raises(ValueError, match="not among those"):
            check_url(other)


@pytest.mark.parametrize(
    "text",
    ["postgresql://u:{0}@h/d?host=evil", "postgresql://u:{0}@h/d?sslrootcert=/x", "{0}", "", "://"],
)
def test_urls_that_are_refused_without_repeating_them(monkeypatch, text):
    monkeypatch.setenv(SWITCH, "yes")
    with pytest.raises(ValueError) as error:
        check_url(text.format(SECRET))
    assert SECRET not in str(error.value) and str(error.value).endswith(".")


READ = [
    "SELECT 1",
    " select a from t ; ",
    "WITH c AS (SELECT 1 AS a) SELECT * FROM c",
    "SELECT 'it''s; DROP TABLE t -- x' AS \"delete\" FROM t",
    "SELECT updated_at, offset_set FROM created",
]
NOT = [
    "", "DROP TABLE t", "SELECT 1; DROP TABLE t", "WITH a AS (DELETE FROM t RETURNING *) SELECT 1",
    "SELECT * INTO x FROM t", "SELECT pg_read_file('/etc/passwd')", "SELECT 1 -- x",
    "SELECT /* */ 1", "SELECT 'a", "EXPLAIN SELECT 1", "SELECT lo_import('/x')", "PRAGMA x",
    "SELECT * FROM t FOR UPDATE", "SELECT load_extension('x')", "SELECT $$;$$", "VALUES (1)",
    "SELECT 'a' INTO OUTFILE '/x'", "ATTACH 'x' AS y", "SELECT writefile('x', 'y')", "SELECT 1\0",
    "SELECT E'\\'; DROP TABLE t; --'", "SELECT pg_sleep(99)", "SELECT dblink('x')",
    "COPY t TO '/x'",
]  # fmt: skip


@pytest.mark.parametrize("select", READ)
def test_what_only_reads_is_run(select):
    assert check_select(select) == select.strip().removesuffix(";").strip()


@pytest.mark.parametrize("select", NOT)
def test_what_may_do_more_is_refused(select):
    with pytest.raises(ValueError, match=r"SELECT") as error:
        check_select(select)
    assert str(error.value).endswith(".")


def test_the_database_itself_cannot_be_written(url, tmp_path):
    from core.dataset.database import _engine

    before = (tmp_path / "people.db").read_bytes()
    engine = _engine(url, Limits())
    for order in ("DELETE FROM people", "CREATE TABLE x (a)", "ATTACH '/tmp/x.db' AS y"):
        with pytest.raises(Exception, match=r"(?i)authorized|read.?only|attached"):
            engine.connect().exec_driver_sql(order)
    engine.dispose()
    assert (tmp_path / "people.db").read_bytes() == before


def test_refusals_are_sentences_without_secrets(url, tmp_path):
    asked = (
        ({"url": url, "table": "nope"}, "no table 'nope'"),
        ({"url": url, "select": "SELECT nope FROM people"}, "a table or a column"),
        ({"url": url, "select": "SELECT FROM people"}, "does not understand"),
        ({"url": f"sqlite:///{tmp_path}/{SECRET}.db", "table": "t"}, "no such SQLite file"),
        ({"url": f"postgresql://a:{SECRET}@localhost:1/x", "table": "t"}, "driver|did not answer"),
        ({"url": url}, "one of the two"),
        ({"url": url, "table": "people", "limits": Limits(rows=10)}, "more than 10 rows"),
    )
    for arguments, said in asked:
        with pytest.raises(ValueError, match=said) as error:
            core.read_database(**arguments, folder=tmp_path / "kept")
        assert SECRET not in str(error.value) and str(tmp_path) not in str(error.value)
    assert list((tmp_path / "kept").iterdir()) == []


def test_a_select_that_never_ends_is_stopped(url):
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT sum(x) FROM c"
    with pytest.raises(ValueError, match="took longer"):
        core.read_database(url, select=endless, limits=Limits(seconds=8))
