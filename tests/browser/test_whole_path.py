"""An analyst's whole path in Chromium: from a dropped file to a file of predictions that is right.

The downloaded numbers are those of `run.predict` and `run.predict_proba` on the same rows, to the
last bit, and no cell of the file runs in a spreadsheet.
"""

import gzip
import io
import re

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import expect

from core import incoming
from core.checkup import as_asked
from core.dataset import SAMPLES
from core.store import open_store
from tests.browser.conftest import idle

TRAINING, NEW = 400, 120
FORMULA = '=HYPERLINK("http://evil.example","open")'


@pytest.fixture(scope="module")
def rows():
    """Real customers: some with missing totals, all with a remark; one remark is a formula."""
    path = next(sample.path for sample in SAMPLES if sample.name == "churn")
    with gzip.open(path, "rt") as file:
        frame = pd.read_csv(file, dtype=str, keep_default_na=False)
    frame = frame.head(TRAINING + NEW).drop(columns=["customerID"])
    frame.insert(0, "code", [f"{i:05d}" for i in range(len(frame))])
    frame["remark"] = [FORMULA if i % 7 == 0 else "+49 30" if i % 7 == 1 else "paid"
                       for i in range(len(frame))]  # fmt: skip
    frame.loc[::9, "TotalCharges"] = ""
    return frame


def as_file(name, frame):
    """A table as the browser hands it over."""
    text = frame.to_csv(index=False).encode()
    return {"name": name, "mimeType": "text/csv", "buffer": text}


def to(page, name):
    """Walk by the menu."""
    page.get_by_test_id("stSidebar").get_by_role("link", name=name, exact=True).click()
    page.wait_for_url(f"**/{name.lower()}?*")
    idle(page)


def learn(page, rows):
    """Drop the file, ask the question, train two models, and wait for them."""
    page.locator("input[type=file]").first.set_input_files(
        as_file("customers.csv", rows.head(TRAINING))
    )
    page.wait_for_url("**/data?dataset=*")
    idle(page)
    page.get_by_test_id("stMain").get_by_role("button", name="Set up").click()
    page.wait_for_url("**/setup?*")
    idle(page)
    expect(page.get_by_role("combobox", name=re.compile("Target"))).to_have_value("Churn")
    page.get_by_role("button", name="Use this experiment").click()
    page.wait_for_url("**/train?*")
    idle(page)
    for card in page.locator("[class*=st-key-train-]").all():
        if not re.search("st-key-train-(dummy|linear)( |$)", card.get_attribute("class")):
            card.locator("label").first.click()
            idle(page)
    page.get_by_role("button", name="Train two models").click()
    expect(page.locator(".st-key-finished")).to_be_visible(timeout=90_000)
    expect(page.locator(".st-key-at-work")).to_have_count(0, timeout=90_000)
    idle(page)


def test_from_a_dropped_file_to_predictions_that_agree(open_page, server, rows, tmp_path):
    page = open_page("/")
    learn(page, rows)
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url("**/compare?*")
    idle(page)
    expect(page.locator(".st-key-verdict")).to_be_visible()
    to(page, "Model")
    expect(page.get_by_test_id("stMain").get_by_text("Churn").first).to_be_visible()
    to(page, "Predict")
    said = page.locator(".st-key-answer").get_by_text("is predicted from a probability")
    expect(said).to_be_visible(timeout=60_000)

    page.get_by_text("A file", exact=True).click()
    idle(page)
    new = rows.tail(NEW).drop(columns="Churn").rename(columns={"MonthlyCharges": "monthly charges"})
    page.locator("input[type=file]").first.set_input_files(as_file("new.csv", new))
    expect(page.locator(".st-key-check")).to_be_visible(timeout=60_000)
    idle(page)
    expect(page.get_by_text("Read under another name")).to_be_visible()
    page.get_by_role("button", name=f"Predict {NEW} rows").click()
    expect(page.get_by_text(f"{NEW} rows predicted")).to_be_visible(timeout=90_000)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download CSV").click()
    waiting.value.save_as(tmp_path / "predictions.csv")

    run_id = re.search("run=([0-9a-f]+)", page.url)[1]
    agrees(open_store(server.home).load("run", run_id), new, tmp_path / "predictions.csv")
    idle(page)


def agrees(run, new, path):
    """The file has the rows that went in, in their order, and what the run says of them."""
    text = path.read_text()
    got = pd.read_csv(io.StringIO(text), dtype=str, keep_default_na=False)
    assert list(got) == [*new, "prediction", "probability_No", "probability_Yes"]
    assert len(got) == NEW and got["code"].tolist() == new["code"].tolist()
    inert = {FORMULA: f"'{FORMULA}", "+49 30": "'+49 30"}
    assert got["remark"].tolist() == [inert.get(cell, cell) for cell in new["remark"]]
    for name in ("gender", "PaymentMethod", "tenure"):
        assert got[name].tolist() == new[name].tolist()
    assert (got["TotalCharges"] == "").tolist() == (new["TotalCharges"].str.strip() == "").tolist()
    assert not [cell for cell in got.to_numpy().ravel() if re.match(r"[=+\-@\t\r]", cell)]

    dataset = incoming.read(run, io.BytesIO(new.to_csv(index=False).encode()), "new", path.parent)
    columns = incoming.propose(run.request.features, dataset.names)
    frame = as_asked(run, dataset.frame(), columns)
    assert got["prediction"].tolist() == run.predict(frame).tolist()
    stored = got[["probability_No", "probability_Yes"]].map(float).to_numpy()
    assert np.array_equal(stored, run.predict_proba(frame).to_numpy())
