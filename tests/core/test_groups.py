"""Groups kept together: the score of the group split is the truth, to the digit."""

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.model_selection import GroupKFold, cross_val_score

import core
from core.decision import outcomes
from core.splits import suggestions
from tests.data import dataset


@pytest.fixture
def subjects(tmp_path):
    """40 subjects x 10 rows: measures tell who speaks, the condition is a coin flip a subject."""
    rng = np.random.default_rng(5)
    subject = np.repeat(np.arange(40), 10)
    ill = rng.permutation(np.tile(["no", "yes"], 20))
    own = rng.normal(size=(40, 8))
    frame = pd.DataFrame(own[subject] + 0.1 * rng.normal(size=(400, 8))).rename(
        columns="m{}".format
    )
    frame["subject"] = [f"S{s:02}" for s in subject]
    return dataset(frame.assign(ill=ill[subject]), tmp_path)


def test_the_group_score_is_scikit_learns_and_no_subject_stands_on_both_sides(subjects):
    split = core.Split("group", by="subject")
    grouped = core.Experiment.of(subjects, "ill", split=split, holdout=0)
    assert "subject" not in grouped.features
    frame = subjects.frame()
    for k in range(5):
        training, test = grouped.fold(k)
        assert not set(frame["subject"][training]) & set(frame["subject"][test])
    run = core.train(grouped, "tree")
    X, y = frame[list(grouped.features)], grouped.y(np.arange(400))
    by_hand = cross_val_score(
        clone(run.model), X, y, groups=frame["subject"], cv=GroupKFold(5), scoring="accuracy"
    )
    assert sorted(run.scores["accuracy"].folds) == sorted(by_hand)
    assert run.scores["accuracy"].mean == pytest.approx(by_hand.mean(), rel=1e-15)
    random = core.Experiment.of(
        subjects, "ill", split="random", holdout=0, features=grouped.features
    )
    flattered = core.train(random, "tree").scores["accuracy"].mean
    assert flattered > 0.9 and by_hand.mean() < 0.65


def test_rows_that_are_a_toss_up_are_called_as_scikit_learn_calls_them(tmp_path):
    rng = np.random.default_rng(1)
    frame = pd.DataFrame({"a": rng.integers(0, 3, 300), "b": rng.integers(0, 3, 300)})
    frame["group"] = np.repeat(np.arange(30), 10)
    made = dataset(frame.assign(y=rng.choice(["no", "yes"], 300)), tmp_path)
    split = core.Split("group", by="group")
    grouped = core.Experiment.of(made, "y", split=split, holdout=0, features=("a", "b"))
    run = core.train(grouped, "neighbors", {"n_neighbors": 10})
    toss_ups = run.oof[run.columns[1]].to_numpy() == 0.5
    assert toss_ups.mean() > 0.1
    by_hand = cross_val_score(
        clone(run.model), frame[["a", "b"]], grouped.y(np.arange(300)), groups=frame["group"],
        cv=GroupKFold(5), scoring="accuracy",
    )  # fmt: skip
    assert sorted(run.scores["accuracy"].folds) == sorted(by_hand)
    called = run.predict(frame)
    assert (called == np.array(grouped.classes)[run.model.predict(frame[["a", "b"]])]).all()
    y, p = grouped.y(run.oof["row"].to_numpy()), run.oof[run.columns[1]].to_numpy()
    row = outcomes(y, p, [0.5]).iloc[0]
    assert (row["TP"] + row["TN"]) / 300 == pytest.approx(run.scores["accuracy"].mean)


def test_the_reader_sees_the_group_and_the_split_is_suggested(subjects, tmp_path):
    path = tmp_path / "subjects.csv"
    subjects.frame().to_csv(path, index=False)
    (hint,) = suggestions(core.read_dataset(path), "ill")
    assert (hint.kind, hint.column) == ("group", "subject")
    assert "40 values, 10.0 rows each" in hint.reason
