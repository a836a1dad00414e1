"""The launcher: whom it lets in, what it starts and what it leaves behind."""

import os
import subprocess
import sys
import time

import psutil

from core.jobs import started
from core.store import open_store
from dashboard import machine
from tests.serving import ROOT, free_port, serve, workers


def launch(home, address, **environment):
    """The launcher's exit code and words, or None when it went on serving for some seconds."""
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
    child = subprocess.Popen(
        [*command, "--server.address", address, "--server.port", str(free_port())],
        cwd=ROOT, env={**os.environ, "FITBOARD_HOME": str(home), **environment},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        return child.communicate(timeout=20)[0], child.returncode
    except subprocess.TimeoutExpired:
        child.kill()
        return child.communicate()[0], None


def test_an_address_that_others_reach_is_refused_in_a_sentence(tmp_path):
    words, code = launch(tmp_path / "home", "0.0.0.0")
    assert code != 0 and code is not None
    assert "does not start on 0.0.0.0" in words and machine.OPEN in words
    assert "Traceback" not in words and not (tmp_path / "home").exists()


def test_the_refusal_yields_to_words_and_to_this_machine(monkeypatch):
    for address in ("127.0.0.1", "localhost"):
        assert machine.refuse_strangers(address) is None
    monkeypatch.setenv(machine.OPEN, "yes")
    assert machine.refuse_strangers(None) is None


def test_the_server_keeps_a_supervisor_and_the_devices_and_takes_its_children_along(tmp_path):
    with serve(tmp_path / "home") as server:
        store = open_store(tmp_path / "home")
        end = time.monotonic() + 60
        while time.monotonic() < end and not (started(store) and store.fact("devices")):
            time.sleep(0.1)
        assert started(store)
        found = machine.devices(store)
        assert found[0]["kind"] == "cpu" and found[0]["usable"]
        assert "core" in machine.label(store)
        assert server.get("/_stcore/health")[0] == 200
        family = psutil.Process(server.process.pid).children(recursive=True)
        server.process.terminate()
        server.process.wait(20)
        store.close()
        _, left = psutil.wait_procs(family, timeout=10)
        assert not left and not workers(server.home)
