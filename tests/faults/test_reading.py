"""The process that reads a file never outlives the one that asked, nor its limit on time."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import asdict

import psutil
import pytest

import core
from core.dataset.child import GRACE
from core.dataset.limits import Limits
from core.dataset.read import ROOT, STALE, WORK, _start

ASK = (
    "import sys, core\n"
    "print('asking', flush=True)\n"
    "core.read_dataset(sys.argv[1], folder=sys.argv[2])\n"
)


@pytest.fixture
def slow(tmp_path):
    """A file that takes far longer to read than the test waits: quoted cells of many columns."""
    path = tmp_path / "slow.csv"
    row = ",".join(f'"word {i}, ""x"""' for i in range(40, 80))
    path.write_text("\n".join([row] * 160_000))
    return path


def until(condition, seconds):
    ends = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < ends:
        time.sleep(0.02)
    return found


def readers(pid):
    """The reading processes of a process that have their request (its work is under way)."""
    children = psutil.Process(pid).children()
    return [c for c in children if "core.dataset.child" in " ".join(c.cmdline())]


def ended(process):
    return not process.is_running() or process.status() == psutil.STATUS_ZOMBIE


def test_a_killed_asker_takes_its_reader_along_and_is_swept(slow, tmp_path):
    home = tmp_path / "home"
    asker = subprocess.Popen([sys.executable, "-c", ASK, slow, home], cwd=ROOT)
    try:
        reader = until(lambda: readers(asker.pid), 20)[0]
        assert until(lambda: reader.cpu_times().user > 2, 30)  # well beyond its imports
        asker.send_signal(signal.SIGKILL)
        asker.wait()
        assert until(lambda: ended(reader), 2)
    finally:
        asker.kill()
        asker.wait()
    (left,) = home.iterdir()
    assert left.name.startswith(WORK) and (left / "raw").exists()
    core.read_dataset(io.BytesIO(b"a,b\n1,2\n3,4\n"), folder=home)
    assert left.exists()  # it might still be at work
    os.utime(left, (time.time() - STALE - 60,) * 2)
    core.read_dataset(io.BytesIO(b"a,b\n1,2\n3,4\n"), folder=home)
    assert not left.exists() and not list(home.glob(WORK + "*"))


def test_a_reader_ends_by_itself_when_its_time_is_over(tmp_path):
    os.mkfifo(tmp_path / "endless")
    reader = _start(tmp_path)
    try:
        request = {"raw": str(tmp_path / "endless"), "folder": str(tmp_path), "options": {}}
        request |= {"limits": asdict(Limits(seconds=0)), "look": True}
        reader.stdin.write(json.dumps(request).encode() + b"\n")
        reader.stdin.flush()
        assert reader.wait(GRACE + 15) == -signal.SIGALRM
    finally:
        reader.kill()
        reader.wait()
        reader.stdin.close()


def test_a_reader_that_is_never_asked_ends(tmp_path):
    reader = _start(tmp_path)
    reader.stdin.close()
    assert reader.wait(20) == 0
