"""A file sent to the streaming route of this process, as the drop zone on a page would send it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import anyio
from starlette.applications import Starlette

from dashboard import receive

if TYPE_CHECKING:
    from collections.abc import Sequence

    from streamlit.testing.v1 import AppTest

BROKEN_OFF = {"type": "http.disconnect"}


def drop(at: AppTest, name: str, content: bytes, door: str = "_file-page") -> int:
    """Send a file by the page's token, then draw the page again; the route's status."""
    status = put(f"/api/uploads/{at.session_state[door]}/{quote(name, safe='')}", [content])
    at.run()
    return status


def put(
    path: str,
    chunks: Sequence[bytes | None],
    headers: dict[str, str] | None = None,
    method: str = "PUT",
) -> int:
    """The status of a PUT whose body comes in these chunks; None stands for a cut line."""
    messages = [
        BROKEN_OFF if chunk is None else {"type": "http.request", "body": chunk, "more_body": True}
        for chunk in chunks
    ]
    messages += [{"type": "http.request", "body": b"", "more_body": False}]
    said = []

    async def receiving():
        return messages.pop(0) if messages else BROKEN_OFF

    async def sending(message):
        said.append(message)

    scope = {
        "type": "http", "method": method, "path": unquote(path), "raw_path": path.encode(),
        "query_string": b"", "root_path": "", "scheme": "http", "http_version": "1.1",
        "headers": [(k.lower().encode(), v.encode()) for k, v in (headers or {}).items()],
    }  # fmt: skip
    anyio.run(Starlette(routes=receive.ROUTES), scope, receiving, sending)
    return said[0]["status"]
