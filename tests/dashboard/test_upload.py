"""The file door: a dropped file is read once and kept; one that cannot be read says why."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import state
from tests.dropped import drop

GOOD = b"age,city,left\n31,Lima,yes\n44,Oslo,no\n27,Lima,no\n58,Rome,yes\n"


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("FITBOARD_HOME", str(tmp_path / "home"))
    yield state.store()
    state.store().close()


def script():
    import streamlit as st

    from dashboard.upload import file_door

    st.session_state.got = [*st.session_state.get("got", []), file_door()]


def door():
    return AppTest.from_function(script, default_timeout=60).run()


def test_a_file_becomes_a_dataset_once(store):
    at = door()
    assert drop(at, "people.csv", GOOD) == 201
    at.run()
    assert not at.exception and not at.error
    (record,) = store.list("dataset")
    assert at.session_state.got == [None, record.id, None]
    assert (record.name, record.rows, record.columns) == ("people.csv", 4, 3)


@pytest.mark.parametrize("content", [b"", b"\x00\x01\xff" * 99], ids=["empty", "binary"])
def test_a_file_that_cannot_be_read_says_why_and_stays_out(store, content):
    at = door()
    drop(at, "odd.csv", content)
    for _ in range(2):
        assert not at.exception
        assert len(at.error) == 1 and at.error[0].value.endswith(".")
        at.run()
    assert store.list("dataset") == [] and set(at.session_state.got) == {None}


@pytest.mark.parametrize("name", ["../../escape.csv", "/etc/passwd.csv", "a/b\\c.csv"])
def test_the_name_of_a_file_is_never_a_path(store, tmp_path, name):
    before = {path for path in tmp_path.rglob("*") if "home" not in path.parts}
    at = door()
    drop(at, name, GOOD)
    assert not at.exception and len(store.list("dataset")) == 1
    assert {path for path in tmp_path.rglob("*") if "home" not in path.parts} == before
    kept = [path.name for path in (tmp_path / "home").rglob("*") if path.is_file()]
    assert not [one for one in kept if "escape" in one or "passwd" in one or "c.csv" in one]


def test_another_file_in_the_same_door_is_another_dataset(store):
    at = door()
    drop(at, "one.csv", GOOD)
    drop(at, "two.csv", GOOD.replace(b"31", b"13"))
    assert not at.exception and len(store.list("dataset")) == 2
