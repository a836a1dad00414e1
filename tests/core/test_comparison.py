"""Differences come with uncertainty, from paired tests on the same rows."""

import dataclasses

import numpy as np
import pytest
from scipy import stats

import core
from core.comparison import compare, holm, paired_test, tie_groups, verdict
from core.experiment import Experiment
from core.run import Score
from tests.data import mixed_dataset


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    data = mixed_dataset(tmp_path_factory.mktemp("comparison"), rows=400)
    experiment = Experiment.of(data, "target")
    return [core.train(experiment, name) for name in ("dummy", "linear", "tree")]


def with_folds(run, values, id, **changes):
    sizes = [len(run.experiment.fold(k)[i]) for i in (0, 1) for k in range(5)]
    score = Score.over(values, np.array(sizes[:5]), np.array(sizes[5:]), **changes)
    return dataclasses.replace(run, id=id, title=id, scores={**run.scores, "roc_auc": score})


def test_the_paired_test_is_the_corrected_resampled_t(runs):
    a, b = (np.array(run.scores["roc_auc"].folds) for run in runs[1:])
    sizes = [(len(x), len(y)) for x, y in (runs[0].experiment.fold(k) for k in range(5))]
    ratio = np.mean([y for _, y in sizes]) / np.mean([x for x, _ in sizes])
    difference = a - b
    t = difference.mean() / np.sqrt((1 / 5 + ratio) * difference.var(ddof=1))
    expected = 2 * stats.t.sf(abs(t), 4)
    assert paired_test(runs[1], runs[2], "roc_auc") == pytest.approx(expected, rel=1e-12)
    assert expected > stats.ttest_rel(a, b).pvalue
    assert paired_test(runs[1], runs[1], "roc_auc") == 1.0


def test_holm_agrees_with_the_worked_example():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == [] and holm([0.9, 0.8]) == [1.0, 1.0]


def test_the_leaderboard_is_best_first_with_intervals_and_groups(runs):
    table = compare(runs)
    assert table["mean"].is_monotonic_decreasing
    assert table["run"].iloc[-1] == runs[0].id
    assert table["tie"].iloc[0] == "A" and table["tie"].iloc[-1] != "A"
    assert (table["low"] <= table["mean"]).all() and (table["mean"] <= table["high"]).all()
    better = table.set_index("model")["better_than_baseline"]
    assert better["dummy"] is None and better["linear"] is True
    sizes = {run.id: len(run.packed) for run in runs}
    assert table["size_bytes"].tolist() == [sizes[run] for run in table["run"]]
    assert compare(runs, "log_loss")["mean"].is_monotonic_increasing


def test_twins_are_tied_and_a_clear_loser_is_not(runs):
    best = [0.90, 0.91, 0.89, 0.92, 0.90]
    twin = [0.91, 0.90, 0.90, 0.91, 0.90]
    worse = [0.70, 0.71, 0.69, 0.72, 0.70]
    made = [
        with_folds(runs[1], v, n) for v, n in ((best, "best"), (twin, "twin"), (worse, "worse"))
    ]
    assert tie_groups(made, "roc_auc") == {"best": "A", "twin": "A", "worse": "B"}
    assert verdict(made) == "best and twin cannot be told apart by ROC AUC."


def test_selected_scores_stand_in_no_tie_group(runs):
    chosen = with_folds(runs[1], [0.99] * 5, "chosen", selected=True)
    letters = tie_groups([chosen, runs[2]], "roc_auc")
    assert letters == {"chosen": "", runs[2].id: "A"}
    assert compare([chosen, runs[2]])["low"].isna().iloc[0]


def test_the_verdict_says_who_does_not_beat_the_baseline(runs):
    weak = with_folds(runs[2], [0.5, 0.52, 0.49, 0.51, 0.5], "weak")
    text = verdict([runs[0], runs[1], weak])
    assert text.startswith("Linear is best by ROC AUC: 0.")
    assert text.endswith("Not shown to beat the baseline: weak.")


def test_runs_of_other_folds_are_refused(runs, tmp_path):
    data = runs[0].experiment.dataset
    other = core.train(Experiment.of(data, "target", seed=9), "tree")
    with pytest.raises(ValueError, match="other folds than Baseline: their scores cannot be"):
        compare([runs[0], other])
    with pytest.raises(ValueError, match="Choose at least one run"):
        compare([])
    with pytest.raises(ValueError, match="metric must be one of"):
        compare(runs, "r2")
