"""A file that is read wrongly at first is set right in two clicks, and the change undone by one."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import idle

ROWS = "".join(f"item {i % 9};{i % 8 + 1},{100 + 7 * i % 900};{i}\n" for i in range(120))
FILE = {
    "name": "prices.csv",
    "mimeType": "text/csv",
    "buffer": f"Price list of the year\nmade in June\n\nname;price;stock\n{ROWS}".encode(),
}
AS_READ = "1 column looks like decimal-comma numbers: read them so"


def test_decimal_commas_below_a_preamble_are_set_right_by_two_clicks_and_undone(open_page):
    page = open_page("/")
    page.locator("input[type=file]").first.set_input_files(FILE)
    page.wait_for_url("**/data?dataset=*")
    idle(page)
    first = re.search(r"dataset=(\w+)", page.url)[1]
    expect(page.get_by_text("prices.csv has 120 rows × 3 columns.")).to_be_visible()
    expect(page.get_by_text("3 lines before the header were skipped.")).to_be_visible()
    page.get_by_role("button", name=AS_READ).click()
    idle(page)
    expect(page.get_by_text("price: 120 cells change.")).to_be_visible()
    expect(page.get_by_text("row 1: 1100 → 1.1")).to_be_visible()
    expect(page.locator(".st-key-proposed").get_by_test_id("stDataFrame")).to_have_count(2)
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url(lambda url: "dataset=" in url and first not in url)
    idle(page)
    expect(page.get_by_text("decimal comma", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name=AS_READ)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    page.wait_for_url(f"**dataset={first}*")
    idle(page)
    expect(page.get_by_role("button", name=AS_READ)).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)


def test_a_field_of_the_reading_shows_at_once_what_it_changes(open_page):
    page = open_page("/")
    page.locator("input[type=file]").first.set_input_files(FILE)
    page.wait_for_url("**/data?dataset=*")
    idle(page)
    page.get_by_text("Read again", exact=True).click()
    idle(page)
    expect(page.get_by_text("Change a field")).to_be_visible()
    page.get_by_role("spinbutton", name="Skipped lines").fill("5")
    page.get_by_role("spinbutton", name="Skipped lines").press("Enter")
    expect(page.get_by_text("120 rows become 119")).to_be_visible()
    expect(page.get_by_role("button", name="Apply")).to_be_visible()
