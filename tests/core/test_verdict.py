"""The verdict says what the scores show, and no more."""

from dataclasses import replace

import pytest

import core
from core.run import Score
from core.verdict import sentences
from tests.core.store.made import experiment


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Baseline, linear and tree on one question."""
    asked = experiment(tmp_path_factory.mktemp("verdict"), folds=5)
    return [core.train(asked, model, id=model) for model in ("dummy", "linear", "tree")]


def test_a_good_run_beats_the_baseline_and_says_so_with_its_interval(runs):
    said = " ".join(sentences(runs[1], runs))
    score = runs[1].scores["roc_auc"]
    assert f"{score.low:.3f}"[:4] in said and "95 % interval" in said
    assert "beats the baseline (0.500)" in said and "2 models trained here" in said
    assert "On rows it has learned from it reaches" in said


def test_a_run_like_the_baseline_is_not_said_to_beat_it(runs):
    same = replace(runs[1], scores=runs[0].scores)
    said = " ".join(sentences(same, [runs[0], same]))
    assert "not shown to beat the baseline" in said and "models trained" not in said


def test_a_run_that_loses_its_gain_on_new_rows_shows_a_sign_of_overfitting(runs):
    base, linear = runs[0], runs[1]
    folds = (0.55, 0.6, 0.58, 0.56, 0.57)
    weak = {**linear.scores, "roc_auc": Score(folds, 0.572, 0.55, 0.6)}
    heart = replace(linear, scores=weak, facts={**linear.facts, "training_scores": [1.0] * 5})
    assert "a sign of overfitting" in sentences(heart, [base])[-1]
    steady = replace(heart, facts={**linear.facts, "training_scores": [0.57] * 5})
    assert "no sign of overfitting" in sentences(steady, [base])[-1]


def test_a_chosen_score_is_called_too_good_and_the_baseline_the_baseline(runs):
    score = replace(runs[1].scores["roc_auc"], selected=True, low=None, high=None)
    chosen = replace(runs[1], scores={**runs[1].scores, "roc_auc": score})
    assert "too good to be true" in sentences(chosen, runs)[0]
    said = " ".join(sentences(chosen, runs))
    assert "No test against the baseline is fair" in said
    assert "beats the baseline" not in said and "models trained here" not in said
    assert "looks at no feature" in " ".join(sentences(runs[0], runs))
    assert "no baseline" in " ".join(sentences(runs[1], []))


def test_a_chosen_score_takes_no_place_and_is_not_said_to_be_better(runs):
    def with_accuracy(run, mean, selected=False):
        asked = replace(run.experiment, metric="accuracy")
        score = Score((mean,) * 5, mean, selected=selected)
        return replace(run, experiment=asked, scores={**run.scores, "accuracy": score})

    base, linear, tree = (with_accuracy(run, 0.5 + 0.1 * i) for i, run in enumerate(runs))
    assert "number 2 of the 2 models" in " ".join(sentences(linear, [base, linear, tree]))
    chosen = with_accuracy(runs[2], 0.7, selected=True)
    said = " ".join(sentences(linear, [base, linear, chosen]))
    assert "models trained here" not in said and "tree" not in said.lower()
    third = replace(tree, id="third", title="Third")
    said = " ".join(sentences(linear, [base, linear, chosen, third]))
    assert "number 2 of the 2 models trained here whose scores were not chosen" in said
    assert "Third is shown to be better" in said


def test_a_leader_of_one_defined_fold_is_not_said_to_be_better(runs):
    def with_folds(run, folds):
        return replace(run, scores={**run.scores, "roc_auc": Score(folds, folds[0])})

    lucky = with_folds(runs[2], (0.99, None, None, None, None))
    linear = with_folds(runs[1], (0.7,) * 5)
    said = " ".join(sentences(linear, [runs[0], linear, lucky]))
    assert "number 2 of the 2 models trained here." in said
