"""Every check sees what was planted for it, and is silent on a run that is fine."""

import numpy as np
import pandas as pd
import pytest

import core
from core.checks import CHECKS, check
from core.explanation.importance import permutation
from core.findings import SEVERITIES
from tests.data import dataset

N = 600


def numbers(seed=0, rows=N, columns=4):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(rows, columns)), columns=list("abcd")[:columns])
    return frame, rng


def classes(signal, rng):
    """Yes where a coin that follows the signal says so."""
    return np.where(rng.random(len(signal)) < 1 / (1 + np.exp(-signal)), "yes", "no")


def sound():
    frame, rng = numbers()
    return frame.assign(y=classes(1.5 * frame["a"] + frame["b"] - frame["c"], rng)), "linear", {}


def coin():
    frame, rng = numbers()
    return frame.assign(y=classes(0 * frame["a"], rng)), "linear", {}


def by_heart():
    frame, rng = numbers()
    deep = {"max_depth": None, "min_samples_leaf": 1}
    return frame.assign(y=classes(0.7 * frame["a"], rng)), "tree", deep


def stiff():
    frame, rng = numbers(rows=1500)
    return frame.assign(y=classes(4 * np.sign(frame["a"] * frame["b"]), rng)), "linear", {}


def few():
    frame, rng = numbers(rows=60)
    return frame.assign(y=classes(0.8 * frame["a"], rng)), "linear", {}


def rare():
    frame, rng = numbers()
    return frame.assign(y=classes(0.5 * frame["a"] - 3, rng)), "linear", {}


def weighted():
    frame, rng = numbers()
    y = classes(1.5 * frame["a"] - 2.5, rng)
    return frame.assign(y=y), "linear", {"class_weight": "balanced"}


def curved():
    frame, rng = numbers()
    return frame.assign(y=frame["a"] ** 2 + frame["b"] + 0.1 * rng.normal(size=N)), "linear", {}


def cut_short():
    frame, rng = numbers()
    y = classes(3 * frame["a"] + 2 * np.sin(3 * frame["b"]), rng)
    return frame.assign(y=y), "lightgbm", {"n_estimators": 6}


def at_the_end():
    frame, rng = numbers()
    return frame.assign(y=classes(1.5 * frame["a"], rng)), "linear", {"C": 1e5}


def answer():
    frame, _ = numbers()
    return frame.assign(y=np.where(frame["a"] > 0, "yes", "no")), "tree", {}


PLANTED = {
    "no_better_than_baseline": (coin,),
    "overfit": (by_heart,),
    "underfit": (stiff,),
    "unstable": (few,),
    "class_never_predicted": (rare,),
    "miscalibrated": (weighted,),
    "pattern_left_over": (curved,),
    "edge_of_range": (cut_short, at_the_end),
    "tiny_test_folds": (few,),
    "nearly_perfect": (answer,),
    "one_column_carries_all": (answer,),
}


@pytest.fixture(scope="module")
def findings(tmp_path_factory):
    """What is found in a planted case; each is trained once."""
    folder, kept = tmp_path_factory.mktemp("checks"), {}

    def find(plant):
        if plant not in kept:
            frame, model, params = plant()
            data = dataset(frame, folder, plant.__name__)
            run = core.train(core.Experiment.of(data, "y", holdout=0), model, params)
            drops = permutation(run)
            kept[plant] = {finding.code: finding for finding in check(run, drops)}
        return kept[plant]

    return find


def test_a_sound_run_has_no_finding(findings):
    assert findings(sound) == {}


@pytest.mark.parametrize("code", CHECKS)
def test_what_was_planted_is_seen_with_its_numbers(code, findings):
    for plant in PLANTED[code]:
        found = findings(plant)[code]
        assert any(sign.isdigit() for sign in found.evidence + found.rule), found
        assert found.severity in SEVERITIES and found.why and found.remedy


def test_the_column_that_is_meant_is_named(findings):
    assert findings(answer)["one_column_carries_all"].columns == ("a",)
    assert findings(curved)["pattern_left_over"].columns == ("a",)


def test_no_check_speaks_up_everywhere(findings):
    cases = {plant for plants in PLANTED.values() for plant in plants}
    for code in CHECKS:
        silent = [plant for plant in cases if code not in findings(plant)]
        assert len(silent) >= len(cases) / 2, code


def test_a_baseline_is_not_checked(tmp_path):
    frame, _, _ = coin()
    asked = core.Experiment.of(dataset(frame, tmp_path), "y", holdout=0)
    assert check(core.train(asked, "dummy")) == ()


def test_a_column_that_is_empty_in_the_tested_rows_is_passed_over(tmp_path):
    """It was first filled in late, and the late rows are sealed."""
    frame, rng = numbers(rows=200)
    frame = frame.assign(y=classes(frame["a"], rng), day=range(200))
    frame["late"] = np.where(frame["day"] >= 160, 1.0, np.nan)
    split = core.Split("time", 3, by="day")
    asked = core.Experiment.of(dataset(frame, tmp_path), "y", split=split, holdout=0.2)
    assert frame["late"].iloc[asked.training_rows].isna().all()
    assert {found.code for found in check(core.train(asked, "tree"))} <= set(CHECKS)


def test_several_classes_and_text_columns_are_checked_too(tmp_path):
    from tests.data import mixed_dataset

    data = mixed_dataset(tmp_path, classes=("a", "b", "c"))
    run = core.train(core.Experiment.of(data, "target", holdout=0), "linear")
    assert {finding.code for finding in check(run)} <= set(CHECKS)


def test_a_class_that_no_test_fold_holds_is_not_called_missed(tmp_path):
    """It died out before the first test fold: nothing shows that the model cannot find it."""
    frame, rng = numbers(rows=200)
    frame = frame.assign(y=classes(frame["a"], rng), day=range(200))
    frame.loc[:20, "y"] = "long ago"
    asked = core.Experiment.of(
        dataset(frame, tmp_path), "y", split=core.Split("time", 3, by="day"), holdout=0
    )
    run = core.train(asked, "linear", features=("a",))
    assert "long ago" not in {asked.classes[code] for code in asked.y(asked.tested_rows)}
    assert "class_never_predicted" not in {found.code for found in check(run)}


@pytest.mark.parametrize(
    "model", ["lightgbm", "xgboost", "catboost", "hist_gradient_boosting", "mlp"]
)
def test_without_early_stopping_no_step_is_called_the_best(model, tmp_path):
    """No rows were watched, so no step was compared with another."""
    frame, rng = numbers(rows=200)
    asked = core.Experiment.of(
        dataset(frame.assign(y=classes(2 * frame["a"], rng)), tmp_path), "y", holdout=0
    )
    run = core.train(asked, model, {core.MODELS[model].cap: 10, "early_stopping": False})
    assert run.facts["stopped_at"] is None
    assert "edge_of_range" not in {found.code for found in check(run)}


def test_folds_that_could_watch_no_rows_are_not_counted_as_cut_short(tmp_path):
    """The latest rows of the first fold hold its only "yes": none can be kept apart to watch."""
    frame, rng = numbers(rows=240)
    yes = np.r_[np.zeros(54), rng.random(186) < 0.5].astype(bool)
    frame = frame.assign(y=np.where(yes, "yes", "no"), day=range(240))
    asked = core.Experiment.of(
        dataset(frame, tmp_path), "y", split=core.Split("time", 3, by="day"), holdout=0
    )
    run = core.train(asked, "lightgbm", {"n_estimators": 30, "patience": 5})
    stopped = run.facts["stopped_at"]
    watched = set(run.curves.loc[run.curves["part"] == "validation", "fold"])
    assert [k in watched for k in range(3)] == [step is not None for step in stopped]
    assert stopped[0] is None and stopped[-1] is not None


def test_learning_much_is_judged_by_the_lift_that_can_be_reached(tmp_path):
    """With 72 % positives no lift exceeds 1.39: a model that reaches it has not learned little."""
    frame, rng = numbers(rows=500)
    score = frame["a"] + 0.02 * rng.normal(size=500)
    frame = frame.assign(y=np.where(score > score.quantile(0.28), "yes", "no"))
    asked = core.Experiment.of(dataset(frame, tmp_path), "y", holdout=0, metric="lift_at_10")
    run = core.train(asked, "linear")
    assert run.scores["lift_at_10"].mean == pytest.approx(1 / 0.72, abs=0.01)
    found = {finding.code for finding in check(run)}
    assert "underfit" not in found and "nearly_perfect" in found
