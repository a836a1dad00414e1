"""Copies, near copies and shared groups are found on whichever side of a split they stand."""

import numpy as np
import pandas as pd
import pytest

import core
from tests.core.leaks.test_planted import scanned, table, vars_of
from tests.data import dataset

GIVEN = core.Split("column", by="part")
TWINS = ("duplicate_rows", "near_duplicates")


def rows(parts, noise=0.0, seed=0):
    """200 rows a part, new ones or those of the part named after a colon: "3:2" repeats part 2."""
    made, rng = {}, np.random.default_rng(seed)
    for i, name in enumerate(parts):
        part, _, source = name.partition(":")
        frame = made[source].copy() if source else table(seed=seed + i, rows=200)[0]
        if source and noise:
            for x in ("x0", "x1", "x2", "x3"):
                frame[x] += noise * rng.normal(size=len(frame))
        made[part] = frame.assign(part=part)
    return pd.concat(made.values(), ignore_index=True)


def one_finding(frame, tmp_path, split, codes=TWINS, **how):
    """The only finding of these codes."""
    experiment = core.Experiment.of(dataset(frame, tmp_path), "wanted", split=split, **how)
    (found,) = [f for f in core.leak_scan(experiment).findings if f.code in codes]
    return found


@pytest.mark.parametrize(("noise", "code"), [(0.0, TWINS[0]), (0.002, TWINS[1])])
@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("train", "more", "holdout:train"), "Worst are the sealed rows: "),
        (("1", "2", "3:2"), "Worst is fold "),
        (("1", "2", "3", "holdout:2"), "Worst are the sealed rows: "),
    ],
)
def test_copies_are_found_in_the_seal_and_in_a_later_fold(parts, said, noise, code, tmp_path):
    frame = rows(parts, noise).replace({"part": {"more": "train"}})
    found = one_finding(frame, tmp_path, GIVEN)
    assert (found.code, found.severity) == (code, "serious")
    assert found.evidence.startswith(said) and " of 200 rows" in found.evidence
    copied = parts[-1].partition(":")[0], parts[-1].partition(":")[2]
    assert set(frame["part"].iloc[list(found.rows)]) <= set(copied)


@pytest.mark.parametrize("noise", [0.0, 0.002])
def test_copies_are_found_between_groups_and_along_time(noise, tmp_path):
    frame = rows(("a", "b", "c", "d:c"), noise).assign(day=range(800))
    how = {"features": ["x0", "x1", "x2", "x3"]}
    left = core.Split("leave_one_group_out", by="part")
    assert one_finding(frame, tmp_path, left, holdout=0, **how).evidence.startswith("Worst is fold")
    timed = core.Split("time", by="day", folds=3)
    last = one_finding(frame, tmp_path, timed, holdout=0, **how)
    assert last.evidence.startswith("Worst is fold 3: ")
    sealed = one_finding(frame, tmp_path, timed, holdout=0.25, **how)
    assert sealed.evidence.startswith("Worst are the sealed rows: ")


def test_the_sealed_rows_are_held_against_what_the_final_model_learns_from(tmp_path):
    frame = rows(("a", "b", "c", "d:c")).assign(day=range(800))
    latest = core.Split("time", by="day", folds=3, window=50)
    features = ["x0", "x1", "x2", "x3"]
    found = one_finding(frame, tmp_path, latest, holdout=0.25, features=features)
    assert found.evidence.startswith("Worst are the sealed rows: 50 of 200 rows (25.0%)")


def test_folds_of_few_rows_count_together(tmp_path):
    frame = rows(("a", "b:a")).assign(part=[f"s{i // 10:02}" for i in range(400)])
    found = one_finding(frame, tmp_path, core.Split("leave_one_group_out", by="part"), holdout=0)
    assert "Over all folds: 400 of 400 rows (100.0%)" in found.evidence


@pytest.mark.parametrize("parts", [("1", "2", "3"), ("1", "2", "3", "holdout")])
def test_rows_drawn_anew_on_each_side_are_no_finding(parts, tmp_path):
    for seed in (10, 20, 30):
        scan = scanned(rows(parts, seed=seed), tmp_path, GIVEN)
        assert not [f for f in scan.findings if f.code in (*TWINS, "group_overlap")]


@pytest.mark.parametrize(
    ("last", "said"),
    [("holdout", "Worst are the sealed rows: 100%"), ("3", "Worst is fold 2: 100%")],
)
def test_a_group_that_only_the_seal_or_a_later_fold_shares_is_found(last, said, tmp_path):
    frame = rows(("1", "2", last))
    rng = np.random.default_rng(0)
    own = rng.permutation(np.repeat([0, 1], 20))
    who = np.r_[np.arange(200) % 20, 20 + np.arange(200) % 20, 20 + np.arange(200) % 20]
    frame = frame.assign(wanted=np.array(["no", "yes"])[own[who]], member=[f"P{w}" for w in who])
    found = one_finding(frame, tmp_path, GIVEN, codes=("group_overlap",))
    assert found.columns == ("member",) and found.severity == "warning"
    assert found.evidence.startswith(said)


def test_the_sealed_rows_are_looked_at_without_their_targets(tmp_path):
    frame = rows(("1", "2", "3", "holdout:2"))
    asked = core.Experiment.of(dataset(frame, tmp_path), "wanted", split=GIVEN)
    before = core.leak_scan(asked)
    assert "the sealed rows" in before.findings[0].evidence
    frame.loc[600:, "wanted"] = np.random.default_rng(5).permutation(frame.loc[600:, "wanted"])
    other = core.Experiment(**{**vars_of(asked), "dataset": dataset(frame, tmp_path, "other")})
    assert core.leak_scan(other).findings == before.findings
