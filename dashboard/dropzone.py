"""The drop zone in the browser: it sends a file to the streaming route, then wakes the page."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from core.dataset.limits import SETTINGS, configured, told

ROUTE = "/api/uploads"
_HERE = Path(__file__)
_ZONE = st.components.v2.component(
    "fitboard_dropzone",
    html=_HERE.with_suffix(".html").read_text(),
    css=_HERE.with_suffix(".css").read_text(),
    js=_HERE.with_suffix(".js").read_text(),
)


def drop_zone(token: str, key: str, awaited: str | None, told_before: bool = False) -> bool:
    """Draw it; True in the run in which an upload has begun.

    The page reruns when a file has come by `token` or by the token `awaited`, and, while words
    about the last file stand below (`told_before`), when another begins.
    """
    most = configured().bytes
    limit = told(SETTINGS["bytes"], most)
    found = _ZONE(
        key=key,
        data={
            "token": token,
            "route": ROUTE,
            "most": most,
            "limit": limit,
            "hint": f"or drop it here, up to {limit}",
            "told": told_before,
            "awaited": awaited,
        },
        on_arrived_change=lambda: None,
        on_begun_change=lambda: None,
    )
    return bool(found.begun)
