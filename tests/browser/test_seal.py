"""Opening the holdout in a real browser: asked first, by name, seen by the next who looks."""

import re

import pytest
from playwright.sync_api import expect

import core
from tests.browser.conftest import idle
from tests.core.store import made


@pytest.fixture(scope="module")
def asked(server, tmp_path_factory):
    """A question with a sealed holdout and two finished runs, in the server's store."""
    store = core.open_store(server.home)
    experiment = made.experiment(tmp_path_factory.mktemp("made"), holdout=0.3)
    runs = [store.save(core.train(experiment, model)) for model in ("linear", "tree")]
    return store, experiment, runs


def strip(page):
    return page.locator(".st-key-strip")


def test_opening_asks_is_written_down_and_shown(open_page, asked):
    store, experiment, _ = asked
    page = open_page(f"/compare?experiment={experiment.id}")
    expect(strip(page)).to_contain_text("36 sealed")
    page.locator(".st-key-open-seal button").click()
    asking = page.get_by_role("dialog")
    expect(asking).to_contain_text("It cannot be undone")
    asking.get_by_role("button", name="Open and write it down").click()
    expect(asking).to_contain_text("Say who opens the seal")
    assert store.openings(experiment.id) == []
    asking.get_by_label("Your name").fill("Ana <b>Núñez</b>")
    asking.get_by_role("button", name="Open and write it down").click()
    expect(asking).to_have_count(0)
    expect(strip(page)).to_contain_text("opened once", timeout=30_000)
    expect(page.locator(".st-key-seal")).to_contain_text("by Ana <b>Núñez</b>")
    (opening,) = store.openings(experiment.id)
    idle(page)
    other = open_page(f"/model?experiment={experiment.id}&run={opening.run_id}", dark=True)
    expect(other.locator(".st-key-card-holdout")).to_contain_text("by Ana <b>Núñez</b>")
    expect(other.locator(".st-key-card-holdout")).to_contain_text("opened once")
    page.locator(".st-key-open-seal button").click()
    expect(page.get_by_label("Your name")).to_have_value("Ana <b>Núñez</b>")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert len(store.openings(experiment.id)) == 1


@pytest.mark.parametrize("dark", [False, True])
def test_the_strip_stands_on_one_line(open_page, asked, dark):
    _, experiment, _ = asked
    page = open_page(f"/runs?experiment={experiment.id}", dark=dark, width=1280)
    badges = page.locator(".st-key-strip .stMarkdownBadge")
    expect(badges.first).to_be_visible()
    tops = {round(badges.nth(i).bounding_box()["y"]) for i in range(badges.count())}
    assert badges.count() >= 5 and len(tops) == 1
    assert page.get_by_test_id("stMain").evaluate("el => el.scrollWidth <= el.clientWidth + 1")


def test_marks_are_written_in_one_browser_and_seen_in_another(open_page, asked):
    _, experiment, runs = asked
    page = open_page(f"/runs?experiment={experiment.id}&only=1&find=tree")
    row = page.locator("[data-testid=stDataFrame] .dvn-scroller").first
    row.click(position={"x": 14, "y": 54})
    page.locator(".st-key-mark button").first.click()
    form = page.get_by_test_id("stPopoverBody")
    form.get_by_label("Title").fill("<b>Small</b> tree")
    form.get_by_label("Note").fill("for the meeting")
    form.get_by_role("button", name="Save").click()
    idle(page)
    other = open_page(f"/compare?experiment={experiment.id}")
    expect(other.locator(".st-key-verdict")).to_contain_text(re.compile("Small|Linear"))
    record = next(r for r in asked[0].list("run") if r.id == runs[1])
    assert (record.title, record.mark.note) == ("<b>Small</b> tree", "for the meeting")
