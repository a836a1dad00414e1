"""System says what this machine has, what it is doing and what is kept."""

import importlib.metadata
import platform
import sys

import pytest

import core.jobs
from core.jobs import locks
from core.models.engines import ENGINES
from dashboard import inventory
from dashboard.amounts import lasting, size
from tests.pages.judged import table, words


def test_an_empty_store_shows_the_machine(app):
    at = app.open("system")
    assert not at.exception
    shown = table(at, "Versions").set_index("Library")["Version"]
    assert shown["Python"] == platform.python_version()
    assert shown["scikit-learn"] == importlib.metadata.version("scikit-learn")
    assert str(app.store.path) in [element.value for element in at.code]
    assert "Nothing is at work" in words(at) and "still being looked at" in words(at)
    assert "No supervisor looks after the queue" in words(at)


@pytest.mark.parametrize("engine", ENGINES, ids=lambda engine: engine.module)
def test_an_optional_engine_shows_its_version_or_the_line_that_installs_it(
    app, monkeypatch, engine
):
    found = table(app.open("system"), "Versions").set_index("Library")["Version"]
    assert found[engine.title] == engine.version == importlib.metadata.version(engine.packages[0])
    monkeypatch.setitem(sys.modules, engine.module, None)
    at = app.open("system")
    assert engine.title not in set(table(at, "Versions")["Library"])
    assert f"{engine.title} is optional, and not installed" in words(at)
    assert engine.install in [element.value for element in at.code]


def test_devices_come_from_the_store_and_a_missing_card_is_explained(app):
    cpu = {"kind": "cpu", "name": "Abacus (2 cores)", "memory_total": 8_000_000_000}
    cpu |= {"memory_free": 1, "usable": True, "reason": ""}
    app.store.keep_fact("devices", [cpu])
    at = app.open("system")
    assert list(table(at, "Devices")["Device"]) == ["Abacus (2 cores)"]
    assert list(table(at, "Devices")["Memory"]) == ["8.0 GB"]
    assert "No graphics card was found" in words(at)
    broken = {**cpu, "kind": "cuda", "usable": False, "reason": "Its driver does not answer."}
    app.store.keep_fact("devices", [cpu, broken])
    assert "No graphics card can be used. Its driver does not answer." in words(app.open("system"))
    app.store.keep_fact("devices", [cpu, {**broken, "usable": True}])
    assert "No graphics card" not in words(app.open("system"))


def test_what_waits_is_listed_and_a_supervisor_is_seen(judged):
    experiment = judged.store.load("experiment", judged.experiments["binary"])
    core.jobs.submit_run(judged.store, experiment, "tree", title="<b>Waiting</b>")
    with locks.supervisor_lock(judged.store):
        at = judged.open("system")
    assert not at.exception
    assert list(table(at, "Jobs and workers")["Run"]) == ["#5 <b>Waiting</b>"]
    assert {m.label: m.value for m in at.metric}["Waiting"] == "1"
    assert "A supervisor looks after the queue" in words(at)


def test_storage_is_what_lies_on_the_disk(judged):
    used = inventory.storage(judged.store)
    files = [file for file in judged.store.folder("files").rglob("*") if file.is_file()]
    kept = sum(used[name] for name in inventory.HELD.values())
    assert kept == sum(file.stat().st_size for file in files) > 0
    shown = words(judged.open("system"))
    assert "in all" in shown


def test_amounts_read_well():
    assert [size(n) for n in (0, 999, 2_140_000, 5e12)] == ["0 B", "999 B", "2.1 MB", "5000 GB"]
    spans = [None, 1e-5, 0.042, 3, 9.96, 59.6, 125, 7500]
    assert [lasting(s) for s in spans] == [
        "",
        "0 s",
        "0.04 s",
        "3 s",
        "10 s",
        "1 min 0 s",
        "2 min 5 s",
        "2 h 5 min",
    ]


def test_the_doors_are_told_as_they_are_set_and_no_setting_is_shown(app, monkeypatch, tmp_path):
    monkeypatch.delenv("FITBOARD_DATA", raising=False)
    monkeypatch.delenv("FITBOARD_DATABASES", raising=False)
    shut = words(app.open("system"))
    assert "not offered" in shut and "switched off" in shut
    monkeypatch.setenv("FITBOARD_DATA", str(tmp_path / "shelf"))
    (tmp_path / "shelf").mkdir()
    monkeypatch.setenv("FITBOARD_DATABASES", "postgresql://me:secret@db.example.org/")
    told = words(app.open("system"))
    assert "offered on Home" in told and "as the setting allows" in told
    assert "secret" not in told and str(tmp_path / "shelf") not in told


def test_the_limits_on_files_are_listed_as_they_are_set(app, monkeypatch):
    monkeypatch.setenv("FITBOARD_MAX_UPLOAD", "500 MB")
    shown = table(app.open("system"), "Limits on files").set_index("Setting")["Now"]
    assert shown["FITBOARD_MAX_UPLOAD"] == "500 MB" and shown["FITBOARD_MAX_SECONDS"] == "900 s"
    assert shown["FITBOARD_MAX_UPLOADS_AT_ONCE"] == "4" and len(shown) == 9
