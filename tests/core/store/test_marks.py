"""What people say about runs is kept, whoever writes beside; an opened seal stays opened."""

import dataclasses
import io
import threading

import numpy as np
import pytest

import core
import core.jobs
from core.dataset.reread import made_from
from core.store import Mark
from tests.core.store import made


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    return core.train(made.experiment(folder, rows=90, folds=2, holdout=0.3), "linear")


@pytest.fixture
def store(tmp_path, run):
    store = core.open_store(tmp_path / "store")
    store.save(run)
    return store


def ask(store, run, **changed):
    """Another experiment over the same table, with a run in it; the run's id."""
    question = {"target": "leaves", "split": core.Split("stratified", folds=2), "holdout": 0.3}
    experiment = core.Experiment.of(run.experiment.dataset, **{**question, **changed})
    return store.save(core.train(experiment, "dummy")), experiment


def test_a_mark_is_kept_field_by_field(store, run):
    (record,) = store.list("run")
    assert record.mark == Mark() and store.marks() == {}
    store.mark(run.id, star=True)
    store.mark(run.id, tags=["final", " final ", "for  Anna", ""])
    store.mark(run.id, note=" <b>=1+1</b>\nsecond line ")
    again = core.open_store(store.path)
    expected = Mark(True, ("final", "for Anna"), "<b>=1+1</b>\nsecond line")
    assert again.marks() == {run.id: expected}
    assert again.list("run")[0].mark == expected
    store.mark(run.id, star=False, tags=[])
    assert store.marks()[run.id] == Mark(False, (), expected.note)


def test_what_does_not_fit_is_refused_and_changes_nothing(store, run):
    for bad, words in (
        ({"tags": ["x" * 41]}, "A tag has at most 40"),
        ({"tags": [str(n) for n in range(21)]}, "at most 20 tags"),
        ({"note": "x" * 2001}, "A note has at most 2,000"),
    ):
        with pytest.raises(ValueError, match=words):
            store.mark(run.id, star=True, **bad)
    assert store.marks() == {}
    with pytest.raises(ValueError, match="There is no run abc"):
        store.mark("abc", star=True)


def test_two_who_mark_at_once_lose_nothing_of_each_other(store, run):
    other = core.open_store(store.path)

    def write(store, **last):
        for i in range(20):
            store.mark(run.id, **{name: value(i) for name, value in last.items()})

    by_one = threading.Thread(target=write, args=(store,), kwargs={"note": lambda i: f"note {i}"})
    by_two = threading.Thread(
        target=write, args=(other,), kwargs={"tags": lambda i: [f"tag {i}"], "star": lambda i: True}
    )
    by_one.start(), by_two.start()
    by_one.join(), by_two.join()
    assert store.marks() == {run.id: Mark(True, ("tag 19",), "note 19")}


def test_a_title_is_anyones_words_but_one_runs(store, run):
    twin = dataclasses.replace(run, id="0" * 12)
    store.save(twin)
    hostile = '<img src=x onerror=alert(1)> $x$ ](http://a) "; DROP TABLE runs'
    store.rename(run.id, f"  {hostile}\n")
    assert store.load("run", run.id).title == hostile
    assert store.list("run", id=run.id)[0].title == hostile
    with pytest.raises(ValueError, match="Another run of this experiment is called"):
        store.rename(twin.id, hostile)
    with pytest.raises(ValueError, match="A run needs a title"):
        store.rename(twin.id, "  ")
    store.rename(run.id, hostile)  # its own
    elsewhere, _ = ask(store, run, seed=1)
    store.rename(elsewhere, hostile)  # of another experiment


def test_a_title_given_while_it_trains_stays(store, run):
    asked = core.jobs.submit_run(store, run.experiment, "dummy")
    store.rename(asked, "The one to beat")
    store.save(dataclasses.replace(run, id=asked, title="Baseline"))
    assert store.load("run", asked).title == "The one to beat"
    assert store.list("run", id=asked)[0].title == "The one to beat"


def test_a_decision_is_obeyed_wherever_the_run_is_loaded(store, run):
    frame = run.experiment.dataset.frame()
    assert store.decision(run.id) is None
    store.decide(run.id, 0.999)
    store.decide(run.id, 0.9999999, {"TP": 5, "FP": -1, "FN": -10.5, "TN": 0})
    kept = store.decision(run.id)
    assert kept.threshold == 0.9999999
    assert kept.payoff == {"TP": 5, "FP": -1, "FN": -10.5, "TN": 0}
    decided = core.open_store(store.path).load("run", run.id)
    assert decided.threshold == 0.9999999 and set(run.predict(frame)) == {"yes", "no"}
    assert set(decided.predict(frame)) == {"no"}
    for threshold, payoff in ((1.5, None), (float("nan"), None), (True, None), (0.5, {"TP": 1})):
        with pytest.raises(ValueError, match="must"):
            store.decide(run.id, threshold, payoff)
    numbers, _ = ask(store, run, target="y", split=core.Split("random", folds=2))
    for scores in (None, run.scores):
        with pytest.raises(ValueError, match="two classes"):
            store.decide(numbers, 0.3, scores=scores)


def test_a_decision_never_bears_the_scores_of_another_threshold(store, run):
    """Above every probability nothing is called positive, whoever decides and however."""
    none = float(run.oof[run.columns[1]].max()) + 1e-9
    store.decide(run.id, none)
    for scores in (store.load("run", run.id).scores, store.list("run", id=run.id)[0].scores):
        assert scores["recall"].mean == 0 and scores["recall"].selected
        assert scores["recall"].low is None and scores["roc_auc"] == run.scores["roc_auc"]
    store.decide(run.id, None)
    assert store.load("run", run.id).scores == run.scores


def test_marks_and_decisions_go_with_their_run(store, run):
    for id, kind in ((run.id, "run"), (run.experiment.id, "experiment")):
        store.save(run)
        store.mark(run.id, star=True)
        store.decide(run.id, 0.3)
        store.delete(kind, id)
        assert store.marks() == {} and store.decision(run.id) is None
        store.save(run)
        assert store.load("run", run.id).threshold == 0.5


def test_an_opening_says_who_saw_what_and_when(store, run):
    assert store.openings(run.experiment.id) == [] and store.runs_since(run.experiment.id) == 0
    scores = run.open_holdout()
    store.record_opening(run.id, " Ana  Núñez\n", scores)
    store.record_opening(run.id, "Somebody later", scores)
    (opening,) = core.open_store(store.path).openings(run.experiment.id)
    assert (opening.who, opening.run_id, opening.title) == ("Ana Núñez", run.id, run.title)
    assert opening.scores == scores and opening.threshold == 0.5
    with pytest.raises(ValueError, match="Say who opens the seal"):
        store.record_opening(run.id, " ", scores)


def test_an_opening_counts_wherever_the_same_rows_are_held_out(store, run):
    again, reseeded = ask(store, run, seed=7)
    assert np.array_equal(reseeded.sealed, run.experiment.sealed)
    _, other = ask(store, run, split=core.Split("random", folds=2))
    assert (other.sealed & run.experiment.sealed).any()
    _, numbers = ask(store, run, target="y", split=core.Split("random", folds=2))
    _, nothing = ask(store, run, holdout=0)
    store.record_opening(run.id, "Ana", run.open_holdout())
    concerned = [e.id for e in (run.experiment, reseeded, other) if store.openings(e.id)]
    assert concerned == [run.experiment.id, reseeded.id, other.id]
    assert not store.openings(numbers.id) and not store.openings(nothing.id)
    assert store.runs_since(reseeded.id) == 0
    store.save(dataclasses.replace(store.load("run", again), id="0" * 12))
    assert [store.runs_since(id) for id in concerned] == [1, 1, 1]


def test_the_seal_and_its_openings_stay_where_the_file_is_read_another_way(store, tmp_path):
    text = "zip,x,y\n" + "".join(f"{i * 7 % 90},{i / 9},{'ab'[i % 3 == 0]}\n" for i in range(300))
    read = lambda **asked: core.read_dataset(io.BytesIO(text.encode()), options=asked)  # noqa: E731
    old, new = read(), read(kinds={"zip": "categorical"})
    assert old.id != new.id and not np.array_equal(
        core.Experiment.of(old, "y").sealed, core.Experiment.of(new, "y").sealed
    )
    new = made_from(old, new)
    assert (new.reading["parent"], new.root, made_from(new, old).root) == (old.id,) * 2 + (old.id,)
    first, again = core.Experiment.of(old, "y"), core.Experiment.of(new, "y")
    assert again.sealed.any() and np.array_equal(again.sealed, first.sealed)
    run = core.train(first, "dummy")
    store.save(run)
    store.save(again)
    store.record_opening(run.id, "Ana", run.open_holdout())
    assert [opening.who for opening in store.openings(again.id)] == ["Ana"]
    store.save(core.train(again, "dummy"))
    assert store.runs_since(first.id) == store.runs_since(again.id) == 1


def test_an_opened_seal_stays_opened_until_the_dataset_goes(store, run):
    _, reseeded = ask(store, run, seed=7)
    store.record_opening(run.id, "Ana", run.open_holdout())
    store.delete("run", run.id)
    assert [o.title for o in store.openings(run.experiment.id)] == [run.title]
    store.delete("experiment", run.experiment.id)
    assert [o.who for o in core.open_store(store.path).openings(reseeded.id)] == ["Ana"]
    store.delete("dataset", run.experiment.dataset.id)
    assert not list(store.files.folder.rglob("*.*"))
    store.save(run)
    assert store.openings(run.experiment.id) == []
