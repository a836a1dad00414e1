"""A session without a browser: Streamlit's own messages over a real WebSocket, and uploads."""

from __future__ import annotations

import http.client
import re
import socket
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.serving import Server


@dataclass
class Sending:
    """An upload on its way: a PUT to `path`."""

    server: Server
    path: str
    body: bytes
    headers: dict[str, str]

    def status(self) -> int:
        """Send it whole; the status."""
        line = http.client.HTTPConnection("localhost", self.server.port, timeout=60)
        try:
            line.request("PUT", self.path, self.body, self.headers)
            return line.getresponse().status
        finally:
            line.close()

    def break_off(self, share: float) -> None:
        """Send the headers and this share of the body, then hang up."""
        length = {"Host": f"localhost:{self.server.port}", "Content-Length": str(len(self.body))}
        words = {**length, **self.headers}.items()
        head = "".join(f"{name}: {value}\r\n" for name, value in words)
        with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as line:
            line.sendall(f"PUT {self.path} HTTP/1.1\r\n{head}\r\n".encode())
            line.sendall(self.body[: int(share * len(self.body))])


class Visitor:
    """One open session. `seen` is what its last script run sent, `seconds` how long it took."""

    def __init__(self, server: Server):
        self.server = server
        self.seen, self.seconds = b"", 0.0
        self.page, self.query = "", ""
        address = f"ws://localhost:{server.port}/_stcore/stream"
        self.line = connect(
            address, subprotocols=["streamlit"], origin=server.url, max_size=None,
            compression=None, legacy=True,
        )  # fmt: skip

    def visit(self, page: str = "", **query: str | list[str]) -> Visitor:
        """Open a page by its name ("" is Home) with these ids and options, to its end."""
        self.page, self.query = page, urlencode(query, doseq=True)
        return self.rerun()

    def rerun(self) -> Visitor:
        """Run the page again, to its end."""
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_name = self.page
        begun = time.monotonic()
        self.line.send(asked.SerializeToString())
        self._listen()
        self.seconds = time.monotonic() - begun
        return self

    def _listen(self, seconds: float = 120.0) -> None:
        """Take what comes until the script rests."""
        parts, end = [], time.monotonic() + seconds
        while True:
            data = self.line.recv(timeout=end - time.monotonic())
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            parts.append(data)
            if kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    break
                parts = []
        self.seen = b"".join(parts)

    def drop(self, name: str, content: bytes) -> Visitor:
        """Drop a file into the page's door; the page as it is then."""
        assert self.sending(name, content).status() == 201
        return self.rerun()

    def sending(self, name: str, content: bytes) -> Sending:
        """What the page's door would send for this file."""
        token = re.search(rb'"token": ?"([\w-]+)"', self.seen)[1].decode()
        path = f"/api/uploads/{token}/{quote(name, safe='')}"
        return Sending(self.server, path, content, {"Origin": self.server.url})

    def leave(self) -> None:
        """Close the session as a closed tab does."""
        self.line.close()


@contextmanager
def visitor(server: Server) -> Iterator[Visitor]:
    """A session for the length of a block."""
    one = Visitor(server)
    try:
        yield one
    finally:
        one.leave()
