"""What the tests of the reader share: text to bytes to a Dataset."""

from __future__ import annotations

import io

import pytest

import core
from core.dataset.build import build
from core.dataset.limits import Limits
from core.dataset.options import check_options


@pytest.fixture
def upload():
    """Read text (as UTF-8) or bytes through the door, in a child process; a Dataset."""

    def _upload(content: str | bytes, **arguments) -> core.Dataset:
        content = content.encode() if isinstance(content, str) else content
        return core.read_dataset(io.BytesIO(content), **arguments)

    return _upload


@pytest.fixture
def read(tmp_path):
    """The same reading in this process, which is much quicker: what the child calls."""

    def _read(content: str | bytes, options=None, limits=None, look=True) -> core.Dataset:
        content = content.encode() if isinstance(content, str) else content
        (tmp_path / "raw").write_bytes(content)
        limits = limits or Limits()
        record = build(tmp_path / "raw", tmp_path, check_options(options), limits, look)
        path = (tmp_path / "table.parquet").rename(tmp_path / f"{record['id']}.parquet")
        return core.Dataset.from_json(record | {"name": "test"}, path)

    return _read


@pytest.fixture
def note():
    """The note of that code; fails if there is none."""

    def _note(dataset: core.Dataset, code: str) -> core.Note:
        found = [note for note in dataset.notes if note.code == code]
        assert found, f"no note {code!r} among {[n.code for n in dataset.notes]}"
        return found[0]

    return _note
