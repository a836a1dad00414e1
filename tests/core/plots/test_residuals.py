import numpy as np
import pytest
from sklearn.metrics import root_mean_squared_error

from core.plots import PLOTS, Look

PLOT, RESIDUALS = PLOTS["predicted_actual"], PLOTS["residuals"]


@pytest.mark.parametrize("plot", [PLOT, RESIDUALS])
def test_every_row_is_counted_and_the_error_is_scikit_learns(regression, plot):
    table = plot.table(regression)
    for run in regression:
        rows = table[table["run"] == run.id]
        assert rows["count"].sum() == len(run.oof)
        expected = root_mean_squared_error(run.oof["target"], run.oof["prediction"])
        assert rows["rmse"].iloc[0] == pytest.approx(expected, rel=1e-12)
        bias = (run.oof["prediction"] - run.oof["target"]).mean()
        assert rows["bias"].iloc[0] == pytest.approx(bias)
    assert f"All {len(run.oof)} out-of-fold rows" in plot.sentence(table)


@pytest.mark.parametrize(("plot", "column"), [(PLOT, "actual"), (RESIDUALS, "residual")])
def test_a_cell_stands_where_its_rows_are(regression, plot, column):
    run = regression[1]
    table = plot.table([run])
    over = run.oof["target"] - (run.oof["prediction"] if column == "residual" else 0)
    row = table.loc[table[column].idxmax()]
    x, y = (np.diff(edges)[0] / 2 for edges in table.attrs["edges"])
    near = (run.oof["prediction"] - row["predicted"]).abs() <= x * 1.001
    near &= (over - row[column]).abs() <= y * 1.001
    assert near.sum() == row["count"]


def test_the_drawn_counts_are_the_tables(regression):
    table = RESIDUALS.table(regression)
    drawn = sum(int(np.asarray(trace.z).sum()) for trace in RESIDUALS.draw(table, Look()).data)
    assert drawn == table["count"].sum()


def test_it_is_for_regression_only(binary, regression):
    assert PLOT.applies(regression[0].experiment) and not PLOT.applies(binary[0].experiment)


def test_the_sentence_says_which_way_a_run_errs(regression):
    said = RESIDUALS.sentence(RESIDUALS.table(regression[:1]))
    assert "Baseline is right" in said  # the mean of the training rows, but for arithmetic
    said = RESIDUALS.sentence(RESIDUALS.table(regression[1:]))
    title, bias = (
        regression[1].title,
        (regression[1].oof["prediction"] - regression[1].oof["target"]),
    )
    assert f"{title} predicts " in said and ("too high" if bias.mean() > 0 else "too low") in said
