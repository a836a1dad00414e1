"""The file door: a dropped file becomes a dataset of the store, or a sentence why it cannot."""

from __future__ import annotations

import streamlit as st

import core
from dashboard import state
from dashboard.text import escape

ENDINGS = ("csv", "tsv", "txt", "tab", "dat", "gz", "bz2", "xz", "zst", "zip", "parquet")


def file_door(key: str = "file") -> str | None:
    """Draw the uploader; the new dataset's id in the run that read a file, else None.

    The file's name is only shown, never a path. A file that cannot be read stays in the door with
    the reason under it.
    """
    file = st.file_uploader(
        "Drop a table",
        type=list(ENDINGS),
        key=key,
        help="CSV, TSV, text or Parquet, packed or in a zip too. It stays on this machine.",
    )
    if file is None:
        return None
    # The uploader hands over the same file at every rerun: it is read once.
    last = st.session_state.get(f"_{key}-read", {})
    if last.get("file") != file.file_id:
        last = {"file": file.file_id, **_read(file)}
        st.session_state[f"_{key}-read"] = last
        if "dataset" in last:
            return last["dataset"]
    if "refused" in last:
        st.error(escape(last["refused"]), icon=":material/error:")
    return None


def _read(file) -> dict[str, str]:
    """The saved dataset's id, or core's sentence about the file."""
    store = state.store()
    with st.spinner(f"Reading {escape(file.name)}"):
        try:
            dataset = core.read_dataset(file, name=file.name, folder=store.folder("uploads"))
            return {"dataset": store.save(dataset)}
        except ValueError as error:
            return {"refused": str(error)}
