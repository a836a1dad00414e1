"""Each run against a reference: numbers of the tests, a sentence that follows from them."""

from dataclasses import replace

import numpy as np
import pytest

import core
from core.comparison import default_margin, delong, difference, duels, holm, mcnemar, paired_test
from core.comparison.duel import chances
from core.experiment import Experiment
from tests.core.comparison.conftest import with_folds
from tests.data import dataset, mixed, mixed_dataset


def test_a_row_holds_what_the_tests_say(runs):
    table = duels(runs[::-1]).set_index("run")
    first, others = runs[2], runs[1::-1]
    assert table.attrs["reference"] == first.id and table.attrs["margin"] == 0.01
    assert list(table.index) == [run.id for run in others]
    p = holm([paired_test(first, run, "roc_auc") for run in others])
    assert table["p"].tolist() == pytest.approx(p)
    for run in others:
        row, found = table.loc[run.id], difference(first, run, "roc_auc")
        assert (row.low, row.high) == found.interval() and row.gain == found.mean
        assert (row.better, row.equal, row.worse) == found.chances(0.01)
        _, y, a = first.pooled()
        b = run.pooled()[2]
        counted = mcnemar(y, first.labels(a), run.labels(b))
        assert (row.only_reference, row.only_other) == counted[:2]
        assert row.mcnemar >= counted[2] and row.delong >= delong(y == 1, a[:, 1], b[:, 1])[2]


def test_the_reference_and_the_margin_are_the_users(runs):
    table = duels(runs, reference=runs[1].id, margin=0.6)
    assert list(table["run"]) == [runs[0].id, runs[2].id]
    assert (table["equal"] > 0.95).all() and "practically equal, within 0.6" in table["said"][0]
    with pytest.raises(ValueError, match=r"margin must be a float in the range \[0, inf\)"):
        duels(runs, margin=-1)


def test_the_sentence_follows_the_probabilities(runs):
    steady = np.array([0.90, 0.91, 0.89, 0.92, 0.90])
    steps = {"best": 0, "near": np.array([0.03, -0.01, 0.02, 0.0, 0.03]), "far": 0.2}
    made = [with_folds(runs[1], list(steady - step), name) for name, step in steps.items()]
    said = duels(made)["said"].tolist()
    assert said[0].startswith("Not decided between best and near: best better ")
    assert said[1] == "best is better than far, by more than 0.01: over 99 % sure."
    assert duels(made, "far")["said"][0].startswith("best is better than far")


def test_a_selected_score_is_not_tested(runs):
    chosen = with_folds(runs[1], [0.99, 0.98, 0.97, 0.99, 0.98], "chosen", selected=True)
    row = duels([chosen, runs[2]]).iloc[0]
    assert np.isnan(row[["low", "better", "p"]].astype(float)).all() and row.gain > 0
    assert row.said.startswith("chosen was chosen on these very predictions")
    assert chances([chosen, runs[2]], "roc_auc", 0.01)["better"].isna().all()


def test_tests_over_rows_are_left_out_where_rows_belong_together(tmp_path):
    data = mixed_dataset(tmp_path, rows=160)
    split = core.Split("time", 3, by="day")
    experiment = Experiment.of(data, "target", split=split, holdout=0.0)
    pair = [core.train(experiment, name) for name in ("linear", "tree")]
    assert duels(pair)[["mcnemar", "delong"]].isna().all().all()


@pytest.mark.parametrize("kind", ["group", "stratified_group", "leave_one_group_out"])
def test_they_are_left_out_for_every_split_by_groups(tmp_path, kind):
    frame = mixed(rows=160).assign(person=[f"p{i % 5}" for i in range(160)])
    split = core.Split(kind, 3, by="person")
    experiment = Experiment.of(dataset(frame, tmp_path), "target", split=split, holdout=0.0)
    pair = [core.train(experiment, name, features=["number"]) for name in ("linear", "tree")]
    table = duels(pair)
    assert table[["mcnemar", "delong"]].isna().all().all()
    assert table.attrs["split"] == "group"


def test_labels_by_a_threshold_chosen_on_these_rows_are_not_tested(runs):
    row = duels([runs[1], replace(runs[2], threshold=0.3)]).iloc[0]
    assert np.isnan(row.mcnemar) and np.isnan(row.only_other) and row.delong >= 0


def test_regression_has_a_margin_in_the_targets_unit(tmp_path):
    data = mixed_dataset(tmp_path, rows=120, classes=None)
    experiment = Experiment.of(data, "target", holdout=0.0)
    spread = experiment.y(experiment.training_rows).std()
    margin = default_margin("root_mean_squared_error", experiment)
    assert margin == pytest.approx(0.01 * spread, rel=0.05)
    squared = default_margin("mean_squared_error", experiment)
    assert squared == pytest.approx(0.01 * spread**2, rel=0.05)
    assert default_margin("r2", experiment) == 0.01
    pair = [core.train(experiment, name) for name in ("linear", "dummy")]
    row = duels(pair).iloc[0]
    assert row.gain > 0 and row.said.startswith("Linear is better than Baseline, by more than")


def test_all_pairs_mirror_each_other(runs):
    pairs = chances(runs, "roc_auc", 0.01).set_index(["run", "other"])
    for (a, b), row in pairs.iterrows():
        assert row.better == pytest.approx(pairs.loc[(b, a), "worse"])
        assert row[["better", "equal", "worse"]].sum() == pytest.approx(1)


def test_other_folds_are_refused(runs):
    other = replace(runs[1].experiment, folds=runs[1].experiment.folds[:, ::-1])
    with pytest.raises(ValueError, match="cannot be compared"):
        duels([runs[0], replace(runs[1], experiment=other)])
