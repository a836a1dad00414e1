"""The split you pick is the split you get, held against scikit-learn's own."""

import numpy as np
import pandas as pd
import pytest
from sklearn.model_selection import (
    GroupKFold,
    StratifiedGroupKFold,
    StratifiedKFold,
    TimeSeriesSplit,
)

from core import splits
from core.experiment import Experiment
from core.splits import TEST, TRAINING, Split
from tests.data import dataset


@pytest.fixture
def table(tmp_path):
    rng = np.random.default_rng(3)
    rows = 300
    frame = pd.DataFrame(
        {
            "x": rng.normal(size=rows),
            "subject": rng.integers(0, 30, rows).astype(str),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 60, rows), "D"),
            "part": rng.choice(["1", "2", "3", "holdout"], rows),
            "label": rng.choice(["a", "b", "b", "b"], rows),
            "value": rng.normal(size=rows),
        }
    )
    return dataset(frame, tmp_path)


def folds_of(experiment):
    return [experiment.fold(k) for k in range(experiment.n_folds)]


def test_every_training_row_is_tested_once_and_never_sealed(table):
    kinds = (("stratified", None), ("random", None), ("group", "subject"),
             ("stratified_group", "subject"), ("leave_one_group_out", "subject"))  # fmt: skip
    for kind, by in kinds:
        experiment = Experiment.of(table, "label", split=Split(kind, by=by))
        tests = (experiment.folds == TEST).sum(axis=1)
        assert (tests[experiment.training_rows] == 1).all()
        assert (experiment.folds[experiment.sealed] == 0).all()
        assert len(experiment.training_rows) + len(experiment.holdout_rows) == 300


def test_stratified_folds_are_scikit_learns(table):
    experiment = Experiment.of(table, "label", holdout=0, seed=5)
    y = experiment.y(np.arange(300))
    expected = StratifiedKFold(5, shuffle=True, random_state=5).split(y, y)
    for (training, test), (a, b) in zip(folds_of(experiment), expected, strict=True):
        assert np.array_equal(training, a) and np.array_equal(test, b)


def test_group_folds_are_scikit_learns_and_share_no_group(table):
    experiment = Experiment.of(table, "label", split=Split("group", by="subject"), holdout=0)
    subject = table.frame()["subject"].to_numpy()
    expected = GroupKFold(5).split(subject, groups=subject)
    tested = {tuple(test) for _, test in folds_of(experiment)}
    assert tested == {tuple(test) for _, test in expected}
    for training, test in folds_of(experiment):
        assert not set(subject[training]) & set(subject[test])


GROUPED = ("group", "stratified_group", "leave_one_group_out")


@pytest.mark.parametrize("kind", GROUPED)
def test_sealed_groups_stay_whole(table, kind):
    experiment = Experiment.of(table, "label", split=Split(kind, by="subject"))
    subject = table.frame()["subject"].to_numpy()
    assert len(experiment.holdout_rows)
    assert not set(subject[experiment.sealed]) & set(subject[experiment.training_rows])


def test_stratified_group_folds_are_scikit_learns_and_keep_groups_and_shares(table):
    split = Split("stratified_group", by="subject")
    experiment = Experiment.of(table, "label", split=split, holdout=0, seed=2)
    frame = table.frame()
    subject, y = frame["subject"].to_numpy(), experiment.y(np.arange(300))
    dealt = StratifiedGroupKFold(5, shuffle=True, random_state=2).split(y, y, subject)
    for (training, test), (a, b) in zip(folds_of(experiment), dealt, strict=True):
        assert np.array_equal(training, a) and np.array_equal(test, b)
        assert not set(subject[training]) & set(subject[test])
    held = Experiment.of(table, "label", split=split, holdout=0.15)
    assert 0.1 < held.sealed.mean() < 0.2
    assert abs(y[held.sealed].mean() - y.mean()) < 0.05


def test_stratified_groups_of_numbers_keep_the_deciles_better_than_groups(tmp_path):
    rng = np.random.default_rng(1)
    subject = np.repeat(np.arange(40), 10)
    frame = pd.DataFrame({"x": rng.normal(size=400), "subject": subject.astype(str),
                          "value": rng.normal(size=40)[subject]})  # fmt: skip
    table = dataset(frame, tmp_path)
    spread = {}
    for kind in ("group", "stratified_group"):
        experiment = Experiment.of(table, "value", split=Split(kind, by="subject"), holdout=0)
        means = [experiment.y(test).mean() for _, test in folds_of(experiment)]
        spread[kind] = np.std(means)
    assert spread["stratified_group"] < 0.5 * spread["group"]


def test_each_group_is_left_out_once(table):
    split = Split("leave_one_group_out", by="subject")
    experiment = Experiment.of(table, "label", split=split, holdout=0)
    subject = table.frame()["subject"].to_numpy()
    assert experiment.n_folds == experiment.split.folds == len(set(subject))
    tested = [set(subject[test]) for _, test in folds_of(experiment)]
    assert all(len(group) == 1 for group in tested) and set.union(*tested) == set(subject)
    assert "30 folds of one group each by subject" in experiment.sentence()


def test_a_window_slides_and_the_final_model_keeps_to_it(table):
    split = Split("time", folds=3, by="day", window=8)
    experiment = Experiment.of(table, "value", split=split)
    day = table.frame()["day"].to_numpy()
    for training, test in folds_of(experiment):
        times = np.unique(day[training])
        assert len(times) == 8 and times.max() < day[test].min()
    assert len(np.unique(day[experiment.final_rows])) == 8
    assert day[experiment.final_rows].max() == day[experiment.training_rows].max()
    growing = Experiment.of(table, "value", split=Split("time", folds=3, by="day"))
    assert np.array_equal(growing.final_rows, growing.training_rows)


def test_rows_that_a_split_in_time_never_tests_are_counted_out(table):
    experiment = Experiment.of(table, "value", split=Split("time", folds=3, by="day"))
    early = len(experiment.training_rows) - len(experiment.tested_rows)
    assert early > 0 and f"(the first {early} rows only train)" in experiment.sentence()
    (note,) = [note for note in experiment.notes if note.code == "never_tested"]
    assert note.count == early and "never tested" in note.message
    assert "only train" not in Experiment.of(table, "value").sentence()


def test_time_folds_look_back_only_leave_the_gap_and_keep_equal_times_together(table):
    split = Split("time", folds=3, by="day", gap=2)
    experiment = Experiment.of(table, "value", split=split)
    day = table.frame()["day"].to_numpy()
    assert day[experiment.sealed].min() > day[(experiment.folds > 0).any(axis=1)].max()
    times = np.unique(day[~experiment.sealed])[:-2]  # the gap stands before the holdout too
    for (training, test), (a, b) in zip(
        folds_of(experiment), TimeSeriesSplit(3, gap=2).split(times), strict=True
    ):
        assert set(day[training]) == set(times[a]) and set(day[test]) == set(times[b])
        between = times[(times > day[training].max()) & (times < day[test].min())]
        assert len(between) == 2


def test_a_column_gives_folds_and_holdout(table):
    experiment = Experiment.of(table, "label", split=Split("column", by="part"))
    part = table.frame()["part"].to_numpy()
    assert np.array_equal(experiment.sealed, part == "holdout")
    for k, value in enumerate(("1", "2", "3")):
        training, test = experiment.fold(k)
        assert set(part[test]) == {value}
        assert set(part[training]) == {"1", "2", "3"} - {value}
    assert "part" not in experiment.features


def test_the_seal_does_not_move_with_the_seed(table):
    one, other = (Experiment.of(table, "label", seed=seed) for seed in (0, 1))
    assert np.array_equal(one.sealed, other.sealed)
    assert not np.array_equal(one.folds, other.folds)
    assert not np.array_equal(one.sealed, Experiment.of(table, "value").sealed)


def test_the_seal_keeps_the_proportions(table):
    experiment = Experiment.of(table, "label")
    y = experiment.y(np.arange(300))
    assert abs(y[experiment.sealed].mean() - y.mean()) < 0.01
    assert experiment.sealed.sum() == 60


def test_repeats_deal_anew(table):
    experiment = Experiment.of(table, "label", split=Split(repeats=3), holdout=0)
    assert experiment.n_folds == 15
    assert ((experiment.folds == TEST).sum(axis=1) == 3).all()
    assert len({experiment.folds[:, k].tobytes() for k in range(15)}) == 15


@pytest.mark.parametrize("kind", ["group", "stratified_group"])
def test_groups_are_dealt_anew_too(table, kind):
    experiment = Experiment.of(table, "label", split=Split(kind, by="subject", repeats=3))
    assert len({experiment.folds[:, k].tobytes() for k in range(15)}) == 15


def test_a_split_of_an_older_store_still_loads(table):
    older = {"kind": "group", "folds": 4, "by": "subject", "gap": 0, "repeats": 1}
    assert Split.from_json(older) == Split("group", 4, "subject")
    asked = Experiment.of(table, "label", split=Split("group", 4, "subject"))
    assert asked.id == "b397b6b6a1e58f6e"


def test_stratified_numbers_keep_the_deciles(table):
    experiment = Experiment.of(table, "value", split="stratified", holdout=0)
    y = experiment.y(np.arange(300))
    means = [y[test].mean() for _, test in folds_of(experiment)]
    assert np.std(means) < 0.1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"kind": "magic"}, "split must be one of stratified"),
        ({"folds": 1}, "folds must be an int in the range [2, 50]. Got 1 instead."),
        ({"kind": "group"}, "needs the column"),
        ({"kind": "time", "by": "day", "repeats": 2}, "repeats must be 1"),
        ({"kind": "random", "window": 3}, "has no window"),
        ({"kind": "stratified_group"}, "A stratified group split needs the column"),
    ],
)
def test_a_bad_split_is_refused_in_a_sentence(arguments, words):
    with pytest.raises(ValueError) as refused:
        Split(**arguments)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    ("split", "words"),
    [
        (Split("group", by="label"), "1 group outside the holdout: too few for 5"),
        (Split("time", by="day", gap=30), "too few"),
        (Split("time", by="subject"), "alphabet is no order in time"),
        (Split("group", by="nowhere"), "no column 'nowhere'"),
        (Split("column", by="x"), "at most 50"),
    ],
)
def test_a_split_that_the_data_cannot_carry_is_refused(table, split, words):
    with pytest.raises(ValueError, match=words):
        Experiment.of(table, "value", split=split)


def test_the_inner_split_keeps_groups_and_time_apart():
    y = np.arange(200) % 2
    groups = np.arange(200) // 5
    away = splits.seal(Split("group", by="g"), y, groups, "binary", 0.15, 0)
    assert away.any() and not set(groups[away]) & set(groups[~away])
    away = splits.seal(Split("time", by="t"), y, groups, "binary", 0.15, 0)
    assert away.any() and groups[away].min() > groups[~away].max()


def test_bands_cover_every_used_row_once_a_fold(table):
    experiment = Experiment.of(table, "label", split=Split("group", by="subject"))
    picture = splits.bands(experiment)
    for _, band in picture.groupby("fold"):
        assert band["start"].iloc[0] == 0 and band["stop"].iloc[-1] == 300
        assert (band["start"].to_numpy()[1:] == band["stop"].to_numpy()[:-1]).all()
    shares = picture.assign(n=picture["stop"] - picture["start"]).groupby("part")["n"].sum() / 1500
    truth = {"training": (experiment.folds == TRAINING).mean(), "holdout": experiment.sealed.mean()}
    for part, share in truth.items():
        assert shares[part] == pytest.approx(share, abs=0.02)
