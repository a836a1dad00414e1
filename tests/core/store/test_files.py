"""Files are written whole, found by their content, and never led astray by a name."""

import os
import time

import pytest

from core.store.files import Files, of_bytes, of_file


@pytest.fixture
def files(tmp_path):
    return Files(tmp_path / "files")


def test_the_same_content_is_one_file(files):
    first, second = of_bytes(b"same", "txt"), of_bytes(b"same", "txt")
    files.keep(first)
    files.keep(second)
    assert [p.read_bytes() for p in files.folder.rglob("*.txt")] == [b"same"]


def test_a_damaged_file_is_written_anew(files):
    content = of_bytes(b"whole", "txt")
    files.keep(content)
    files.where(content.name).write_bytes(b"holed")
    files.checked.clear()
    files.keep(content)
    assert files.path(content.name, "The file").read_bytes() == b"whole"


@pytest.mark.parametrize(
    "name, suffix",
    [("a.CSV", "csv"), ("a", "bin"), ("a.c$v", "bin"), ("a.averylongone", "bin"), ("a.çsv", "bin")],
)
def test_a_suffix_comes_from_letters_only(tmp_path, name, suffix):
    (tmp_path / name).write_bytes(b"x")
    assert of_file(tmp_path / name).name.split(".")[1:] == [suffix]


def test_a_write_that_breaks_off_leaves_nothing(files):
    content = of_bytes(b"x", "txt")

    def break_off(path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    with pytest.raises(ValueError, match="The disk is full or cannot be written"):
        files.keep(type(content)(content.name, break_off))
    assert not [path for path in files.folder.rglob("*") if path.is_file()]


def test_leftovers_are_swept_after_a_day(files, tmp_path):
    uploads = tmp_path / "uploads"
    uploads.mkdir()
    saved, unsaved, new = (uploads / name for name in ("saved.csv", "unsaved.csv", "new.csv"))
    for path in (saved, unsaved, new):
        path.write_text(path.name)
    files.keep(of_file(saved))
    half = files.folder / "0a" / "half.new"
    half.parent.mkdir(parents=True)
    half.write_text("half")
    yesterday = time.time() - 2 * 24 * 3600
    for path in (saved, unsaved, half):
        os.utime(path, (yesterday, yesterday))
    files.sweep()
    assert [path.exists() for path in (saved, unsaved, new, half)] == [True, False, True, False]
