"""Data that a split cannot carry is refused, or gives way with a note, in a clear sentence."""

import numpy as np
import pandas as pd
import pytest

from core.experiment import Experiment
from core.splits import TEST, Split
from tests.data import dataset

ROWS = 120


@pytest.fixture
def made(tmp_path):
    """A table of 120 rows with these columns beside a feature and a label."""

    def make(**columns):
        rng = np.random.default_rng(0)
        base = {"x": rng.normal(size=ROWS), "label": rng.choice(["a", "b"], ROWS)}
        return dataset(pd.DataFrame({**base, **columns}), tmp_path)

    return make


def messages(experiment) -> str:
    return " ".join(note.message for note in experiment.notes)


def test_fewer_groups_than_folds_make_fewer_folds(made):
    table = made(site=np.repeat(["p", "q", "r"], 40))
    for kind in ("group", "stratified_group"):
        experiment = Experiment.of(table, "label", split=Split(kind, by="site"), holdout=0)
        assert experiment.n_folds == 3
        assert "3 folds instead of 5, because site has 3 groups" in messages(experiment)


def test_a_class_in_one_group_only(made):
    site = np.repeat(np.arange(12).astype(str), 10)
    label = np.where(site == "4", "rare", np.tile(["a", "b"], 60))
    split = Split("group", by="site")
    noted = Experiment.of(made(site=site, label=label), "label", split=split, holdout=0)
    assert "rare is found in one group of site only" in messages(noted)
    assert "training rows do not have the class: rare" in messages(noted)
    label = np.where(site == "4", "rare", "a")
    with pytest.raises(ValueError, match="rare is found in one group of site only"):
        Experiment.of(made(site=site, label=label), "label", split=split, holdout=0)


def test_one_time_and_no_time(made):
    day = pd.Series(pd.Timestamp("2024-01-01"), index=range(ROWS))
    with pytest.raises(ValueError, match="day has one time"):
        Experiment.of(made(day=day), "label", split=Split("time", by="day"))
    nothing = pd.Series(pd.NaT, index=range(ROWS))
    with pytest.raises(ValueError, match="day is missing in every row"):
        Experiment.of(made(day=nothing), "label", split=Split("time", by="day"))


def test_a_gap_too_large_and_a_window_too_small(made):
    table = made(day=pd.Timestamp("2024-01-01") + pd.to_timedelta(np.arange(ROWS), "D"))
    with pytest.raises(ValueError, match="too few for 5 folds with a gap of 40"):
        Experiment.of(table, "x", split=Split("time", by="day", gap=40))
    with pytest.raises(ValueError, match="A window of 2 leaves fold 1 2 training rows"):
        Experiment.of(table, "x", split=Split("time", by="day", window=2))
    wide = Experiment.of(table, "x", split=Split("time", by="day", window=10**6))
    growing = Experiment.of(table, "x", split=Split("time", by="day"))
    assert np.array_equal(wide.folds, growing.folds)


def test_rows_without_a_time_or_a_fold_are_left_out_never_the_latest(made):
    day = pd.Series(pd.date_range("2024-01-01", periods=ROWS))
    day[:7] = pd.NaT
    part = pd.Series(np.tile(["1", "2", "3"], 40), dtype=object)
    part[:7] = None
    table = made(day=day, part=part)
    for kind, by in (("time", "day"), ("column", "part")):
        experiment = Experiment.of(table, "x", split=Split(kind, by=by))
        assert not experiment.folds[:7].any() and not experiment.sealed[:7].any()
        assert f"7 rows have no {by} and are left out." in messages(experiment)
    assert experiment.n_folds == 3


def test_rows_without_a_group_stay_together(made):
    site = pd.Series(np.repeat(np.arange(12).astype(str), 10), dtype=object)
    site[::11] = None
    experiment = Experiment.of(made(site=site), "x", split=Split("group", by="site"), holdout=0)
    lost = site.isna().to_numpy()
    assert ((experiment.folds[lost] == TEST).sum(axis=0) > 0).sum() == 1
    assert "11 rows have no site: they are kept together as one group." in messages(experiment)


def test_too_many_groups_to_leave_each_out_once(made):
    split = Split("leave_one_group_out", by="site")
    with pytest.raises(ValueError, match="would train 60 models, and 50 are the most"):
        Experiment.of(made(site=np.arange(ROWS) // 2), "x", split=split, holdout=0)


def test_few_numbers_are_stratified_in_fewer_parts(tmp_path):
    table = dataset(pd.DataFrame({"x": np.arange(23.0), "value": np.arange(23.0)}), tmp_path)
    experiment = Experiment.of(table, "value", split=Split("stratified"))
    assert experiment.n_folds == 5 and len(experiment.tested_rows) == 23


def test_whole_numbers_of_a_fold_column_with_gaps_read_as_folds(made):
    part = np.tile([1.0, 2.0, np.nan], 40)
    experiment = Experiment.of(made(part=part), "x", split=Split("column", by="part"))
    assert experiment.n_folds == 2 and "40 rows have no part" in messages(experiment)
