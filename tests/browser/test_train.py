"""Training in a real browser: it outlives a reload, is seen by a second one, and can be ended."""

import re
import time

import psutil
import pytest
from playwright.sync_api import expect

import core.jobs
from core.experiment import Experiment
from core.models import MODELS, models_for
from core.store import open_store
from tests.browser.conftest import idle
from tests.data import mixed_dataset

ENDLESS = {"max_epochs": 5000, "early_stopping": False, "learning_rate": 1e-4, "width": 256}
"""A network that is still in its first fold when the test has seen enough."""


@pytest.fixture(scope="module")
def store(server):
    """The server's own store, seen from the test."""
    return open_store(server.home)


@pytest.fixture
def experiment(store, tmp_path):
    """A stored question of 400 rows."""
    made = Experiment.of(mixed_dataset(tmp_path, rows=400), "target")
    store.save(made)
    return made


def until(true, seconds: float) -> float:
    """Wait for a condition; how long it took. AssertionError when it does not come."""
    start = time.monotonic()
    while not true():
        assert time.monotonic() - start < seconds, "it did not happen in time"
        time.sleep(0.02)
    return time.monotonic() - start


def at_work(page):
    return page.locator(".st-key-at-work")


def test_two_clicks_lead_from_a_sample_to_a_leaderboard_of_every_model(open_page, store):
    page = open_page("/")
    page.locator("[class*=st-key-sample-] button").first.click()
    page.wait_for_url("**/train*")
    idle(page)
    page.get_by_role("button", name="Train all six").click()
    quick = models_for("binary", "quick")
    for spec in quick:
        expect(at_work(page).get_by_text(spec.title, exact=True).or_(
            page.locator(".st-key-finished")).first).to_be_visible()  # fmt: skip
    expect(at_work(page)).to_have_count(0, timeout=120_000)
    idle(page)
    id = re.search("experiment=([0-9a-f]+)", page.url)[1]
    runs = store.list("run", experiment_id=id)
    assert {(run.request.model, run.state) for run in runs} == {
        (spec.name, "succeeded") for spec in quick
    }
    expect(page.locator(".st-key-finished canvas").first).to_be_visible()
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare*")
    idle(page)
    assert set(re.findall("run=([0-9a-f]+)", page.url)) == {run.id for run in runs}


def test_a_run_is_found_after_a_reload_and_by_a_second_browser_and_ends_when_cancelled(
    open_page, store, experiment
):
    link = f"/train?experiment={experiment.id}"
    page = open_page(link)
    id = core.jobs.submit_run(store, experiment, "mlp", ENDLESS)
    page.reload()
    idle(page)
    expect(at_work(page).get_by_text("fold 1 of 5").first).to_be_visible(timeout=60_000)
    expect(at_work(page).get_by_test_id("stVegaLiteChart").locator(".marks")).to_be_visible()
    second = open_page(link)
    for seen in (page, second):
        expect(at_work(seen).get_by_text(MODELS["mlp"].title).first).to_be_visible()
    (job,) = [job for job in core.jobs.jobs(store, live=True) if job.subject == id]
    worker = psutil.Process(job.worker["pid"])
    page.locator(f".st-key-cancel-{id} button").first.click()
    assert until(lambda: core.jobs.job(store, job.id).state in ("cancelling", "cancelled"), 5) < 2
    assert until(lambda: not worker.is_running(), 10) < 2
    for seen in (page, second):
        expect(at_work(seen)).to_have_count(0)
        expect(seen.locator(".st-key-over").get_by_text("cancelled").first).to_be_visible()
    assert store.list("run", id=id)[0].state == "cancelled"
    page.get_by_role("button", name="Resume").click()
    expect(at_work(page).get_by_text(re.compile("waiting|starting|fold"))).to_be_visible()
    page.get_by_role("button", name="Cancel all").click()
    expect(at_work(page)).to_have_count(0)
