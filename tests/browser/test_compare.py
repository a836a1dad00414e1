"""Compare in a real browser: what is really drawn, and what a colleague sees who opens the link."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import idle
from tests.pages.judged import fill


@pytest.fixture(scope="module")
def ids(server):
    """The experiments and runs in the server's store, by task."""
    return fill(server.home)


def drawn(page, key: str, what: str):
    """The elements of an SVG that Plotly has drawn in the card of that key."""
    return page.locator(f".st-key-{key} .js-plotly-plot .main-svg {what}")


def cells(page) -> list[str]:
    """The numbers and names in the cells of all matrices."""
    return drawn(page, "card-classes", ".textpoint").all_text_contents()


def link(page) -> str:
    """The address that Share shows."""
    page.get_by_role("button", name="Share").click()
    return page.get_by_test_id("stPopoverBody").locator("code").inner_text()


def test_matrices_and_curves_are_really_drawn(open_page, server, ids):
    experiments, runs = ids
    page = open_page(f"/compare?experiment={experiments['binary']}")
    count = len(runs["binary"])
    expect(drawn(page, "card-classes", ".heatmaplayer image")).to_have_count(count)
    expect(drawn(page, "card-classes", ".textpoint")).to_have_count(4 * count)
    for key in ("card-roc", "card-precision_recall"):
        expect(drawn(page, key, ".scatterlayer path.js-line")).to_have_count(count)
    assert drawn(page, "card-learning_curve", ".scatterlayer path.js-line").count() >= 2
    assert drawn(page, "card-training_curve", ".scatterlayer path.js-line").count() >= 2
    assert drawn(page, "card-metric_intervals", ".scatterlayer path.point").count() >= 4 * count
    assert not {"torch", "lightgbm"} & set(server.health()["heavy"])


def test_numbers_get_their_pictures(open_page, ids):
    page = open_page(f"/compare?experiment={ids[0]['regression']}", dark=True)
    for key in ("card-predicted_actual", "card-residuals"):
        expect(drawn(page, key, ".heatmaplayer image, .scatterlayer .points").first).to_be_visible()
    expect(page.locator(".st-key-card-classes")).to_have_count(0)


def test_a_second_browser_opens_the_link_and_sees_the_same(open_page, ids):
    experiments, runs = ids
    pair = "&".join(f"run={id}" for id in runs["binary"][1:3])
    page = open_page(f"/compare?experiment={experiments['binary']}&{pair}")
    before = cells(page)
    page.locator(".st-key-option-cells").get_by_text("% of actual").click()
    page.get_by_role("slider", name="Threshold").press("ArrowLeft")
    expect(page).to_have_url(re.compile("threshold=0.49"))
    idle(page)
    expect(drawn(page, "card-classes", ".textpoint").first).to_contain_text("%")
    seen = cells(page)
    assert seen != before and len(seen) == 8
    address = link(page)
    other = open_page(address[address.index("/compare") :])
    idle(other)
    expect(drawn(other, "card-classes", ".textpoint").first).to_contain_text("%")
    assert cells(other) == seen
    verdict = ".st-key-verdict"
    assert other.locator(verdict).inner_text() == page.locator(verdict).inner_text()


def test_who_beats_whom_follows_the_margin(open_page, ids):
    page = open_page(f"/compare?experiment={ids[0]['binary']}&show=duels&show=probability")
    count = len(ids[1]["binary"])
    expect(drawn(page, "card-duels", ".heatmaplayer image")).to_have_count(1)
    expect(page.locator(".st-key-card-duels li")).to_have_count(count - 1)
    assert drawn(page, "card-probability", ".scatterlayer path.js-line").count() >= count
    field = page.get_by_role("spinbutton", name="Practically equal within")
    field.fill("0.9")
    field.press("Enter")
    expect(page).to_have_url(re.compile("margin=0.9"))
    said = page.locator(".st-key-card-duels li")
    expect(said.filter(has_text="practically equal, within 0.9")).to_have_count(count - 1)


@pytest.mark.parametrize("width", [1280, 1920])
def test_nothing_is_cut_and_cards_of_a_row_end_together(open_page, ids, width):
    page = open_page(f"/compare?experiment={ids[0]['binary']}", width=width)
    fits = "el => el.scrollWidth <= el.clientWidth + 1"
    assert page.get_by_test_id("stMain").evaluate(fits)
    assert page.locator(".st-key-card-leaderboard .dvn-scroller").evaluate(fits)
    left, right = (page.locator(f".st-key-card-{name}").bounding_box()
                   for name in ("roc", "precision_recall"))  # fmt: skip
    assert left["y"] == right["y"] and abs(left["height"] - right["height"]) < 1
