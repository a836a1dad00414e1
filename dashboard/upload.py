"""The doors for a file: dropped, sent from a terminal, or on this server; all end in one reading.

What comes becomes a dataset of the store, or a sentence that says why it cannot.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st

import core
from core.dataset.magic import ENDINGS
from dashboard import arrivals, server_files, state
from dashboard.amounts import size
from dashboard.dropzone import ROUTE, drop_zone
from dashboard.text import escape, shorten
from dashboard.visitors import stay

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.dataset import Dataset
    from dashboard.arrivals import Door


def to_work_on(path: Path, name: str) -> Dataset:
    """A file read by itself, saved to be worked on."""
    dataset = core.read_dataset(path, name=name, folder=state.store().folder("uploads"))
    stay(dataset)
    return dataset


def file_door(key: str = "file", read: Callable[[Path, str], Dataset] = to_work_on) -> str | None:
    """Draw the doors; the new dataset's id in the run that read a file, else None.

    `read(path, name)` reads and saves a file. Its name is only shown, never a path. A file that
    cannot be read leaves the reason, the ValueError of `read`, under the doors.
    """
    came = next(filter(None, map(arrivals.take, _tokens(key))), None)
    page, terminal = _renewed(key)
    zone = st.container()
    chosen = _on_this_server(key)
    awaited = _from_a_terminal(key, terminal)
    with zone:
        if drop_zone(page, f"{key}-zone", awaited, f"_{key}-refused" in st.session_state):
            st.session_state.pop(f"_{key}-refused", None)
    told = st.container()
    if came is None and chosen is None:
        _say_refused(key)
        return None
    with told:
        found = _read(*chosen, read) if came is None else _received(came, read)
    st.session_state.pop(f"_{key}-refused", None)
    if "refused" in found:
        st.session_state[f"_{key}-refused"] = found["refused"]
        _say_refused(key)
    return found.get("dataset")


def _tokens(key: str) -> list[str | None]:
    return [st.session_state.get(f"_{key}-{door}") for door in ("page", "terminal")]


def _renewed(key: str) -> list[str]:
    """The tokens this page goes on with: those that were used are replaced."""
    tokens = [arrivals.token(last) for last in _tokens(key)]
    st.session_state[f"_{key}-page"], st.session_state[f"_{key}-terminal"] = tokens
    return tokens


def _say_refused(key: str) -> None:
    if refused := st.session_state.get(f"_{key}-refused"):
        st.error(escape(refused), icon=":material/error:")


def _on_this_server(key: str) -> tuple[Path, str] | None:
    """The field for files below FITBOARD_DATA, if it is set; the path and name to be read now."""
    folder = server_files.allowed()
    if folder is None:
        return None
    files, more = server_files.listing(folder, ENDINGS)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.selectbox(
            "A file on this server", files, index=None, key=f"{key}-server",
            placeholder="Choose or type to search" if files else "There is no table in its folder",
            help=f"What lies in the folder of {server_files.VARIABLE} is read where it lies."
            + f" The first {len(files):,} are listed." * more,
        )  # fmt: skip
        pressed = st.button("Open", key=f"{key}-open", disabled=name is None)
    if not pressed or name is None:
        return None
    try:
        return server_files.inside(folder, name), name
    except ValueError as error:
        st.session_state[f"_{key}-refused"] = str(error)
        return None


def _from_a_terminal(key: str, token: str) -> str | None:
    """The command that sends a file; its token, once it was looked at and the page must wait."""
    words = {"type": "tertiary", "icon": ":material/terminal:", "key": f"{key}-curl"}
    opened = st.popover("Send it from a terminal", on_change="rerun", **words)
    waits = f"_{key}-waits"
    st.session_state[waits] = opened.open or st.session_state.get(waits, False)
    if not st.session_state[waits]:
        return None
    here = urlsplit(st.context.url or "http://localhost:8501")
    with opened:
        st.caption(
            "With the name of your file. It opens here when it has come: leave this page open."
        )
        address = f"{here.scheme}://{here.netloc}{ROUTE}/{token}/"
        st.code(f"curl -T data.csv {address}", language=None, wrap_lines=True)
    return token


def _received(door: Door, read: Callable[[Path, str], Dataset]) -> dict[str, str]:
    try:
        return _read(door.file, door.name, read)
    finally:
        door.file.unlink(missing_ok=True)


def _read(path: Path, name: str, read: Callable[[Path, str], Dataset]) -> dict[str, str]:
    """The saved dataset's id, or core's sentence about the file."""
    told = f"Reading {escape(shorten(name))} ({size(path.stat().st_size)})"
    with st.spinner(told, show_time=True):
        try:
            return {"dataset": read(path, name).id}
        except ValueError as error:
            return {"refused": str(error)}
