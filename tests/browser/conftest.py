"""A browser on the real app: `server` once a module, `open_page` for each view."""

from __future__ import annotations

import re
import shutil
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.serving import serve

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
PROBES = ("/_stcore/health", "/_stcore/host-config")
"""Streamlit's page looks for its server below each page's address first: those 404 are no fault."""
expect.set_options(timeout=15_000)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The app, served on a free port from an empty store; ended with all its processes."""
    with serve(tmp_path_factory.mktemp("home")) as running:
        yield running


@pytest.fixture(scope="package")
def browser():
    """Chromium: the system's where there is one, else Playwright's own."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=system_chromium(), args=FLAGS)
        yield chromium
        chromium.close()


def system_chromium() -> str | None:
    """The path of an installed Chromium or Chrome."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next(filter(None, map(shutil.which, names)), None)


@pytest.fixture
def open_page(browser: Browser, server, request, tmp_path):
    """Call it with a path: a fresh browser (no cookies, no session) that has drawn that page.

    `page.problems` lists errors of the console, dialogs and calls to other hosts; none may be left
    at the end of the test. A failed test leaves a screenshot of each page in its tmp_path.
    """
    opened: list[Page] = []

    def visit(path: str = "/", dark: bool = False, width: int = 1440) -> Page:
        context = browser.new_context(
            color_scheme="dark" if dark else "light", viewport={"width": width, "height": 1000}
        )
        page = watched(context, server)
        opened.append(page)
        page.goto(server.url + path)
        idle(page)
        return page

    yield visit
    for number, page in enumerate(opened):
        if request.node.stash.get(FAILED, False):
            page.screenshot(path=tmp_path / f"page-{number}.png", full_page=True)
        problems = page.problems
        page.context.close()
        assert problems == []


def watched(context: BrowserContext, server) -> Page:
    """A new page of the browser; its `problems` list what is wrong as it comes."""
    page = context.new_page()
    page.problems = []
    page.on("console", lambda message: _console(page, message))
    page.on("pageerror", lambda error: page.problems.append(str(error)))
    page.on("dialog", lambda dialog: _dialog(page, dialog))
    page.on("request", lambda one: _abroad(page, server.url, one.url))
    return page


def idle(page: Page, seconds: float = 30.0) -> None:
    """Wait until the script rests and what it drew is there: nothing old, no placeholder."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute(
        "data-test-script-state", re.compile("notRunning"), timeout=seconds * 1000
    )
    for waiting in ("[data-stale=true]", "[data-testid=stSkeleton]"):
        expect(page.locator(waiting)).to_have_count(0, timeout=seconds * 1000)


def _console(page: Page, message) -> None:
    where = message.location.get("url", "")
    if message.type == "error" and not where.endswith(PROBES):
        page.problems.append(f"{message.text} {where}")


def _dialog(page: Page, dialog) -> None:
    page.problems.append(f"asked {dialog.message}")
    dialog.dismiss()


def _abroad(page: Page, home: str, url: str) -> None:
    port = home.rpartition(":")[2]
    if url.startswith(("http", "ws")) and f"//localhost:{port}/" not in url:
        page.problems.append(f"called {url}")


FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Remember that a test failed, for its screenshot."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report
