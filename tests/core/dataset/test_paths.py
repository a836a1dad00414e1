"""No name leads anywhere: 300 spellings of path traversal as file, member, sheet, table, column."""

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import core
from tests.core.dataset.spellings import ROOT, SPELLINGS


def test_there_are_300_different_ones():
    assert len(SPELLINGS) == len(set(SPELLINGS)) == 300
    assert sum(".." in name for name in SPELLINGS) > 100
    assert sum("\0" in name for name in SPELLINGS) > 10


def test_nothing_is_opened_or_written_elsewhere(tmp_path):
    folder = tmp_path / "a" / "b" / "work"
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "tests.core.dataset.spellings", folder]
    child = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert child.returncode == 0, child.stderr[-2000:]
    report = json.loads(child.stdout)
    assert report["seen"] == []
    assert report["done"]["table"] == report["done"]["label"] == 300
    assert report["done"]["zip"] > 100 and report["done"]["sheet"] > 100
    assert report["shapes"] == [[9, 300], [5, 300]]
    outside = [path for path in tmp_path.rglob("*") if not path.is_relative_to(folder)]
    assert sorted(path.name for path in outside) == ["a", "b"]
    assert not list(ROOT.glob("escaped*")) and not list(Path("/").glob("escaped*"))


def test_the_watch_sees_what_leaves_the_folder(tmp_path):
    code = (
        "import sys, pathlib; from tests.core.dataset.spellings import watch;"
        f"seen = watch(pathlib.Path({str(tmp_path / 'in')!r}));"
        f"open({str(tmp_path / 'out')!r}, 'w').close(); open('/etc/hostname').close();"
        "print(len(seen))"
    )
    child = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert int(child.stdout) == 2


def test_the_name_of_an_upload_is_only_shown(tmp_path):
    for name in ("../../escaped.csv", "/etc/passwd", "..\\..\\x\0.csv"):
        source = io.BytesIO(b"a,b\n1,2\n3,4\n")
        source.name = name
        dataset = core.read_dataset(source, folder=tmp_path / "kept")
        assert dataset.path.parent == tmp_path / "kept" and dataset.rows == 2
        assert dataset.path.stem == dataset.id
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.parametrize("beside", ["README.txt", "docs/manual.pdf", "LICENSE"])
def test_a_text_beside_the_table_of_a_zip_is_passed_over_and_told(read, note, beside):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("table.csv", "a,b\n" + "1,2\n3,4\n" * 9)
        archive.writestr(beside, "see the other file")
    dataset = read(made.getvalue())
    assert dataset.rows == 18 and beside.split("/")[-1] in note(dataset, "archive").message
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("other.csv", "a,b\n1,2\n")
    with pytest.raises(ValueError, match="3 files"):
        read(made.getvalue())
