"""What the tests of the reader share: text to bytes to a Dataset."""

from __future__ import annotations

import io

import pytest

import core


@pytest.fixture
def read():
    """Read text (as UTF-8) or bytes with options; a Dataset."""

    def _read(content: str | bytes, **arguments) -> core.Dataset:
        content = content.encode() if isinstance(content, str) else content
        return core.read_dataset(io.BytesIO(content), **arguments)

    return _read


@pytest.fixture
def note():
    """The note of that code; fails if there is none."""

    def _note(dataset: core.Dataset, code: str) -> core.Note:
        found = [note for note in dataset.notes if note.code == code]
        assert found, f"no note {code!r} among {[n.code for n in dataset.notes]}"
        return found[0]

    return _note
