import numpy as np
import pytest

from core.metrics import score_all
from core.metrics.classes import gains
from core.plots import PLOTS, Look


def test_the_curve_counts_positives_down_the_ranking(binary):
    _, y, values = binary[1].pooled()
    order = np.argsort(-values[:, 1], kind="stable")
    assert len(np.unique(values[:, 1])) == len(y), "no ties: the count is exact"
    table = PLOTS["gains"].table(binary[1:2])
    found = np.cumsum(y[order] == 1) / y.sum()
    places = np.round(table["rows"] * len(y)).astype(int)
    assert table["found"].to_numpy() == pytest.approx(np.r_[0, found][places], abs=1e-12)
    assert table["found"].iloc[0] == 0 and table["found"].iloc[-1] == 1
    lift = table["found"] / table["rows"]
    assert table["lift"].to_numpy()[1:] == pytest.approx(lift.to_numpy()[1:])


def test_the_named_lift_is_the_metric_on_the_same_rows(binary):
    plot = PLOTS["lift"]
    table = plot.table(binary)
    shown = " ".join(note.text for note in plot.draw(table, Look()).layout.annotations)
    for run in binary:
        _, y, values = run.pooled()
        value = score_all(y, values, "binary")["lift_at_10"]
        rows = table[table["run"] == run.id]
        assert rows["at_top"].iloc[0] * 10 == pytest.approx(value)
        assert f"{run.title} <b>{value:#.3g}</b>" in shown
        assert f"{run.title} {value:#.3g}" in plot.sentence(table)


def test_equal_scores_are_a_straight_line():
    x, found = gains(np.array([True, False, True, False]), np.array([0.5, 0.5, 0.5, 0.1]))
    assert x.tolist() == [0, 0.75, 1] and found.tolist() == [0, 1, 1]
    assert np.isnan(gains(np.array([False, False]), np.array([0.1, 0.2]))[1][1:]).all()


def test_the_best_that_could_be_ends_at_the_share_of_positives(multiclass):
    table = PLOTS["gains"].table(multiclass, of="dogwood")
    _, y, _ = multiclass[0].pooled()
    figure = PLOTS["gains"].draw(table, Look())
    best = next(shape for shape in figure.layout.shapes if shape.y1 == 1 and shape.x1 < 1)
    assert best.x1 == np.mean(y == 3)
