from dataclasses import replace

import numpy as np
import pytest
from scipy import stats
from sklearn.calibration import calibration_curve

from core.metrics import METRICS
from core.plots import PLOTS, Look
from core.plots.calibration import WITH_BARS


def pooled(run, code=-1):
    _, y, values = run.pooled()
    code = range(values.shape[1])[code]
    return y == code, values[:, code]


def test_the_curve_is_scikit_learns_in_bins_of_equal_count(binary):
    table = PLOTS["calibration"].table(binary)
    for run in binary[1:]:
        y, score = pooled(run)
        true, said = calibration_curve(y, score, n_bins=10, strategy="quantile")
        rows = table[table["run"] == run.id]
        assert np.array_equal(rows["actual"], true) and np.array_equal(rows["predicted"], said)
        assert rows["rows"].sum() == len(y)
        error = METRICS["expected_calibration_error"].score(
            y.astype(int), np.column_stack([1 - score, score]), "binary"
        )
        assert rows["error"].iloc[0] == pytest.approx(error, rel=1e-12)


def test_a_class_of_several_is_set_against_the_rest(multiclass):
    run = multiclass[1]
    table = PLOTS["calibration"].table([run], of="cedar")
    y, score = pooled(run, 2)
    true, said = calibration_curve(y, score, n_bins=10, strategy="quantile")
    assert np.array_equal(table["actual"], true) and np.array_equal(table["predicted"], said)
    assert table.attrs["of"] == "target = cedar"
    with pytest.raises(ValueError, match="There is no class 'oak' among: ash, birch"):
        PLOTS["calibration"].table([run], of="oak")


def test_a_bins_interval_is_wilsons(binary):
    """By the formula of the paper, for the bin with the most rows."""
    table = PLOTS["calibration"].table(binary[1:2])
    row = table.loc[table["rows"].idxmax()]
    z, n, share = stats.norm.ppf(0.975), row.rows, row.actual
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    assert (row.low, row.high) == pytest.approx((middle - half, middle + half), abs=1e-9)


def test_intervals_are_drawn_for_few_runs_only(binary):
    plot = PLOTS["calibration"]
    few = plot.draw(plot.table(binary[:WITH_BARS]), Look())
    assert all(trace.error_y.array is not None for trace in few.data)
    more = [replace(run, id=f"{run.id} again") for run in binary] + binary
    assert all(t.error_y.array is None for t in plot.draw(plot.table(more), Look()).data)


def test_the_histogram_counts_every_row_once(binary):
    table = PLOTS["score_histogram"].table(binary)
    for run in binary:
        y, score = pooled(run)
        rows = table[table["run"] == run.id]
        assert (rows["positive"].sum(), rows["rest"].sum()) == (y.sum(), (~y).sum())
        high = rows[rows["low"] >= 0.6]
        assert high["positive"].sum() == (y & (score >= 0.6)).sum()
    figure = PLOTS["score_histogram"].draw(table, Look())
    assert [shape.x0 for shape in figure.layout.shapes] == [0.5] * 3, "the threshold of each"
