"""The leaderboard's numbers and its sentence; the public names of the package."""

import pytest

import core
from core.comparison import compare, tie_groups, verdict
from core.experiment import Experiment
from tests.core.comparison.conftest import with_folds


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
    assert (
        verdict(made) == "best has the best ROC AUC, 0.904, but twin cannot be told apart from it."
    )


def test_selected_scores_stand_in_no_tie_group(runs):
    chosen = with_folds(runs[1], [0.99] * 5, "chosen", selected=True)
    letters = tie_groups([chosen, runs[2]], "roc_auc")
    assert letters == {"chosen": "", runs[2].id: "A"}
    assert compare([chosen, runs[2]])["low"].isna().iloc[0]


def test_the_verdict_says_what_the_leaderboards_letters_say(runs):
    assert verdict(runs[:1]).startswith("Only the baseline has been trained")
    weak = [with_folds(run, v, n) for run, v, n in (
        (runs[0], [0.5, 0.52, 0.49, 0.51, 0.5], "Baseline"),
        (runs[1], [0.4, 0.42, 0.39, 0.41, 0.4], "worse"))]  # fmt: skip
    assert verdict(weak) == (
        "No model has a better ROC AUC than the baseline: 0.504. "
        "Not shown to beat the baseline: worse."
    )
    chosen = with_folds(runs[1], [0.99] * 5, "chosen", selected=True)
    said = verdict([chosen, runs[2]])
    assert said.startswith("Decision tree is best by ROC AUC")
    assert said.endswith("Chosen on these very predictions, so not ranked: chosen.")


def test_a_run_of_an_older_list_of_metrics_is_compared_by_what_it_has(runs):
    import dataclasses

    old = dataclasses.replace(runs[1], scores={"roc_auc": runs[1].scores["roc_auc"]})
    assert len(compare([old, runs[2]])) == 2 and verdict([old, runs[2]])


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
