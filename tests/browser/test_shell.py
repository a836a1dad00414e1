"""The frame around the pages, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import idle

PAGES = ("Home", "Data", "Explore", "Set up", "Train", "Compare", "Runs", "System")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_is_served_without_a_fault(open_page, dark):
    page = open_page("/", dark=dark)
    shade = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert (max(map(int, re.findall(r"\d+", shade)[:3])) < 60) is dark
    for title in PAGES:
        page.get_by_test_id("stSidebar").get_by_role("link", name=title, exact=True).click()
        idle(page)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_test_id("stException")).to_have_count(0)
        expect(page.get_by_text("Something went wrong")).to_have_count(0)
        expect(page.locator(".st-key-strip")).to_be_visible()


def test_back_leads_one_page_back(open_page):
    page = open_page("/")
    menu = page.get_by_test_id("stSidebar")
    for title, path in (("Train", "/train"), ("System", "/system")):
        menu.get_by_role("link", name=title, exact=True).click()
        page.wait_for_url(f"**{path}*")
        idle(page)
    page.go_back()
    page.wait_for_url("**/train*")
    page.go_back()
    page.wait_for_url(re.compile(r":\d+/(\?.*)?$"))
    idle(page)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_share_shows_the_address_of_the_view(open_page, server):
    page = open_page("/train")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_test_id("stPopoverBody").locator("code")).to_have_text(
        re.compile(f"^{server.url}/train")
    )


def test_a_wrong_address_says_so_and_offers_the_menu(open_page):
    page = open_page("/compare?experiment=nobody&run=nothing")
    expect(page).to_have_url(re.compile("/compare$"))
    expect(page.get_by_text("Something went wrong")).to_have_count(0)


@pytest.mark.parametrize("name", ["*b* [d](x) $h$ `i` <b>", ":red[g] www.x.y :tada: a@b"])
def test_a_hostile_name_is_shown_letter_by_letter(open_page, name):
    page = open_page("/")
    # The same cells under another name would be the same dataset, under its first name.
    table = f"x,y\n1,2\n3,{len(name)}\n5,6\n".encode()
    file = {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": table}
    page.locator("input[type=file]").first.set_input_files(file)
    page.wait_for_url("**/data?dataset=*")
    idle(page)
    strip = page.locator(".st-key-strip")
    assert name in strip.inner_text().replace("\N{WORD JOINER}", "")
    expect(strip.locator("a, em, code, b, .katex, script")).to_have_count(0)
