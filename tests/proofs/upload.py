"""A file of 1 GB dropped in Chromium: its bar moves, Cancel leaves nothing, the server is small."""

from __future__ import annotations

import itertools
import re
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import psutil
from playwright.sync_api import expect, sync_playwright

import core
from tests.browser.conftest import FLAGS, idle, system_chromium
from tests.serving import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from tests.serving import Server

CASES = [(1_000_000_000,)]
MOST_MEMORY = 200e6
BLOCK = 20_000
MINUTE = 60_000


def write_table(path: Path, size: int) -> int:
    """A CSV of about `size` bytes, 8 floats, 4 integers and 2 words; its rows."""
    rng = np.random.default_rng(0)
    columns = {f"float {i}": rng.normal(size=BLOCK).round(6) for i in range(8)}
    columns |= {f"int {i}": rng.integers(0, 10 ** (i + 2), BLOCK) for i in range(4)}
    columns |= {f"word {i}": rng.choice(["red", "green", "blue"], BLOCK) for i in range(2)}
    text = pd.DataFrame(columns).to_csv(index=False).encode()
    head, body = text.split(b"\n", 1)
    times = max(1, round(size / len(body)))
    with path.open("wb") as file:
        file.write(head + b"\n")
        for _ in range(times):
            file.write(body)
    return times * BLOCK


@contextmanager
def watched(process: psutil.Process) -> Iterator[dict[str, float]]:
    """The peak memory of the server and of its reading process, while the block lasts."""
    peaks, over = {"server": 0.0, "reader": 0.0}, threading.Event()

    def look() -> None:
        while not over.wait(0.02):
            peaks["server"] = max(peaks["server"], process.memory_info().rss)
            for child in process.children():
                try:
                    if "core.dataset.child" in child.cmdline():
                        peaks["reader"] = max(peaks["reader"], child.memory_info().rss)
                except psutil.Error:
                    continue

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield peaks
    finally:
        over.set()
        thread.join()


def left(server: Server) -> list[str]:
    """What the uploads hold."""
    return [path.name for path in (server.home / "uploads").iterdir()]


def bar(page: Page) -> list[int]:
    """Every value that the bar shows until the file is there or the upload ends."""
    seen, end = [], time.monotonic() + 600
    zone = page.locator(".st-key-file-zone")
    while time.monotonic() < end and zone.locator(".cancel").is_visible():
        seen.append(int(zone.get_by_role("progressbar").get_attribute("aria-valuenow") or 0))
        time.sleep(0.01)
    return [value for value, _ in itertools.groupby(seen)]


def drop(page: Page, path: Path) -> None:
    """Give the file to the door, and wait until it sends."""
    page.locator("input[type=file]").first.set_input_files(path)
    expect(page.locator(".st-key-file-zone .cancel")).to_be_visible(timeout=MINUTE)


@contextmanager
def line_of(page: Page, rate: float) -> Iterator[None]:
    """The page's line carries `rate` bytes a second upwards while the block lasts."""
    told = {"offline": False, "latency": 0, "downloadThroughput": -1}
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", told | {"uploadThroughput": rate})
    try:
        yield
    finally:
        line.send("Network.emulateNetworkConditions", told | {"uploadThroughput": -1})
        line.detach()


def cancelled(server: Server, page: Page, path: Path) -> list[str]:
    """What is left of an upload that was cancelled on its way, on a line that takes a minute."""
    with line_of(page, path.stat().st_size / 60):
        drop(page, path)
        expect(page.get_by_role("progressbar")).not_to_have_attribute("aria-valuenow", "0")
        page.get_by_role("button", name="Cancel").click()
    expect(page.get_by_text("Cancelled: nothing of the file was kept.")).to_be_visible()
    end = time.monotonic() + 10
    while left(server) and time.monotonic() < end:
        time.sleep(0.02)
    return left(server)


def sent(server: Server, page: Page, path: Path, minutes: int = 20) -> dict[str, Any]:
    """Send the file to its end and have it read: times, memory, what the bar showed, the rows."""
    with watched(psutil.Process(server.process.pid)) as peaks:
        begun = time.monotonic()
        drop(page, path)
        shown = bar(page)
        there = time.monotonic()
        sending = peaks["server"]
        page.wait_for_url("**/data?dataset=*", timeout=minutes * MINUTE)
        read, reading = time.monotonic(), peaks["server"]
        idle(page, 120)
    store = core.open_store(server.home)
    (record,) = store.list("dataset", id=re.search(r"dataset=(\w+)", page.url)[1])
    store.close()
    return {
        "bar": len(shown), "rising": shown == sorted(shown), "sent_s": there - begun,
        "read_s": read - there, "sending": sending, "reading": reading, "drawn": peaks["server"],
        "reader": peaks["reader"], "rows": record.rows, "halves": [
            name for name in left(server) if name.startswith(".receiv")
        ],
    }  # fmt: skip


def prove(size: int) -> dict[str, Any]:
    """A server, a browser, a file: cancelled once, then sent and read."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = Path(folder) / "large.csv"
        rows = write_table(path, size)
        chromium = playwright.chromium.launch(executable_path=system_chromium(), args=FLAGS)
        with serve(Path(folder) / "home") as server:
            page = chromium.new_page()
            page.goto(server.url)
            idle(page)
            after = cancelled(server, page, path)
            found = sent(server, page, path)
        chromium.close()
        return {"bytes": path.stat().st_size, "written": rows, "cancelled": after, **found}


def holds(result: dict[str, Any], drawn: float = MOST_MEMORY) -> bool:
    """Whether all of it was as promised; `drawn` bounds the server once Data is on screen."""
    return (
        result["bar"] >= 5
        and result["rising"]
        and not result["cancelled"]
        and not result["halves"]
        and result["rows"] == result["written"]
        and max(result["sending"], result["reading"]) < MOST_MEMORY
        and result["drawn"] < drawn
    )


def verdict(results: list[dict[str, Any]]) -> tuple[bool, list[str]]:
    """Whether it holds, and the table."""
    table = [
        "| bytes | sent in | values of the bar | server's memory: sending, reading, Data drawn "
        "| left by Cancel | read in | memory of the reading process | rows |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for r in results:
        table.append(
            f"| {r['bytes']:,} | {r['sent_s']:.0f} s | {r['bar']} | {r['sending'] / 1e6:.0f}, "
            f"{r['reading'] / 1e6:.0f}, {r['drawn'] / 1e6:.0f} MB "
            f"| {len(r['cancelled'])} files | {r['read_s']:.0f} s "
            f"| {r['reader'] / 1e6:,.0f} MB | {r['rows']:,} |"
        )
    return all(map(holds, results)), table
