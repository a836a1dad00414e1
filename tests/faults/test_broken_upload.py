"""D10: an upload breaks off, on its way or while it is read: nothing half stays, again works."""

import threading
import time

import psutil
import pytest

import core
from tests.core.jobs.work import until
from tests.serving import serve
from tests.visiting import visitor

GOOD = b"age,city,left\n" + b"".join(b"%d,Lima,%d\n" % (i, i % 2) for i in range(300))
SLOW = b"\n".join(b",".join(b'"%d, ""x"""' % (i * k) for i in range(40)) for k in range(20_000))


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with serve(tmp_path_factory.mktemp("broken") / "home") as running:
        yield running


def left(server) -> list[str]:
    """What lies in the store's uploads."""
    return sorted(path.name for path in (server.home / "uploads").glob("*"))


def open_files(server) -> list[str]:
    """The temporary files that the server holds open."""
    found = psutil.Process(server.process.pid).open_files()
    return [one.path for one in found if one.path.startswith("/tmp") and "upload" in one.path]


def test_a_line_that_breaks_off_leaves_nothing_and_again_works(server):
    store = core.open_store(server.home)
    with visitor(server) as one:
        one.visit()
        for turn, share in enumerate((0.0, 0.01, 0.3, 0.6, 0.999)):
            before = store.list("dataset"), left(server)
            one.sending("half.csv", GOOD * 200).break_off(share)
            one.rerun()
            until(lambda before=before: (store.list("dataset"), left(server)) == before, 10)
            assert b"half.csv" not in one.visit().seen
            content = GOOD + b"9,Oslo,%d\n" % turn
            one.drop(f"whole-{turn}.csv", content)
            assert [d.name for d in store.list("dataset")][:1] == [f"whole-{turn}.csv"]
            one.visit()
        until(lambda: not open_files(server), 10)
    store.close()


def reader(server) -> psutil.Process:
    """The process that reads the server's upload, as soon as it has the file."""

    def at_work():
        children = psutil.Process(server.process.pid).children()
        found = [child for child in children if "core.dataset.child" in child.cmdline()]
        return found and any((server.home / "uploads").glob(".reading-*/raw")) and found

    return until(at_work, 60)[0]


def test_a_reader_that_is_killed_is_said_and_leaves_nothing(server):
    store = core.open_store(server.home)
    before = store.list("dataset"), left(server)
    for pause in (0, 0.7):
        with visitor(server) as one:
            one.visit()
            dropping = threading.Thread(target=one.drop, args=("slow.csv", SLOW))
            dropping.start()
            found = reader(server)
            time.sleep(pause)  # the first is killed in its imports, the second at its work
            found.kill()
            dropping.join(60)
            assert b"its reading process broke off" in one.seen
            assert (store.list("dataset"), left(server)) == before
    with visitor(server) as one:
        one.visit().drop("again.csv", GOOD + b"77,Rome,1\n")
        assert [d.name for d in store.list("dataset")][:1] == ["again.csv"]
    store.close()


def test_a_session_that_leaves_while_its_file_is_read_leaves_no_half(server):
    store = core.open_store(server.home)
    with visitor(server) as gone:
        gone.visit()
        dropping = threading.Thread(target=lambda: _ignored(gone), daemon=True)
        dropping.start()
        reader(server)
    until(lambda: not [name for name in left(server) if name.startswith(".reading-")], 90)
    for record in store.list("dataset"):
        assert len(store.load("dataset", record.id).frame()) == record.rows
    store.close()


def _ignored(one) -> None:
    try:
        one.drop("slow.csv", SLOW)
    except Exception:  # its line was cut on purpose
        return
