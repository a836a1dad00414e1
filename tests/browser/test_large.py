"""A file of 100 MB through the door (1 GB in `make prove`), and one sent from a terminal."""

import subprocess

from playwright.sync_api import expect

from tests.browser.conftest import idle
from tests.proofs import upload


def test_a_large_file_moves_the_bar_is_cancelled_then_read_and_the_server_stays_small(
    open_page, server, tmp_path
):
    path = tmp_path / "large.csv"
    rows = upload.write_table(path, 100_000_000)
    page = open_page("/")
    found = {"written": rows, "cancelled": upload.cancelled(server, page, path)}
    with upload.line_of(page, 30e6):
        found |= upload.sent(server, page, path, minutes=3)
    assert upload.holds(found, drawn=230e6), found


def test_the_command_of_the_page_sends_a_file_from_a_terminal(open_page, tmp_path):
    (tmp_path / "söld 1.csv").write_text("a,b\n1,x\n2,y\n3,x\n")
    page = open_page("/")
    page.get_by_role("button", name="Send it from a terminal").click()
    command = page.get_by_test_id("stPopoverBody").locator("code").inner_text()
    assert command.startswith("curl -T data.csv http://localhost:")
    words = command.replace("data.csv", "söld 1.csv", 1).split(" ")
    words = ["curl", "-sS", "-T", "söld 1.csv", words[-1]]
    subprocess.run(words, cwd=tmp_path, check=True, timeout=30)
    page.wait_for_url("**/data?dataset=*")
    idle(page)
    expect(page.get_by_text("söld 1.csv has 3 rows × 2 columns.")).to_be_visible(timeout=60_000)


def test_the_door_is_opened_by_the_keyboard_and_takes_a_dropped_file(open_page):
    page = open_page("/")
    choose = page.get_by_role("button", name="Choose a file")
    with page.expect_file_chooser():
        choose.press("Enter")
    page.locator(".st-key-file-zone .zone").evaluate(
        """(zone, files) => {
            const carried = new DataTransfer();
            for (const name of files) carried.items.add(new File(["a,b\\n1,x\\n2,y\\n"], name));
            zone.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, cancelable: true}));
        }""",
        ["one.csv", "two.csv"],
    )
    expect(page.get_by_text("One file at a time: drop a single one.")).to_be_visible()
    page.locator(".st-key-file-zone .zone").evaluate(
        """zone => {
            const carried = new DataTransfer();
            carried.items.add(new File(["a,b\\n1,x\\n2,y\\n"], "dropped.csv"));
            zone.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, cancelable: true}));
        }"""
    )
    page.wait_for_url("**/data?dataset=*")
    idle(page)
    expect(page.get_by_text("dropped.csv has 2 rows × 2 columns.")).to_be_visible(timeout=60_000)
