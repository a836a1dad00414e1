"""The disk is full at any write: the old version stays, one plain sentence, then it works again."""

import subprocess
import sys

import pytest

import core
from core.jobs.child import ROOT
from tests.core.store import made

resource = pytest.importorskip("resource", reason="Windows has no limit on the size of a file")

FULL = """
import resource, sys
from pathlib import Path
import core
from tests.core.store import made

store = core.open_store(sys.argv[1])
experiment = made.experiment(Path(sys.argv[2]), rows=5000)
before = store.list("dataset")
_, most = resource.getrlimit(resource.RLIMIT_FSIZE)
refused = 0
for limit in range(0, 60_000, 1_500):
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
        store.save(experiment)
        break
    except ValueError as error:
        assert "The disk is full or cannot be written" in str(error), error
        refused += 1
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    assert not store.list("experiment")
    for record in before:
        assert len(store.load("dataset", record.id).frame()) == record.rows
    assert not list(store.files.folder.rglob("*.new"))
store.save(experiment)
print(refused, store.load("experiment", experiment.id).sentence())
"""


def test_a_save_on_a_full_disk_changes_nothing_at_whichever_write(tmp_path):
    store = core.open_store(tmp_path / "store")
    store.save(made.dataset(tmp_path / "made"))
    store.close()
    command = [sys.executable, "-c", FULL, str(store.path), str(tmp_path / "made")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    refused, sentence = done.stdout.split(" ", 1)
    assert int(refused) > 3 and sentence.startswith("Train on 5,000 rows")
    assert len(core.open_store(store.path).list("dataset")) == 2


def test_every_write_is_refused_once_and_nothing_is_lost(tmp_path):
    """Files by their opening, records by the database's pages: see tests/faults/full_disk.py."""
    command = [sys.executable, "-m", "tests.faults.full_disk"]
    command += [str(tmp_path / "store"), str(tmp_path / "made")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    refused = [int(count) for count in done.stdout.split()]
    files, pages = refused[:5], refused[5:]
    assert files[:3] == [1, 2, 1] and sum(pages) >= 2, refused
