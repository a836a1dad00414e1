"""Model in a real browser: explained on demand by a worker, looked up, and taken along."""

import pytest
from playwright.sync_api import expect

import core
from core import bundle
from tests.pages.judged import fill

SLOW = 90_000
"""Milliseconds for a worker to start and explain a small run beside other work."""


@pytest.fixture(scope="module")
def ids(server):
    """The experiments and runs in the server's store, by task."""
    return fill(server.home)


def test_a_run_is_explained_while_one_looks_and_its_file_predicts_the_same(
    open_page, server, ids, tmp_path
):
    experiments, runs = ids
    id = runs["binary"][1]
    page = open_page(f"/model?experiment={experiments['binary']}&run={id}")
    expect(page.locator(".st-key-card-verdict")).to_contain_text("95 % interval")

    page.get_by_text("Explanation", exact=True).click()
    page.get_by_role("button", name="Compute it").click()
    expect(page.get_by_text("Being computed")).to_be_visible()
    dots = page.locator(".st-key-card-importance .scatterlayer path.point")
    expect(dots.first).to_be_visible(timeout=SLOW)
    expect(page.get_by_text("Being computed")).to_have_count(0, timeout=SLOW)
    for card in ("dependence", "coefficients"):
        expect(page.locator(f".st-key-card-{card} .js-plotly-plot")).to_be_visible()
    assert "part=explain" in page.url
    assert not {"torch", "lightgbm", "sklearn.linear_model"} & set(server.health()["heavy"])

    page.get_by_role("button", name="Words").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("partial dep")
    expect(dialog).to_contain_text("mean answer when one feature is set")
    expect(dialog).not_to_contain_text("Holdout")
    page.keyboard.press("Escape")

    page.get_by_text("How it was made", exact=True).click()
    with page.expect_download() as taken:
        page.get_by_role("button", name="Model bundle").click()
    taken.value.save_as(tmp_path / "model.zip")
    store = core.open_store(server.home)
    run = store.load("run", id)
    frame = run.experiment.dataset.frame()
    other = bundle.load(tmp_path / "model.zip")
    assert other.predict_proba(frame).equals(run.predict_proba(frame))
    store.close()
