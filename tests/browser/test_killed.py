"""A worker is killed while another works: the page says so, and the neighbour finishes."""

import os
import signal
import time

import pytest
from playwright.sync_api import expect

import core.jobs
from core.experiment import Experiment
from core.store import open_store
from tests.browser.conftest import idle
from tests.data import mixed_dataset
from tests.serving import serve

LONG = {"max_epochs": 5000, "early_stopping": False, "learning_rate": 1e-4, "width": 256}
NEIGHBOUR = {"n_estimators": 1500}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The app with two jobs at once."""
    with serve(tmp_path_factory.mktemp("two"), FITBOARD_JOBS="2") as running:
        yield running


def test_a_killed_worker_is_said_and_its_neighbour_finishes(open_page, server, tmp_path):
    store = open_store(server.home)
    experiment = Experiment.of(mixed_dataset(tmp_path, rows=400), "target")
    store.save(experiment)
    killed = core.jobs.submit_run(store, experiment, "mlp", LONG)
    neighbour = core.jobs.submit_run(store, experiment, "forest", NEIGHBOUR)
    page = open_page(f"/train?experiment={experiment.id}")
    end = time.monotonic() + 60
    while len(working := running(store, killed, neighbour)) < 2:
        assert time.monotonic() < end, "the two never worked side by side"
        time.sleep(0.05)
    os.kill(working[killed].worker["pid"], signal.SIGKILL)
    over = page.locator(".st-key-over")
    expect(over.get_by_text("interrupted").first).to_be_visible(timeout=10_000)
    assert store.list("run", id=killed)[0].state == "interrupted"
    expect(page.locator(".st-key-at-work")).to_have_count(0, timeout=180_000)
    idle(page)
    assert store.list("run", id=neighbour)[0].state == "succeeded"
    expect(page.locator(".st-key-finished")).to_be_visible()


def running(store, *ids):
    """The jobs of these runs that have a worker at work, by run."""
    live = core.jobs.jobs(store, live=True)
    return {j.subject: j for j in live if j.subject in ids and j.state == "running"}
