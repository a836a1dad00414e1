"""Columns alone, against the target, and together."""

import numpy as np
import pandas as pd
import pytest

from core.plots import PLOTS, Look
from core.plots.explore import plot_for
from core.plots.template import colour_at, contrast, diverging
from tests import data


@pytest.fixture(scope="module")
def table(tmp_path_factory):
    """Every kind of column, on a disk."""
    return data.mixed_dataset(tmp_path_factory.mktemp("explore"), rows=300)


def test_every_kind_of_column_has_its_plot(tmp_path):
    frame = data.mixed(20).assign(id=[f"k{i}" for i in range(20)], number_id=range(20))
    kinds = {"comment": "text", "id": "identifier", "number_id": "identifier"}
    found = data.dataset(frame.astype({"id": object}), tmp_path, **kinds)
    expected = {"number": "histogram", "city": "categories", "day": "dates",
                "comment": "text_length", "number_id": "histogram"}  # fmt: skip
    assert {name: plot_for(found, name) for name in expected} == expected


def test_a_histogram_counts_every_value_once_and_marks_the_median(table):
    plot, values = PLOTS["histogram"], table.frame(["number"])["number"]
    bins = plot.table(table, column="number")
    assert bins["count"].sum() == values.notna().sum()
    assert bins.attrs["missing"] == values.isna().sum()
    inside = values.between(bins["low"][7], bins["high"][7], inclusive="left")
    assert inside.sum() == bins["count"][7]
    figure = plot.draw(bins, Look())
    (line,) = figure.layout.shapes
    assert line.x0 == pytest.approx(values.median())
    assert "30 of 300 are missing (10.0 %)." in plot.sentence(bins)


def test_whole_numbers_show_no_comb(tmp_path):
    found = data.dataset(pd.DataFrame({"age": np.repeat(np.arange(73), 4)}), tmp_path)
    bins = PLOTS["histogram"].table(found, column="age")
    assert len(bins) <= 50 and set(bins["count"][:-1]) == {8}


def test_filters_hold_for_the_table(table):
    frame = table.frame()
    mask = (frame["city"] == "Lima").to_numpy()
    bins = PLOTS["histogram"].table(table, column="number", rows=mask)
    assert bins["count"].sum() == frame.loc[mask, "number"].notna().sum()
    assert bins.attrs["rows"] == mask.sum()
    labels = PLOTS["categories"].table(table, column="city", rows=mask)
    assert labels["label"].tolist() == ["Lima"] and labels["share"].tolist() == [1.0]


def test_labels_with_the_missing_ones_at_the_end(table):
    labels = PLOTS["categories"].table(table, column="city")
    counts = table.frame(["city"])["city"].value_counts()
    assert labels["label"][0] == counts.index[0] and labels["count"][0] == counts.iloc[0]
    assert labels["what"].tolist() == ["label"] * 3 + ["missing"]
    assert labels["count"].sum() == 300 and labels["share"].sum() == pytest.approx(1)


def test_many_labels_are_cut_and_counted(tmp_path):
    frame = pd.DataFrame({"x": [f"v{i % 30}" for i in range(90)]})
    labels = PLOTS["categories"].table(data.dataset(frame, tmp_path), column="x")
    assert len(labels) == 21 and labels["label"].iloc[-1] == "10 other labels"
    assert labels["count"].iloc[-1] == 30


def test_a_boolean_of_0_and_1_has_two_bars(tmp_path):
    found = data.dataset(pd.DataFrame({"x": [0, 1, 1, 0, 0]}), tmp_path, x="boolean")
    labels = PLOTS["categories"].table(found, column="x")
    assert labels[["label", "count"]].to_numpy().tolist() == [["0", 3], ["1", 2]]


def test_a_column_without_a_value_is_said(tmp_path):
    found = data.dataset(pd.DataFrame({"x": [np.nan, np.nan]}), tmp_path)
    bins = PLOTS["histogram"].table(found, column="x")
    assert bins.empty
    assert PLOTS["histogram"].sentence(bins) == "x has no value in any of the 2 rows."


def test_against_classes_the_positive_share_of_each_bin(table):
    plot, frame = PLOTS["against_target"], table.frame()
    asked = {"target": "target", "task": "binary", "positive": "yes"}
    found = plot.table(table, column="city", **asked)
    share = (frame["target"] == "yes").groupby(frame["city"], observed=True).mean()
    ours = found[found["class"] == "yes"].set_index("bin")["share"]
    for city in share.index:
        assert ours[city] == pytest.approx(share[city])
    said = plot.sentence(found)
    assert f"highest, {100 * share.max():.1f} %, where city is {share.idxmax()}" in said
    assert "over all rows it is 50.0 %." in said
    shares, counts = plot.draw(found, Look()).data
    assert shares.name == "yes" and sum(counts.y) == 300


def test_against_a_number_the_mean_of_each_bin(tmp_path):
    found = data.mixed_dataset(tmp_path, rows=300, classes=None)
    frame = found.frame()
    plot = PLOTS["against_target"]
    bins = plot.table(found, column="city", target="target", task="regression")
    mean = frame.groupby("city", observed=True)["target"].mean()
    assert bins.set_index("bin")["mean"][mean.idxmax()] == pytest.approx(mean.max())
    assert bins.attrs["overall"] == pytest.approx(frame["target"].mean())
    assert f"where city is {mean.idxmax()}" in plot.sentence(bins)


def test_correlations_can_be_read(table):
    plot = PLOTS["correlation"]
    pairs = plot.table(table)
    frame = table.frame()
    same = pairs[(pairs["column"] == "number") & (pairs["other"] == "other")]
    assert same["association"].iloc[0] == pytest.approx(frame["number"].corr(frame["other"]))
    known = pairs["association"].dropna()
    for dark in (False, True):
        _, text = plot.draw(pairs, Look(dark=dark)).data
        for value, ink in zip(known, text.textfont.color, strict=True):
            assert contrast(ink, colour_at(diverging(dark), (value + 1) / 2)) >= 4.5
    assert "all 300 rows." in plot.sentence(pairs)


def test_what_is_missing_together(tmp_path):
    frame = pd.DataFrame({"a": [1, None, None, 4, None], "b": [1, 2, None, 4, None], "c": range(5)})
    plot = PLOTS["missing_pattern"]
    found = plot.table(data.dataset(frame, tmp_path))
    assert dict(zip(found["missing"], found["rows"])) == {"(none)": 2, "a, b": 2, "a": 1}
    said = plot.sentence(found)
    assert "2 of 5 rows are complete. Most often missing together: a, b, in 2 rows." in said
    (heat,) = plot.draw(found, Look()).data
    assert np.asarray(heat.z).sum() == 3


def test_nothing_missing_is_said(tmp_path):
    found = PLOTS["missing_pattern"].table(data.dataset(pd.DataFrame({"a": [1, 2]}), tmp_path))
    assert PLOTS["missing_pattern"].sentence(found) == "No cell is missing."
    assert len(PLOTS["missing_pattern"].draw(found, Look()).data) == 0
