"""A table of 10,000 columns is a slow guest, not a broken page."""

import numpy as np
import pytest

import core


@pytest.mark.parametrize("page", ["data", "explore", "setup"])
def test_ten_thousand_columns_are_shown_without_an_error(app, tmp_path, page):
    rows = np.random.default_rng(0).integers(0, 9, (12, 10_000))
    header = ",".join(f"f{i}" for i in range(10_000))
    np.savetxt(tmp_path / "wide.csv", rows, "%d", ",", header=header, comments="")
    wide = core.read_dataset(tmp_path / "wide.csv", folder=app.store.folder("uploads"))
    app.store.save(wide)
    at = app.open(page, dataset=wide.id)
    assert not at.exception and not at.error
    assert at.title[0].value in ("Data", "Explore", "Set up")
