"""The null test: chance where there is nothing, far from chance where there is something."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import core
from core.decision import scores_at
from core.null import p_value, real_score, sentence, shuffle
from tests.data import dataset


def asked(tmp_path, frame, **how):
    return core.Experiment.of(dataset(frame, tmp_path), "y", **how)


def noisy(rows=200, seed=0, strength=0.0):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(rows, 5)), columns=list("abcde"))
    y = np.where(strength * frame["a"] + rng.normal(size=rows) > 0, "yes", "no")
    return frame.assign(y=y)


def test_a_real_signal_stands_apart_from_the_shuffles(tmp_path):
    run = core.train(asked(tmp_path, noisy(strength=2.0), holdout=0), "linear")
    table = core.null_test(run, 19)
    assert len(table) == 19 and abs(table["score"].mean() - 0.5) < 0.05
    assert p_value(run, table) == pytest.approx(1 / 20)
    assert "real 0.9" in sentence(run, table) and "19 shuffles, p = 0.05" in sentence(run, table)


def test_noise_is_among_its_shuffles(tmp_path):
    run = core.train(asked(tmp_path, noisy(), holdout=0), "linear")
    assert p_value(run, core.null_test(run, 19)) > 0.05


def test_a_shuffle_keeps_the_values_the_seal_and_its_number(tmp_path):
    one = asked(tmp_path, noisy(), holdout=0.25)
    values = shuffle(one, 3)
    rows, sealed = one.training_rows, one.holdout_rows
    assert sorted(values[rows]) == sorted(one.y(rows)) and (values[rows] != one.y(rows)).any()
    assert (values[sealed] == one.y(sealed)).all()
    assert (values == shuffle(one, 3)).all() and (values != shuffle(one, 4)).any()


def test_time_is_turned_round_and_groups_keep_their_rows_together(tmp_path):
    frame = pd.DataFrame({"day": pd.date_range("2024", periods=60), "a": range(60)})
    frame["y"] = np.arange(60) * 1.5
    timed = asked(tmp_path, frame, split=core.Split("time", by="day"), holdout=0)
    turned = shuffle(timed, 0)[timed.training_rows]
    assert (np.diff(turned) == 1.5).sum() == len(turned) - 2
    frame["person"] = np.repeat([f"p{i}" for i in range(12)], 5)
    frame["y"] = np.repeat(np.arange(12) * 1.5, 5)
    grouped = asked(tmp_path, frame, split=core.Split("group", by="person"), holdout=0)
    mixed = shuffle(grouped, 0)
    by = frame["person"].to_numpy()
    assert all(len(set(mixed[by == person])) == 1 for person in set(by))
    assert (mixed != frame["y"]).any()


def test_each_fold_of_a_shuffle_has_two_classes_to_learn(tmp_path):
    """A class that stands in one stretch of time is turned to where the first fold sees it."""
    frame = noisy(rows=120).assign(day=pd.date_range("2024", periods=120), y="no")
    frame.loc[[*range(5, 45, 2), 100], "y"] = "yes"
    split = core.Split("time", by="day")
    run = core.train(asked(tmp_path, frame, split=split, holdout=0, features=["a", "b"]), "linear")
    assert len(core.null_test(run, 4)) == 4


def test_a_chosen_threshold_takes_no_part(tmp_path):
    """The shuffles are judged at the usual threshold, so the real score is, too."""
    run = core.train(asked(tmp_path, noisy(), holdout=0, metric="accuracy"), "linear")
    scores = {**run.scores, **scores_at(run, 0.4)}
    chosen = replace(run, threshold=0.4, scores=scores)
    assert chosen.scores["accuracy"].mean != run.scores["accuracy"].mean
    assert real_score(chosen) == run.scores["accuracy"].mean == real_score(run)


def test_what_cannot_be_repeated_is_refused(tmp_path):
    run = core.train(asked(tmp_path, noisy(60), holdout=0), "linear")
    with pytest.raises(ValueError, match=r"repeats must be an int in the range \[1, 1000\]"):
        core.null_test(run, 0)


UNEQUAL = np.random.default_rng(0).integers(2, 20, 40)
PERSON = np.repeat(np.arange(40), UNEQUAL)


def dealt_to_groups(tmp_path, y):
    """The target of forty people of 2 to 19 rows before and after a shuffle, person by person."""
    frame = pd.DataFrame({"person": [f"p{i:02}" for i in PERSON], "a": np.arange(len(y)), "y": y})
    split = core.Split("group", by="person")
    one = asked(tmp_path, frame, split=split, holdout=0)
    before, after = one.y(np.arange(len(y))), shuffle(one, 0)
    where = [np.flatnonzero(i == PERSON) for i in range(40)]
    return [(before[rows], after[rows]) for rows in where]


@pytest.mark.parametrize(
    "labels", [np.array(["no", "yes"])[np.arange(40) % 3 // 2], np.arange(40.0)]
)
def test_a_target_of_whole_groups_is_permuted_among_groups_of_any_size(tmp_path, labels):
    people = dealt_to_groups(tmp_path, labels[PERSON])
    assert all(len(set(after)) == 1 for _, after in people)
    assert sorted(a[0] for _, a in people) == sorted(b[0] for b, _ in people)
    assert [a[0] for _, a in people] != [b[0] for b, _ in people]


def test_a_group_gets_the_sequence_of_one_other_group_cut_or_repeated(tmp_path):
    """Each number says whose it was and where it stood: the tenth row of person 7 is 7.10."""
    place = np.concatenate([np.arange(n) for n in UNEQUAL])
    givers = []
    for _, after in dealt_to_groups(tmp_path, PERSON + place / 100):
        (giver,) = set(np.floor(after).astype(int))
        stood = np.round(100 * (after - giver)).astype(int)
        if len(after) <= UNEQUAL[giver]:
            assert (np.diff(stood) == 1).all()
        else:
            assert (stood == np.arange(len(after)) % UNEQUAL[giver]).all()
        givers.append(giver)
    assert sorted(givers) == list(range(40)) and givers != sorted(givers)


def test_people_whose_class_changes_stay_as_many_as_they_were(tmp_path):
    """In every second person "no" and "yes" take turns: so they do in as many after a shuffle."""
    place = np.concatenate([np.arange(n) for n in UNEQUAL])
    y = np.where((place % 2 == 0) | (PERSON % 2 == 0), "yes", "no")
    people = dealt_to_groups(tmp_path, y)
    assert sum(len(set(after)) == 2 for _, after in people) == 20
    assert any(len(set(before)) != len(set(after)) for before, after in people)
