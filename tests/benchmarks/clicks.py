"""What a user waits for, in Chromium: two clicks to a leaderboard, a click to the first score."""

import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

import core
from core import jobs
from core.models import models_for
from tests.benchmarks.budget import Budget
from tests.browser.conftest import FLAGS, idle, system_chromium
from tests.data import dataset, mixed
from tests.serving import serve

TRIES = 3


def measure() -> list[Budget]:
    """One server; the sample first, then single runs on 1,000 rows with a warm spare."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=system_chromium(), args=FLAGS)
        with serve(Path(name) / "home") as server:
            time.sleep(8)  # the spare warms up while a user reads the page
            board = _two_clicks(browser, server)
            first = _first_scores(browser, server, Path(name))
        browser.close()
    return [
        Budget("sample to a leaderboard of six models", 30, board, "s", "two clicks"),
        Budget("click to first fold's score on screen", 1.0, statistics.median(first), "s",
               f"linear, 1,000 rows, warm, median of {TRIES}"),
    ]  # fmt: skip


def _two_clicks(browser, server) -> float:
    page = browser.new_page()
    page.goto(server.url)
    idle(page)
    started = time.perf_counter()
    page.locator("[class*=st-key-sample-] button").first.click()
    page.get_by_role("button", name="Train all six").click()
    page.locator(".st-key-at-work").wait_for()
    page.locator(".st-key-at-work").wait_for(state="detached", timeout=180_000)
    page.locator(".st-key-finished").wait_for()
    seconds = time.perf_counter() - started
    page.close()
    return seconds


def _first_scores(browser, server, folder: Path) -> list[float]:
    """Only the linear card stays chosen; the score is waited for after the click."""
    store = core.open_store(server.home)
    experiment = core.Experiment.of(dataset(mixed(1000), folder, "first"), "target")
    store.save(experiment.dataset)
    store.save(experiment)
    found = []
    for _ in range(TRIES):
        _quiet(store)
        page = browser.new_page()
        page.goto(f"{server.url}/train?experiment={experiment.id}")
        idle(page)
        for spec in models_for(experiment.task, "quick"):
            if spec.name != "linear":
                page.locator(f".st-key-train-{spec.name} label").first.click()
                idle(page)
        started = time.perf_counter()
        page.locator(".st-key-train button").click()
        page.get_by_text("so far").or_(page.locator(".st-key-finished")).first.wait_for()
        found.append(time.perf_counter() - started)
        page.close()
        for record in store.list("run", experiment_id=experiment.id):
            _quiet(store)
            store.delete("run", record.id)
    return found


def _quiet(store, seconds: float = 120.0) -> None:
    """Wait until nothing is at work and a new spare is warm."""
    end = time.monotonic() + seconds
    while jobs.jobs(store, live=True) and time.monotonic() < end:
        time.sleep(0.1)
    time.sleep(6)
