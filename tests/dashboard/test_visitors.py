"""A file that came to be predicted on is told from one that is worked on, and goes when it may."""

import pytest

import core
from dashboard import state
from dashboard.visitors import leave, stay, visit, visitors
from tests.data import mixed_dataset


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("FITBOARD_HOME", str(tmp_path / "home"))
    yield state.store()
    state.store().close()


def test_a_visitor_is_known_until_somebody_works_on_it(store, tmp_path):
    first, second = (
        mixed_dataset(tmp_path, name=name, rows=60 + len(name)) for name in ("a", "bb")
    )
    assert visit(first) == first.id and stay(second) == second.id
    assert visitors(store) == {first.id}
    visit(second)
    assert visitors(store) == {first.id}, "it was there before in its own right"
    store.save(core.Experiment.of(first, "target"))
    assert visitors(store) == set()


def test_a_visitor_that_is_sent_to_home_stays(store, tmp_path):
    dataset = mixed_dataset(tmp_path, rows=60)
    visit(dataset)
    stay(dataset)
    leave(dataset.id)
    assert visitors(store) == set() and store.list("dataset", id=dataset.id)


def test_only_a_visitor_leaves_with_its_predictions(store, tmp_path):
    dataset = mixed_dataset(tmp_path, rows=60)
    visit(dataset)
    leave(dataset.id)
    assert not store.list("dataset")
