"""Summaries against pandas; what a chart gets stays small."""

import json

import numpy as np
import pandas as pd
import pytest

from core.dataset import Summary, against, correlations, filter_rows, missing_pattern, summarize


@pytest.fixture(scope="module")
def table():
    import io

    import core

    rng = np.random.default_rng(0)
    n = 2000
    group = rng.choice(["u", "v", "w"], n, p=[0.6, 0.3, 0.1])
    frame = pd.DataFrame(
        {
            "x": rng.normal(size=n).round(4),
            "k": rng.integers(0, 12, n),
            "g": group,
            "h": np.where(group == "u", "left", "right"),
            "d": pd.date_range("2020-01-01", periods=n, freq="D").strftime("%Y-%m-%d"),
            "t": [f"some words of a text number {i} " + "more " * (i % 5) for i in range(n)],
        }
    )
    frame["z"] = (2 * frame["x"] + (group == "w") * 3).round(4)
    frame.loc[::10, "x"] = np.nan
    frame.loc[::20, "g"] = None
    return core.read_dataset(io.BytesIO(frame.to_csv(index=False).encode()))


def test_numbers_agree_with_pandas(table):
    frame, summary = table.frame(), summarize(table)
    for name in ("x", "k", "z"):
        column, present = summary.column(name), frame[name].dropna()
        assert column.missing == frame[name].isna().sum()
        assert column.distinct == present.nunique()
        expected = present.describe()[["mean", "std", "min", "25%", "50%", "75%", "max"]]
        assert list(column.stats.values()) == pytest.approx(expected.tolist())
        assert sum(column.histogram.counts) == len(present)
    counts, edges = np.histogram(frame["x"].dropna(), 50)
    assert summary.column("x").histogram.counts == tuple(counts)
    assert summary.column("x").histogram.edges == pytest.approx(edges)
    assert len(summary.column("k").histogram.counts) == 12


def test_labels_dates_and_texts(table):
    frame, summary = table.frame(), summarize(table)
    assert dict(summary.column("g").top) == frame["g"].value_counts().to_dict()
    dates = summary.column("d").histogram
    assert dates.period == "month" and sum(dates.counts) == 2000 and dates.counts[0] == 31
    assert dates.edges[0] == "2020-01"
    assert summary.column("t").stats["mean"] == pytest.approx(frame["t"].str.len().mean())


def test_the_summary_was_stored_at_reading_and_is_the_same_when_computed(table):
    stored = table.path.with_suffix(".summary.json")
    kept = summarize(table)
    assert Summary.from_json(json.loads(json.dumps(kept.to_json()))) == kept
    moved = stored.rename(stored.with_suffix(".away"))
    try:
        assert summarize(table) == kept
    finally:
        moved.rename(stored)


def test_weeks_begin_on_mondays():
    from core.dataset.periods import by_period

    times = np.arange("2024-01-01", "2025-01-01", dtype="M8[D]").astype("M8[us]")
    edges, counts, period = by_period(times)
    assert (period, str(edges[0]), counts[0]) == ("week", "2024-01-01", 7)
    assert counts.sum() == 366


def test_against_classes_and_a_mask(table):
    frame = table.frame()
    result = against(table, "k", "h", "binary")
    assert result["count"].sum() == 2000 and set(result["class"]) == {"left", "right"}
    left = result[(result["bin"] == "3") & (result["class"] == "left")]
    assert left["count"].item() == ((frame["k"] == 3) & (frame["h"] == "left")).sum()
    assert result.groupby("bin")["share"].sum().tolist() == pytest.approx([1.0] * 12)
    mask = (frame["k"] == 3).to_numpy()
    assert against(table, "x", "h", "binary", rows=mask)["count"].sum() == mask.sum()


def test_against_a_number(table):
    frame = table.frame()
    result = against(table, "g", "z", "regression").set_index("bin")
    expected = frame.groupby("g", observed=True)["z"].agg(["mean", "std"])
    assert result.loc["v", "mean"] == pytest.approx(expected.loc["v", "mean"])
    assert result.loc["v", "std"] == pytest.approx(expected.loc["v", "std"])
    assert result.loc["missing", "count"] == frame["g"].isna().sum()


def test_every_column_against_every_target_is_small(table):
    for name in table.names:
        for target, task in (("h", "binary"), ("g", "multiclass"), ("z", "regression")):
            assert 0 < len(against(table, name, target, task)) <= 5000
    with pytest.raises(ValueError, match="bins"):
        against(table, "x", "h", "binary", bins=0)


def test_correlations(table):
    frame, matrix = table.frame(), correlations(table)
    assert matrix.loc["x", "z"] == pytest.approx(frame[["x", "z"]].corr().loc["x", "z"])
    assert matrix.loc["h", "h"] == pytest.approx(1, abs=1e-3)
    assert matrix.loc["g", "h"] > 0.9 and matrix.loc["g", "x"] < 0.1
    groups = frame.dropna(subset="g").groupby("g", observed=True)["z"]
    z = frame.dropna(subset="g")["z"]
    between = (groups.size() * (groups.mean() - z.mean()) ** 2).sum()
    assert matrix.loc["g", "z"] == pytest.approx(np.sqrt(between / ((z - z.mean()) ** 2).sum()))
    assert np.array_equal(matrix, matrix.T, equal_nan=True) and "t" not in matrix
    assert matrix.attrs["note"] == "all 2,000 rows"


def test_missing_pattern(table):
    result = missing_pattern(table)
    assert list(zip(result["columns"], result["rows"])) == [
        ((), 1800),
        (("x",), 100),
        (("x", "g"), 100),
    ]


def test_filters(table):
    frame = table.frame()
    mask = filter_rows(table, {"x": [0, None], "g": ["u", None], "d": ["2021-01-01", "2022-06-30"]})
    expected = (
        (frame["x"] >= 0)
        & (frame["g"].isin(["u"]) | frame["g"].isna())
        & frame["d"].between("2021-01-01", "2022-06-30")
    )
    assert mask.dtype == bool and mask.any() and mask.tolist() == expected.tolist()
    for filters, named in (
        ({"nope": [1, 2]}, "nope"),
        ({"x": [1]}, "low, high"),
        ({"x": "__import__('os')"}, "list"),
        ({"x": ["a", 2]}, "number"),
        ({"d": ["soon", None]}, "date"),
    ):
        with pytest.raises(ValueError, match=named):
            filter_rows(table, filters)
