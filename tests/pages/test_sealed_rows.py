"""Nothing of a sealed holdout is stored, said or drawn before it is opened; afterwards it is."""

import shutil

import numpy as np
import pytest

import core
import core.jobs
from dashboard.model_sections import TABS
from tests import hidden
from tests.pages.judged import table

PAGES = ("setup", "train", "compare", "model", "runs")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A filled store's folder, its experiment and runs, and what must stay hidden."""
    folder = tmp_path_factory.mktemp("prices")
    store = core.open_store(folder / "home")
    experiment, ids = hidden.asked(folder, store)
    secret = hidden.Hidden([store.load("run", id) for id in ids])
    store.close()
    return folder / "home", experiment, ids, secret


@pytest.fixture
def prices(made, app):
    """The same on a copy of the store, which the app shows."""
    home, *rest = made
    app.store.close()
    shutil.copytree(home, app.store.path, dirs_exist_ok=True)
    return rest


def pages(app, experiment, ids):
    """Every page of the work on this experiment, with all its parts."""
    here = {"experiment": experiment.id, "run": ids}
    for page in PAGES:
        at = app.open(page, **here)
        assert not at.exception and not at.error, page
        yield page, at
    for part in TABS:
        yield f"model {part}", app.open("model", part=part, **here)


def leaks(app, experiment, ids, secret) -> dict[str, list]:
    """Where something that is hidden was found, and what."""
    places = dict(hidden.stored(app.store))
    for page, at in pages(app, experiment, ids):
        places |= {f"{page}: {name}": data for name, data in hidden.drawn(at)}
    found = {name: secret.within(data) for name, data in places.items()}
    assert len(found) > 100
    return {name: what for name, what in found.items() if what}


def test_before_the_opening_nothing_of_the_sealed_rows_is_anywhere(app, prices):
    experiment, ids, secret = prices
    assert leaks(app, experiment, ids, secret) == {}


def test_after_it_the_scores_are_there(app, prices):
    experiment, ids, secret = prices
    core.jobs.open_seal(app.store, ids[0], "Ana")
    hidden.let_work(app.store)
    expected = app.store.load("run", ids[0]).open_holdout()
    (opening,) = app.store.openings(experiment.id)
    assert opening.scores == expected
    board = table(app.open("compare", experiment=experiment.id), "Leaderboard")
    assert board["holdout"].notna().sum() == 1
    found = [name for name, data in hidden.stored(app.store) if secret.within(data)]
    assert "table openings" in found and f"holdout of run {ids[0]}" in found


@pytest.mark.parametrize("where", ["part", "event", "log", "oof"])
def test_the_search_sees_a_leak_in_the_store(app, prices, where):
    _, ids, secret = prices
    target = min(secret.targets)
    if where == "part":
        app.store.attach(ids[0], "hint", {"rows": [{"target": target}]})
    elif where == "event":
        job = core.jobs.jobs(app.store)[0]
        core.jobs.queue.note(app.store, job, [("step", {"value": min(secret.predictions)})], {})
    elif where == "log":
        (app.store.folder("logs") / "job-1.log").write_text(f"row 3: {target:,.0f}")
    else:
        oof = app.store.part(ids[0], "oof")
        oof.loc[0, "target"] = target
        app.store.attach(ids[0], "oof", oof)
    assert [name for name, data in hidden.stored(app.store) if secret.within(data)]


@pytest.mark.parametrize("page", ["compare", "model"])
def test_the_search_sees_a_leak_on_a_page(app, prices, page):
    experiment, ids, secret = prices
    oof = app.store.part(ids[0], "oof")
    oof["prediction"] = np.resize(sorted(secret.targets), len(oof))
    app.store.attach(ids[0], "oof", oof)
    at = app.open(page, experiment=experiment.id, run=ids, part="errors")
    assert [name for name, data in hidden.drawn(at) if secret.within(data)]
