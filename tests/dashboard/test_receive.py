"""The streaming door: one file a token, under limits; what breaks off or is refused is not kept."""

import http.client
import json
import os
import socket
import time

import pytest

import core
from dashboard import arrivals, receive, state
from tests.core.jobs.work import until
from tests.dropped import put
from tests.serving import serve
from tests.visiting import visitor

GOOD = b"age,city,left\n31,Lima,yes\n44,Oslo,no\n27,Lima,no\n58,Rome,yes\n"
LENGTH = {"Content-Length": str(len(GOOD))}


@pytest.fixture
def uploads(tmp_path, monkeypatch):
    monkeypatch.setenv("FITBOARD_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(arrivals, "_doors", {})
    yield state.store().folder("uploads")
    state.store().close()


def to(token, name="a.csv"):
    return f"/api/uploads/{token}/{name}"


def test_what_is_sent_lies_whole_under_a_random_name_and_is_taken_once(uploads):
    token = arrivals.token()
    assert put(to(token, "..%2F..%2Fmy%20table.csv"), [GOOD[:9], b"", GOOD[9:]], LENGTH) == 201
    (file,) = uploads.iterdir()
    assert file.read_bytes() == GOOD and "table" not in file.name
    came = arrivals.take(token)
    assert (came.file, came.name, came.bytes) == (file, "my table.csv", len(GOOD))
    assert arrivals.take(token) is None


def test_a_token_lets_in_one_file_of_the_session_that_has_it(uploads):
    mine, other = arrivals.token(), arrivals.token()
    assert arrivals.token(mine) == mine
    assert put(to(mine), [GOOD]) == 201
    assert put(to(mine), [GOOD]) == 403
    assert arrivals.take(other) is None and arrivals.token(other) == other
    assert arrivals.token(mine) != mine
    assert put(to("guessed"), [GOOD]) == 403
    assert len(list(uploads.iterdir())) == 1


def test_an_old_token_is_no_good_and_its_file_goes(uploads, monkeypatch):
    used, unused = arrivals.token(), arrivals.token()
    assert put(to(used), [GOOD]) == 201
    later = time.time() + arrivals.LIFE + 1
    monkeypatch.setattr(arrivals.time, "time", lambda: later)
    assert put(to(unused), [GOOD]) == 403
    arrivals.token()
    assert arrivals.take(used) is None and not list(uploads.iterdir())


def test_half_a_file_is_removed_and_the_same_token_may_try_again(uploads):
    token = arrivals.token()
    assert put(to(token), [GOOD[:20], None], LENGTH) == 400
    assert put(to(token), [GOOD[:20]], LENGTH) == 400
    assert arrivals.take(token) is None and not list(uploads.iterdir())
    assert put(to(token), [GOOD], LENGTH) == 201


def test_what_was_cancelled_is_let_go_of_however_far_it_was(uploads):
    token = arrivals.token()
    assert put(to(token), [GOOD]) == 201
    assert put(f"/api/uploads/{token}", [], method="DELETE") == 200
    assert arrivals.take(token) is None and not list(uploads.iterdir())

    coming = arrivals.enter(token, "a.csv", None)
    last = uploads / "last"
    last.write_bytes(GOOD)
    assert put(f"/api/uploads/{token}", [], method="DELETE") == 200
    arrivals.leave(coming, last)  # its last byte came after the click
    assert arrivals.take(token) is None and not list(uploads.iterdir())
    assert arrivals.token(token) == token and put(to(token), [GOOD]) == 201
    assert put("/api/uploads/guessed", [], method="DELETE") == 404


@pytest.mark.parametrize("headers", [LENGTH, {}], ids=["announced", "streamed"])
def test_a_file_above_the_limit_is_refused(uploads, monkeypatch, headers):
    monkeypatch.setenv("FITBOARD_MAX_UPLOAD", str(len(GOOD) - 1))
    token = arrivals.token()
    assert put(to(token), [GOOD[:40], GOOD[40:]], headers) == 413
    assert not list(uploads.iterdir())
    monkeypatch.setenv("FITBOARD_MAX_UPLOAD", str(len(GOOD)))
    assert put(to(token), [GOOD], headers) == 201


def test_a_full_disk_is_said_and_nothing_is_left(uploads, monkeypatch):
    token = arrivals.token()
    assert put(to(token), [GOOD], {"Content-Length": str(1 << 60)}) == 413
    monkeypatch.setenv("FITBOARD_MAX_UPLOAD", f"{1 << 21} GB")
    assert put(to(token), [GOOD], {"Content-Length": str(1 << 50)}) == 507
    monkeypatch.setattr(receive.os, "fsync", lambda file: os.write(os.open("/dev/full", 1), b"a"))
    assert put(to(token), [GOOD], LENGTH) == 507
    assert not list(uploads.iterdir())


def test_only_so_many_come_at_the_same_time(uploads, monkeypatch):
    monkeypatch.setenv("FITBOARD_MAX_UPLOADS_AT_ONCE", "2")
    tokens = [arrivals.token() for _ in range(3)]
    doors = [arrivals.enter(token, "a.csv", None) for token in tokens[:2]]
    assert put(to(tokens[0]), [GOOD]) == 409
    assert put(to(tokens[2]), [GOOD]) == 429
    arrivals.leave(doors[0], None)
    assert put(to(tokens[2]), [GOOD]) == 201


def test_a_start_removes_what_servers_that_are_gone_have_left(uploads):
    ours, theirs = (path for path in arrivals.places(uploads))
    alive = uploads / theirs.name.replace(str(os.getpid()), str(os.getppid()))
    gone = uploads / theirs.name.replace(str(os.getpid()), "999999999")
    kept = uploads / "0123.raw"
    for path in (ours, theirs, alive, gone, kept):
        path.write_bytes(GOOD)
    arrivals.sweep(uploads)
    assert set(uploads.iterdir()) == {alive, kept}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("receive") / "home"
    (home / "uploads").mkdir(parents=True)
    (home / "uploads" / ".receiving-999999999-half").write_bytes(GOOD)
    with serve(home, FITBOARD_MAX_UPLOAD="1 MB", FITBOARD_MAX_UPLOAD_PAUSE="1") as running:
        yield running


def sent(server, path, body, method="PUT", **headers):
    """Status and answer of a PUT over a real line; an iterable body is streamed in chunks."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    try:
        line.request(method, path, body, headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    finally:
        line.close()


def left(server):
    return [path.name for path in (server.home / "uploads").glob(".receiv*")]


def test_a_real_line_refused_broken_standing_still_and_at_last_read(server):
    assert not left(server)
    with visitor(server) as one:
        path = one.visit().sending("people.csv", GOOD).path
        for origin in ("http://evil.example", "null"):
            refused = sent(server, path, GOOD, Origin=origin)
            assert refused == (403, "This comes from another site's page.")
        status, words = sent(server, path, iter([b"x" * 600_000] * 2))
        assert status == 413 and "the limit is 1 MB" in json.loads(words)["error"]

        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
            head = f"PUT {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(GOOD)}\r\n\r\n"
            line.sendall(head.encode() + GOOD[:30])
            until(lambda: left(server), 10)
            assert b" 408 " in line.recv(300)
        until(lambda: not left(server), 10)
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as line:
            line.sendall(head.replace(str(len(GOOD)), "900000").encode() + GOOD)
            until(lambda: left(server), 10)
            assert sent(server, path.rpartition("/")[0], None, method="DELETE")[0] == 200
            line.sendall(GOOD)
            until(lambda: not left(server), 10)
            assert b" 400 " in line.recv(300)
        one.sending("people.csv", GOOD * 999).break_off(0.5)
        until(lambda: not left(server), 10)

        asked = path.rpartition("/")[0]
        assert json.loads(server.get(asked)[1])["there"] is False
        status, words = sent(server, path, GOOD)
        assert status == 201 and json.loads(words)["bytes"] == len(GOOD)
        assert json.loads(server.get(asked)[1])["there"] is True
        assert server.get("/api/uploads/guessed")[0] == 404
        one.rerun()
    store = core.open_store(server.home)
    (record,) = store.list("dataset")
    assert (record.name, record.rows) == ("people.csv", 4)
    assert not left(server)
    store.close()
