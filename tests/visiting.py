"""A session without a browser: Streamlit's own messages over a real WebSocket, and its uploads."""

from __future__ import annotations

import http.client
import re
import socket
import time
import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import FileUploaderState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.serving import Server


@dataclass
class Sending:
    """An upload on its way: a PUT to `path`; `told` are the widgets' states once it is there."""

    server: Server
    path: str
    body: bytes
    headers: dict[str, str]
    told: dict[str, tuple]

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
        self.server, self.id = server, ""
        self.elements: list = []
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

    def rerun(self, **widgets) -> Visitor:
        """Run the page again; `widgets` are the states to send, {proto field: (id, value)}."""
        asked = BackMsg()
        asked.rerun_script.query_string = self.query
        asked.rerun_script.page_name = self.page
        for field, (id, value) in widgets.items():
            state = asked.rerun_script.widget_states.widgets.add(id=id)
            getattr(state, field).CopyFrom(value)
        begun = time.monotonic()
        self.line.send(asked.SerializeToString())
        self._listen()
        self.seconds = time.monotonic() - begun
        return self

    def _listen(self, seconds: float = 120.0) -> None:
        """Take what comes until the script rests."""
        self.elements, parts, end = [], [], time.monotonic() + seconds
        while True:
            data = self.line.recv(timeout=end - time.monotonic())
            message = ForwardMsg.FromString(data)
            kind = message.WhichOneof("type")
            parts.append(data)
            if kind == "new_session":
                self.id = message.new_session.initialize.session_id
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                self.elements.append(message.delta.new_element)
            elif kind == "page_info_changed":
                self.query = message.page_info_changed.query_string
            elif kind == "script_finished":
                if message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    break
                self.elements, parts = [], []
        self.seen = b"".join(parts)

    def drop(self, name: str, content: bytes) -> Visitor:
        """Drop a file into the page's door; the page as it is then."""
        sent = self.sending(name, content)
        status = sent.status()
        assert status in (201, 204), status
        return self.rerun(**sent.told)

    def sending(self, name: str, content: bytes) -> Sending:
        """What the page's door would send for this file: Home's own, or Streamlit's uploader."""
        token = re.search(rb'"token": ?"([\w-]+)"', self.seen)
        if token:
            path = f"/api/uploads/{token[1].decode()}/{quote(name, safe='')}"
            return Sending(self.server, path, content, {"Origin": self.server.url}, {})
        door = next(e.file_uploader for e in self.elements if e.HasField("file_uploader"))
        urls, told = self._urls(name), FileUploaderState()
        told.uploaded_file_info.add(
            name=name, size=len(content), file_id=urls.file_id, file_urls=urls
        )
        edge, token = uuid.uuid4().hex, self._token()
        head = f'--{edge}\r\nContent-Disposition: form-data; name="f"; filename="{name}"\r\n\r\n'
        headers = {
            "Content-Type": f"multipart/form-data; boundary={edge}", "Origin": self.server.url,
            "Cookie": f"_streamlit_xsrf={token}", "X-Xsrftoken": token,
        }  # fmt: skip
        body = head.encode() + content + f"\r\n--{edge}--\r\n".encode()
        path = urlsplit(urls.upload_url).path
        told = {"file_uploader_state_value": (door.id, told)}
        return Sending(self.server, path, body, headers, told)

    def _urls(self, name: str):
        """Where Streamlit wants a file of that name."""
        asked = BackMsg()
        asked.file_urls_request.request_id = uuid.uuid4().hex
        asked.file_urls_request.file_names.append(name)
        asked.file_urls_request.session_id = self.id
        self.line.send(asked.SerializeToString())
        while True:
            message = ForwardMsg.FromString(self.line.recv(timeout=20))
            if message.WhichOneof("type") == "file_urls_response":
                return message.file_urls_response.file_urls[0]

    def _token(self) -> str:
        """The token that Streamlit gives to its own pages."""
        line = http.client.HTTPConnection("localhost", self.server.port, timeout=20)
        try:
            line.request("GET", "/_stcore/health")
            cookies = "; ".join(line.getresponse().headers.get_all("Set-Cookie") or [])
            return re.search(r"_streamlit_xsrf=([^;]+)", cookies)[1]
        finally:
            line.close()

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
