"""The real app on a free port, for the tests and measurements that need a server."""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Server:
    """A running server: where it is, where its store is, its process."""

    port: int
    home: Path
    process: subprocess.Popen

    @property
    def url(self) -> str:
        """The address without a path."""
        return f"http://localhost:{self.port}"

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of a page of this server."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def health(self) -> dict:
        """What /api/health says."""
        return json.loads(self.get("/api/health")[1])


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def start(home: Path, port: int | None = None, seconds: float = 60.0, **environment) -> Server:
    """Start the app on the store in `home` and wait until it answers; RuntimeError with its log."""
    port = port or free_port()
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/app.py"]
    process = subprocess.Popen(
        [*command, "--server.port", str(port), "--server.fileWatcherType", "none"],
        cwd=ROOT,
        env={**os.environ, "FITBOARD_HOME": str(home), **environment},
        stdin=subprocess.DEVNULL,
        stdout=log.open("ab"),
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    server = Server(port, home, process)
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            if server.get("/_stcore/health")[0] == 200:
                return server
        except OSError:
            time.sleep(0.05)
    stop(server)
    raise RuntimeError(f"The server did not answer in {seconds:g} s:\n{log.read_text()[-3000:]}")


def stop(server: Server, seconds: float = 15.0) -> None:
    """End the server, then every process that still works on its store."""
    if server.process.poll() is None:
        server.process.terminate()
        try:
            server.process.wait(seconds)
        except subprocess.TimeoutExpired:
            server.process.kill()
            server.process.wait()
    for process in workers(server.home):
        process.kill()


def workers(home: Path) -> list[psutil.Process]:
    """The worker processes of the store in `home`, found by their command line."""
    found = []
    for process in psutil.process_iter(["cmdline"]):
        words = process.info["cmdline"] or []
        if "core.jobs.worker" in words and str(home.resolve()) in words:
            found.append(process)
    return found


@contextmanager
def serve(home: Path, **environment) -> Iterator[Server]:
    """A server for the length of a block."""
    server = start(home, **environment)
    try:
        yield server
    finally:
        stop(server)
