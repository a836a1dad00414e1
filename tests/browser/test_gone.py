"""D6: the browser goes away while runs are at work; they go on, and are there on return."""

import pytest
from playwright.sync_api import expect

import core.jobs
from core.store import open_store
from tests.browser.conftest import idle
from tests.core.jobs.work import until
from tests.core.store import made
from tests.serving import serve

TIMES, RUNS = 5, 2
SLOW = ("lightgbm", {"n_estimators": 1500, "early_stopping": False})
"""Some seconds a fold: the page is there before it is done."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The app with two jobs at once."""
    with serve(tmp_path_factory.mktemp("gone"), FITBOARD_JOBS="2") as running:
        yield running


@pytest.fixture
def asked(server, tmp_path):
    """The server's store and a question in it."""
    store = open_store(server.home)
    experiment = made.experiment(tmp_path, rows=400, folds=3)
    store.save(experiment)
    yield store, experiment
    store.close()


def test_closed_tabs_stop_nothing_and_a_new_one_shows_what_was_done(open_page, asked):
    store, experiment = asked
    link = f"/train?experiment={experiment.id}"
    asked_for = {core.jobs.submit_run(store, experiment, *SLOW) for _ in range(RUNS)}
    for turn in range(TIMES):
        page = open_page(link)
        if not turn:
            expect(page.locator(".st-key-at-work")).to_be_visible()
        page.wait_for_timeout(200 * turn)
        page.context.close()
    until(lambda: all(one.state == "succeeded" for one in store.list("run")), 300)
    assert {one.id for one in store.list("run")} == asked_for
    page = open_page(link)
    for record in store.list("run"):
        expect(page.locator(".st-key-finished")).to_contain_text(record.title)


def test_a_line_that_was_cut_comes_back_to_the_same_page(open_page, asked):
    store, experiment = asked
    page = open_page(f"/train?experiment={experiment.id}")
    run = core.jobs.submit_run(store, experiment, *SLOW, title="while away")
    page.reload()
    expect(page.locator(".st-key-at-work")).to_be_visible()
    page.context.set_offline(True)
    until(lambda: store.list("run", id=run)[0].state == "succeeded", 300)
    page.context.set_offline(False)
    page.reload()
    idle(page)
    expect(page.locator(".st-key-finished")).to_contain_text("while away")
    offline = ("ERR_INTERNET_DISCONNECTED", "Failed to fetch dynamically imported module")
    page.problems = [one for one in page.problems if not any(words in one for words in offline)]
