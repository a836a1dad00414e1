"""Another site's page reaches neither the WebSocket nor an upload, whatever it calls itself."""

import base64
import http.client
import os
import socket

import pytest

from dashboard.guard import guards
from tests.serving import serve

FOREIGN = ("http://evil.example", "http://localhost.evil.example", "http://localhost:1", "null")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("guard") / "home") as server:
        yield server


def shake(server, host=None, origin=None):
    """The status that the WebSocket's opening handshake gets."""
    lines = {
        "Host": host or f"localhost:{server.port}",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(os.urandom(16)).decode(),
        **({"Origin": origin} if origin else {}),
    }
    words = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{words}\r\n".encode())
        return int(line.recv(300).split()[1])


def put(server, origin, **headers):
    """The status and words that an upload gets."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        sent = {"Origin": origin, **headers} if origin else headers
        connection.request("PUT", "/_stcore/upload_file/session/file", body=b"a,b", headers=sent)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def test_our_own_page_opens_the_socket(server):
    for host in (f"localhost:{server.port}", f"127.0.0.1:{server.port}"):
        assert shake(server, host, f"http://{host}") == 101


@pytest.mark.parametrize("origin", FOREIGN)
def test_a_foreign_page_opens_no_socket_and_uploads_nothing(server, origin):
    assert shake(server, origin=origin) == 403
    assert put(server, origin) == (403, "This comes from another site's page.")


def test_a_foreign_name_that_leads_here_is_refused(server):
    assert shake(server, "evil.example", "http://evil.example") in (400, 403)
    assert put(server, "http://evil.example", Host="evil.example")[0] == 400


def test_our_own_page_needs_the_token_too(server):
    status, words = put(server, server.url, Host=f"localhost:{server.port}")
    assert status == 403 and "XSRF" in words


def test_an_address_for_others_leaves_names_to_its_proxy():
    assert guards("0.0.0.0") == [] and len(guards("127.0.0.1")) == 2
