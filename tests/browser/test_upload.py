"""A file dropped in Chromium is read, told, and explored."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import idle

ROWS = "".join(f"{i % 7};{i},5;{'ja' if i % 3 else 'nein'}\n" for i in range(200))
FILE = {
    "name": "messwerte.csv",
    "mimeType": "text/csv",
    "buffer": f"grün;länge;zufrieden\n{ROWS}".encode("cp1252"),
}


def test_a_dropped_file_is_told_and_explored(open_page):
    page = open_page("/")
    page.locator("input[type=file]").first.set_input_files(FILE)
    page.wait_for_url("**/data?dataset=*")
    idle(page)
    for said in ("semicolon-separated", "decimal comma", "cp1252"):
        expect(page.get_by_text(said, exact=True)).to_be_visible()
    expect(page.get_by_text("messwerte.csv has 200 rows × 3 columns.")).to_be_visible()
    expect(page.get_by_test_id("stDataFrame")).to_have_count(2)
    page.get_by_test_id("stMain").get_by_role("button", name="Explore").click()
    page.wait_for_url("**/explore?dataset=*")
    idle(page)
    expect(page.get_by_text("All 200 rows.")).to_be_visible()
    expect(page.locator(".st-key-small-1 .main-svg").first).to_be_visible()
    page.get_by_role("button", name="länge", exact=True).click()
    page.wait_for_url("**column=l*")
    idle(page)
    for key in ("alone", "against_target"):
        expect(page.locator(f".st-key-{key} .main-svg").first).to_be_visible()


def test_filters_live_in_the_link_and_a_fresh_browser_sees_the_same(open_page):
    page = open_page("/")
    page.locator("input[type=file]").first.set_input_files(FILE)
    page.wait_for_url("**/data?dataset=*")
    id = re.search(r"dataset=(\w+)", page.url)[1]
    page.goto(page.url.replace("/data?", "/explore?"))
    idle(page)
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("From", exact=True).fill("3")
    page.get_by_role("button", name="Apply").click()
    page.wait_for_url("**filter=*")
    idle(page)
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)
    kept = "113 of 200 rows pass the filters."
    expect(page.get_by_text(kept)).to_be_visible()
    other = open_page(page.url[page.url.index("/explore") :])
    assert id in other.url
    expect(other.get_by_text(kept)).to_be_visible()
    other.get_by_role("button", name="grün from 3 on").click()
    expect(other.get_by_text("All 200 rows.")).to_be_visible()


def test_a_picture_named_csv_is_refused_and_the_door_stays_open(open_page):
    page = open_page("/")
    picture = {**FILE, "name": "photo.csv", "buffer": b"\x89PNG\r\n\x1a\n" + bytes(range(256))}
    page.locator("input[type=file]").first.set_input_files(picture)
    expect(page.get_by_text("This is a picture, not a table.")).to_be_visible()
    page.locator("input[type=file]").first.set_input_files(FILE)
    page.wait_for_url("**/data?dataset=*")


def test_cancel_after_the_last_byte_lets_go_of_the_file_and_another_comes(open_page, server):
    page = open_page("/")
    there = []
    page.route("**/api/uploads/*/*", lambda route: there.append(route.fetch().status))
    page.locator("input[type=file]").first.set_input_files(FILE)
    page.get_by_role("button", name="Cancel").click()  # the answer is held back: it still "sends"
    expect(page.get_by_text("Cancelled: nothing of the file was kept.")).to_be_visible()
    assert there == [201]
    assert not list((server.home / "uploads").glob(".receiv*"))
    page.unroute("**/api/uploads/*/*")
    second = {**FILE, "name": "second.csv", "buffer": FILE["buffer"] + b"9;9,5;ja\n"}
    page.locator("input[type=file]").first.set_input_files(second)
    page.wait_for_url("**/data?dataset=*")
    idle(page)
    expect(page.get_by_text("second.csv has 201 rows × 3 columns.")).to_be_visible()
