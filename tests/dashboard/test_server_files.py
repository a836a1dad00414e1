"""Files below the allowed folder are listed and opened; nothing else is, whatever it is called."""

import pytest

from core.dataset.magic import ENDINGS
from dashboard import server_files, state
from tests.dashboard.test_upload import door, store  # noqa: F401


@pytest.fixture
def folder(tmp_path, monkeypatch):
    outside = tmp_path / "outside"
    inside = tmp_path / "inside"
    for place in (outside, inside / "2024", inside / ".hidden"):
        place.mkdir(parents=True)
        (place / "table.csv").write_text("a,b\n1,x\n2,y\n3,x\n")
    (inside / "2024" / "notes.pdf").write_text("no table")
    (inside / "link.csv").symlink_to(outside / "table.csv")
    (inside / "linked").symlink_to(outside, target_is_directory=True)
    monkeypatch.setenv("FITBOARD_DATA", str(inside))
    return server_files.allowed()


def test_only_tables_below_the_folder_are_listed(folder):
    assert server_files.listing(folder, ENDINGS) == (["2024/table.csv"], False)
    assert server_files.inside(folder, "2024/table.csv") == folder / "2024" / "table.csv"


@pytest.mark.parametrize(
    "name",
    ["link.csv", "linked/table.csv", "../outside/table.csv", "/etc/passwd", "2024", "", "no.csv",
     "2024/../../outside/table.csv", "a\0b.csv", "x" * 5000],
)  # fmt: skip
def test_nothing_outside_is_opened(folder, name):
    with pytest.raises(ValueError, match=r"no longer there|Only files below"):
        server_files.inside(folder, name)


def test_a_long_listing_ends_and_says_so(folder, monkeypatch):
    for i in range(30):
        (folder / f"{i:02}.csv").write_text("a\n1\n")
    monkeypatch.setattr(server_files, "MOST", 10)
    found, more = server_files.listing(folder, ENDINGS)
    assert len(found) == 10 and more
    monkeypatch.setattr(server_files, "LOOKED_AT", 5)
    assert server_files.listing(folder, ENDINGS)[1]


def test_without_the_setting_there_is_no_such_door(monkeypatch, store):  # noqa: F811
    monkeypatch.delenv("FITBOARD_DATA", raising=False)
    assert server_files.allowed() is None and not door().selectbox


def test_a_file_of_the_folder_becomes_a_dataset_and_stays_where_it_lies(folder, store):  # noqa: F811
    at = door()
    at.selectbox(key="file-server").select("2024/table.csv").run()
    at.button(key="file-open").click().run()
    assert not at.exception and not at.error
    (record,) = state.store().list("dataset")
    assert (record.name, record.rows) == ("2024/table.csv", 3)
    kept = state.store().load("dataset", record.id)
    lies = folder / "2024" / "table.csv"
    assert kept.source.read_bytes() == lies.read_bytes()
    assert lies.stat().st_nlink == 1


def test_a_file_that_has_gone_is_no_longer_chosen(folder, store):  # noqa: F811
    at = door()
    at.selectbox(key="file-server").select("2024/table.csv").run()
    (folder / "2024" / "table.csv").rename(folder / "2024" / "moved.csv")
    at.button(key="file-open").click().run()
    assert not at.exception and not state.store().list("dataset")
    assert at.selectbox(key="file-server").value is None
    assert at.selectbox(key="file-server").options == ["2024/moved.csv"]
