"""What training promises for strange but readable files: it trains, or refuses in a sentence.

Each file is made here and goes the whole way: read, asked about, learned from, predicted on.
"""

import io
import itertools

import numpy as np
import pandas as pd
import pytest

import core
from core import incoming
from core.checkup import as_asked
from core.dataset import filter_rows, inspect
from core.dataset.reread import merged
from tests.core.dataset.hostile import load

QUICK = {"n_estimators": 5, "patience": 100}
MODELS = {"linear": {}, "tree": {}, "lightgbm": QUICK}
numbers = np.random.default_rng(0).normal


def plain(rows=60, **columns) -> pd.DataFrame:
    """Three columns of noise, and others."""
    return pd.DataFrame(numbers(size=(rows, 3)).round(4), columns=list("abc")).assign(**columns)


def read(folder, frame, options=None) -> core.Dataset:
    """The table as the file door reads it (without the child process where nothing is asked)."""
    path = folder / "file.csv"
    frame.to_csv(path, index=False)
    return core.read_dataset(path, options=options) if options else load(path)


def asked(dataset, target, **arguments) -> core.Experiment:
    split = core.Split("stratified", folds=2)
    return core.Experiment.of(dataset, target, split=split, holdout=0, **arguments)


def sound(run) -> None:
    """Every score is a number, and every prediction."""
    assert all(np.isfinite(score.mean) for score in run.scores.values())
    assert np.isfinite(run.oof.select_dtypes("number").to_numpy()).all()


Y = ["p", "q"] * 30

TRAINS = {  # what -> (table, features that are used)
    "infinite cells": (
        pd.DataFrame({"x": ["inf", 0.5, "-inf", 1.5, "Infinity", 2.5] * 10, "y": Y}), {"x"}
    ),
    "a constant": (plain(k=7, y=Y), {"a", "b", "c"}),
    "a column without a value": (plain(e="", y=Y), {"a", "b", "c"}),
    "a column of ids": (plain(uid=[f"{i * 7919:032x}" for i in range(60)], y=Y), {"a", "b", "c"}),
    "numbers of ids": (plain(uid=[i * 7919 % 6007 for i in range(60)], y=Y), {"a", "b", "c"}),
    "the rows counted": (plain(y=Y).reset_index(names=""), {"a", "b", "c"}),
    "the largest numbers": (
        plain(y=Y).assign(a=[1e308, -1e308, 1e-320, 1.0, 2.0, 3.0] * 10), {"a", "b", "c"}
    ),
    "names full of signs": (
        pd.DataFrame({n: numbers(size=60).round(3) for n in ("a\nb", "e[0]", 'x","y', "j{k}:")})
        .assign(**{"c.d": Y}), {"a b", "e[0]", 'x","y', "j{k}:"}
    ),
    "names that are code": (
        pd.DataFrame({n: numbers(size=60).round(3) for n in ("`x`", "a+b", "@__import__('os')")})
        .assign(sum=Y), {"`x`", "a+b", "@__import__('os')"}
    ),
    "text only": (
        pd.DataFrame({"review": [" ".join(words) for words in itertools.islice(
            itertools.permutations("a good fast bad slow fine poor great late".split()), 60)],
            "label": Y}), {"review"}
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", TRAINS)
@pytest.mark.filterwarnings("ignore:.*(overflow|invalid value)")
def test_trains_with_what_is_of_use(tmp_path, what):
    frame, features = TRAINS[what]
    experiment = asked(read(tmp_path, frame), frame.columns[-1])
    assert set(experiment.features) == features
    for model, params in MODELS.items():
        run = core.train(experiment, model, params)
        sound(run)
        assert run.predict(experiment.dataset.frame()).notna().all()


REFUSED = {  # what -> (table, words of the sentence)
    "one row": (pd.DataFrame({"a": [1], "y": ["p"]}), "at least two different values"),
    "three rows": (pd.DataFrame({"a": [1, 2, 3], "y": list("pqp")}), "3 rows: at least 5"),
    "a target without a value": (plain(y=""), "y is missing in every row"),
    "one class": (plain(y="yes"), "'yes' in every row"),
    "classes of one row": (plain(y=[f"c{i}" for i in range(60)]), "two rows or more: too few"),
    "one positive row": (plain(y=[i == 41 for i in range(60)]), "two rows or more: too few"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refuses_to_train_in_a_sentence(tmp_path, what):
    frame, words = REFUSED[what]
    with pytest.raises(ValueError, match=words) as refused:
        core.Experiment.of(read(tmp_path, frame), "y")
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)


def test_a_copy_of_the_target_is_warned_of(tmp_path):
    codes = [{"p": 100, "q": 200}[label] for label in Y]
    found = core.leak_scan(asked(read(tmp_path, plain(status=codes, y=Y)), "y")).findings
    assert [(one.severity, one.columns) for one in found] == [("serious", ("status",))]


def test_rows_that_come_twice_are_said_where_they_are_split(tmp_path):
    once = plain(40, y=["p", "q"] * 20)
    experiment = asked(read(tmp_path, pd.concat([once, once])), "y")
    assert "duplicate_rows" in {note.code for note in experiment.dataset.notes}
    found = {one.code: one.severity for one in core.leak_scan(experiment).findings}
    assert found["duplicate_rows"] == "serious"


def test_yes_and_no_in_six_spellings_are_two_classes_with_a_note(tmp_path):
    labels = ["Yes", "yes ", "YES", "No", "no", " NO"]
    dataset = read(tmp_path, plain(y=labels * 10))
    assert "one_case" in {note.code for note in dataset.notes}
    experiment = asked(dataset, "y")
    assert experiment.task == "binary" and set(experiment.classes) == {"Yes", "No"}
    sound(core.train(experiment, "tree"))


def test_spellings_of_two_classes_are_said_and_one_click_makes_them_two(tmp_path):
    labels = ["Left", "left ", "LEFT", "Right", "right", " RIGHT"]
    frame = plain(y=labels * 10)
    dataset = read(tmp_path, frame)
    assert asked(dataset, "y").task == "multiclass"
    assert "spellings" in {note.code for note in dataset.notes}
    (finding,) = (one for one in inspect(dataset).findings if one.code == "spellings")
    again = read(tmp_path, frame, merged({}, finding.options))
    experiment = asked(again, "y")
    assert experiment.task == "binary" and len(experiment.classes) == 2
    sound(core.train(experiment, "tree"))


@pytest.mark.parametrize("labels", [("да", "нет"), ("是", "否"), ("😀", "naïve", "כן")])
def test_labels_of_any_script_are_kept_as_they_are(tmp_path, labels):
    target = "да/нет"
    frame = plain(**{target: [labels[i % len(labels)] for i in range(60)]})
    experiment = asked(read(tmp_path, frame), target)
    assert set(experiment.classes) == set(labels)
    run = core.train(experiment, "linear")
    sound(run)
    assert set(run.predict(frame)) <= set(labels)
    assert run.columns == [f"probability_{label}" for label in experiment.classes]


def test_filters_run_no_name_and_no_value(tmp_path):
    canary = tmp_path / "pwned"
    code = f"__import__('os').system('touch {canary}')"
    frame = pd.DataFrame({f"@{code}": [i * 7 % 31 for i in range(30)], "a+b": ["x", code] * 15})
    dataset = read(tmp_path, frame)
    assert dataset.names == tuple(frame)
    kept = filter_rows(dataset, {f"@{code}": [0, 15], "a+b": [code]})
    assert kept.tolist() == ((frame[f"@{code}"] <= 15) & (frame["a+b"] == code)).tolist()
    with pytest.raises(ValueError, match="must be a number"):
        filter_rows(dataset, {f"@{code}": [0, code]})
    assert not canary.exists()


@pytest.fixture(scope="module")
def colours(tmp_path_factory):
    """Runs on a table with two colours; a class can be told from the colour and a."""
    frame = plain(80, y=[0, 1] * 40)
    frame.insert(0, "colour", ["red", "blue"] * 40)
    experiment = asked(read(tmp_path_factory.mktemp("colours"), frame), "y")
    return [core.train(experiment, model, params) for model, params in MODELS.items()]


def test_another_colour_none_a_column_more_and_another_order_are_answered(colours, tmp_path):
    rows = plain(12, colour=["green", "", "red", "blue"] * 3, more=1)
    rows["a"] = rows["a"].astype(object)
    rows.loc[3, "a"] = "many"
    file = io.BytesIO(rows[rows.columns[::-1]].to_csv(index=False).encode())
    dataset = incoming.read(colours[0], file, "new", tmp_path)
    columns = incoming.propose(colours[0].request.features, dataset.names)
    new = as_asked(colours[0], dataset.frame(), columns)
    assert list(new) == ["colour", "a", "b", "c"] and new["colour"].isna().sum() == 3
    for run in colours:
        scored = run.predict_proba(new)
        assert len(scored) == len(rows) and np.allclose(scored.sum(axis=1), 1)
        assert set(run.predict(new.iloc[:1])) <= {0, 1}


def test_predicting_without_a_column_is_refused_by_its_name(colours):
    columns = incoming.propose(colours[0].request.features, ("a", "b", "c"))
    with pytest.raises(ValueError, match=r"No column of the file was given for colour\.$"):
        as_asked(colours[0], plain(5), columns)
    for run in colours:
        with pytest.raises(ValueError, match="This column is missing: colour"):
            run.predict(plain(5))
        assert len(run.predict(as_asked(run, plain(5), columns | {"colour": None}))) == 5
