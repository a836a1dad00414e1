"""Hostile names and values on every page, in Chromium: they are shown, and nothing comes alive."""

from __future__ import annotations

import json
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser import hostile
from tests.browser.conftest import idle, watched

MOST = 4
"""So many popovers, fields and charts of a view are opened and pointed at."""
seen: dict[str, str] = {}


@pytest.fixture(scope="module")
def links(server):
    """The ids of the hostile store that the server serves."""
    return hostile.fill(server.home)


@pytest.fixture(scope="module")
def window(browser):
    """One browser for all views: it keeps Streamlit's own files, not what a page held."""
    with browser.new_context(viewport={"width": 1440, "height": 1000}) as context:
        yield context


@pytest.fixture
def page(window, server):
    """A page that must be without problems when it is closed."""
    opened = watched(window, server)
    yield opened
    opened.close()
    assert opened.problems == []


@pytest.mark.parametrize(
    ("name", "view"),
    hostile.ALL,
    ids=lambda part: part if isinstance(part, str) else json.dumps(part)[:40],
)
def test_nothing_comes_alive(page, server, links, name, view):
    asked = {key: value for key, value in view.items() if key != "runs"}
    link = links[view.get("runs", "binary")]
    if "file" in asked:
        asked["file"] = link["file"]
    ids = {key: link[key] for key in ("dataset", "experiment", "run")}
    page.goto(f"{server.url}/{'' if name == 'home' else name}?{urlencode({**ids, **asked}, True)}")
    idle(page)
    expect(page.get_by_text("Something went wrong")).to_have_count(0)
    sound(page, server)
    for open_all in (expanders, popovers, fields, charts):
        open_all(page, server)
    seen[f"{name} {view}"] = page.locator("body").inner_text()


def sound(page: Page, server) -> None:
    """Nothing in the document came from a text."""
    given = {"marks": hostile.MARKS, "signs": hostile.SIGNS, "home": server.url}
    found = page.evaluate(hostile.LIVE, given)
    assert found == [], found


def expanders(page: Page, server) -> None:
    """Open every expander."""
    for one in page.get_by_test_id("stExpander").locator("summary").all()[:MOST]:
        if one.is_visible():
            one.click()
    idle(page)
    sound(page, server)


def popovers(page: Page, server) -> None:
    """Open every popover, each alone."""
    for one in page.get_by_test_id("stPopover").get_by_role("button").all()[:MOST]:
        if one.is_visible() and one.is_enabled():
            one.click()
            idle(page)
            sound(page, server)
            page.keyboard.press("Escape")


def fields(page: Page, server) -> None:
    """Open the choices of every field."""
    for one in page.get_by_test_id("stMain").get_by_role("combobox").all()[:MOST]:
        if one.is_visible() and one.is_enabled():
            one.click()
            sound(page, server)
            page.keyboard.press("Escape")


def charts(page: Page, server) -> None:
    """Point at the middle of every chart, and at a third, where its points tell what they are."""
    for one in page.locator(".js-plotly-plot .nsewdrag").all()[:MOST]:
        if not one.is_visible():
            continue
        one.scroll_into_view_if_needed()
        box = one.bounding_box()
        for share in (0.5, 0.34):
            page.mouse.move(box["x"] + share * box["width"], box["y"] + share * box["height"])
        sound(page, server)


def test_the_texts_were_there(links):
    """The views before this show the texts letter by letter: they were not simply left out."""
    for name in (
        name for pages in hostile.PAGES.values() for name in pages if name not in ("system",)
    ):
        text = "\n".join(shown for view, shown in seen.items() if view.startswith(name))
        assert any(mark in text for mark in (*hostile.MARKS, "alert(1)")), name
