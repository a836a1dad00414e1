"""From the command to the first page, against an empty Streamlit app; the idle server's memory."""

import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from playwright.sync_api import sync_playwright

from tests.benchmarks.budget import Budget
from tests.browser.conftest import FLAGS, system_chromium
from tests.serving import ROOT, free_port, start, stop

PAIRS = 3


def _first_page(browser, begin, end) -> float:
    """Seconds from starting a server until its first page has a heading."""
    started = time.perf_counter()
    server, port = begin()
    try:
        page = browser.new_page()
        page.goto(f"http://localhost:{port}/")
        page.get_by_role("heading").first.wait_for()
        seconds = time.perf_counter() - started
        page.close()
        return seconds
    finally:
        end(server)


def _ours(home: Path):
    server = start(home)
    return server, server.port


def _empty(folder: Path):
    script, port = folder / "empty.py", free_port()
    script.write_text("import streamlit as st\n\nst.title('Empty')\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return process, port
        time.sleep(0.02)
    process.kill()
    raise TimeoutError("the empty app did not start")


def _kill(process: subprocess.Popen) -> None:
    process.kill()
    process.wait()


def measure() -> list[Budget]:
    """In turn with the empty app; then the resident memory of an idle server, its spare apart."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=FLAGS)
        ratios = []
        for i in range(PAIRS):
            ours = _first_page(browser, lambda i=i: _ours(folder / str(i)), stop)
            ratios.append(ours / _first_page(browser, lambda: _empty(folder), _kill))
        server = start(folder / "idle")
        time.sleep(3)
        memory = psutil.Process(server.process.pid).memory_info().rss / 1e6
        stop(server)
        browser.close()
    how = f"median of {PAIRS} pairs in Chromium"
    return [
        Budget(
            "start to first page / an empty Streamlit app", 1.3, statistics.median(ratios), how=how
        ),
        Budget("idle server, spare apart", 150, memory, "MB", "resident after 3 s"),
    ]
