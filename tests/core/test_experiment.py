"""The question: every default has its reason, and what cannot be asked is refused in a sentence."""

import numpy as np
import pandas as pd
import pytest

from core.experiment import Experiment
from core.splits import Split
from tests.data import dataset


def asked(tmp_path, values, **arguments):
    frame = pd.DataFrame({"x": np.arange(len(values), dtype=float), "target": values})
    return Experiment.of(dataset(frame, tmp_path), "target", **arguments)


@pytest.mark.parametrize(
    ("values", "task", "classes", "positive"),
    [
        (["No", "Yes", "No"] * 10, "binary", ("No", "Yes"), "Yes"),
        ([1, 0, 1] * 10, "binary", (0, 1), 1),
        ([1, 2, 1] * 10, "binary", (2, 1), 1),
        (["good", "good", "bad"] * 10, "binary", ("good", "bad"), "bad"),
        ([-1, 1, 1] * 10, "binary", (-1, 1), 1),
        ([0, 1, 2] * 20, "multiclass", (0, 1, 2), None),
        (["b", "a", "c"] * 10, "multiclass", ("a", "b", "c"), None),
        (list(range(30)), "regression", (), None),
        ([0.5, 1.5, 2.5] * 20, "regression", (), None),
    ],
)
def test_the_task_is_guessed_with_its_reason(tmp_path, values, task, classes, positive):
    experiment = asked(tmp_path, values)
    assert (experiment.task, experiment.classes, experiment.positive) == (task, classes, positive)
    assert experiment.reasons["task"].startswith("target ")
    assert {"task", "split", "holdout", "metric"} <= set(experiment.reasons)


def test_codes_follow_the_classes_and_gaps_take_no_part(tmp_path):
    experiment = asked(tmp_path, ["Yes", None, "No"] * 10, positive="No")
    assert experiment.classes == ("Yes", "No")
    assert experiment.y(np.array([0, 2])).tolist() == [0, 1]
    assert (experiment.folds[1::3] == 0).all()
    assert experiment.notes[-1].code == "target_missing" and experiment.notes[-1].count == 10


def test_small_tables_hold_nothing_out_and_rare_classes_give_fewer_folds(tmp_path):
    experiment = asked(tmp_path, ["a"] * 20 + ["b"] * 3)
    assert experiment.holdout == 0 and "fewer than 200" in experiment.reasons["holdout"]
    assert experiment.n_folds == 3
    assert experiment.notes[0].message == "3 folds instead of 5, because b has 3 training rows."
    assert experiment.sentence() == "Train on 23 rows, 3 stratified folds; nothing held out."


def test_larger_tables_seal_a_fifth(tmp_path):
    experiment = asked(tmp_path, ["a", "b"] * 200)
    assert len(experiment.holdout_rows) == 80
    assert experiment.sentence() == "Train on 320 rows, 5 stratified folds; 80 sealed."


@pytest.mark.parametrize(
    ("values", "arguments", "words"),
    [
        (["a"] * 30, {}, "value 'a' in every row"),
        ([None] * 30, {}, "missing in every row"),
        (["a", "b", "a"], {}, "3 rows: at least 5"),
        ([f"name {i}" for i in range(200)], {}, "200 classes"),
        (["a"] * 29 + ["b"], {}, "At most one class"),
        (pd.date_range("2024-01-01", periods=30), {}, "holds dates"),
        (["a", "b"] * 15, {"task": "regression"}, "holds words"),
        (["a", "b"] * 15, {"task": "ranking"}, "task must be one of"),
        (["a", "b"] * 15, {"positive": "c"}, "positive must be one of 'a', 'b'. Got 'c'"),
        (["a", "b"] * 15, {"metric": "r2"}, "metric must be one of"),
        (["a", "b"] * 15, {"holdout": 0.9}, "holdout must be a float in the range [0, 0.5]"),
        (["a", "b"] * 15, {"features": ["target"]}, "cannot be a feature"),
        (["a", "b"] * 15, {"features": []}, "no feature"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence(tmp_path, values, arguments, words):
    with pytest.raises(ValueError) as refused:
        asked(tmp_path, values, **arguments)
    assert words in str(refused.value)


def test_the_same_question_has_the_same_id_and_survives_json(tmp_path):
    one = asked(tmp_path, ["a", "b"] * 150, split=Split(repeats=2), seed=3)
    assert one.id == asked(tmp_path, ["a", "b"] * 150, split=Split(repeats=2), seed=3).id
    other = asked(tmp_path, ["a", "b"] * 150, split=Split(repeats=2), seed=4)
    assert one.id != other.id and one.key != other.key
    again = Experiment.from_json(one.to_json(), one.dataset, one.folds, one.sealed)
    assert again.to_json() == one.to_json() and again.key == one.key


def test_comparable_means_same_rows_target_and_folds(tmp_path):
    one = asked(tmp_path, ["a", "b"] * 50)
    assert one.key == asked(tmp_path, ["a", "b"] * 50, metric="accuracy").key
    assert one.key != asked(tmp_path, ["a", "b"] * 50, split="random").key
