"""The holdout on screen: sealed until somebody opens it by name, and told wherever scores are."""

import numpy as np
import pandas as pd
import pytest

import core
import core.jobs
from core.jobs.work import KINDS
from tests import data
from tests.core.store import made
from tests.pages.judged import table, words

WHO = "Ana <img src=x onerror=alert(1)> **x**"


@pytest.fixture
def asked(app, tmp_path):
    """A stored question of 120 rows with 36 sealed, and its two runs."""
    experiment = made.experiment(tmp_path, holdout=0.3, metric="accuracy")
    return experiment, [app.store.save(core.train(experiment, m)) for m in ("linear", "tree")]


def let_work(store):
    """Do the waiting jobs here, as a worker does."""
    for job in core.jobs.jobs(store, live=True):
        KINDS[job.kind].work(store, job, lambda event: None)
        core.jobs.queue.move(store, job.id, "succeeded", "queued")


def strip(at):
    return at.container(key="strip").markdown[0].value.replace("\\", "")


def opened(app, run, who=WHO):
    core.jobs.open_seal(app.store, run, who)
    let_work(app.store)


def test_before_the_opening_every_page_says_sealed_and_offers_to_open(app, asked):
    experiment, (first, _) = asked
    for page in ("compare", "model"):
        at = app.open(page, experiment=experiment.id, run=first)
        assert not at.exception and not at.error
        assert "36 sealed" in strip(at) and "green" in strip(at)
        assert "36 rows are sealed" in words(at)
        assert at.button(key="open-seal").label == "Open the holdout"
        assert not [frame for frame in at.dataframe if "holdout" in frame.value]
    assert app.store.part(first, "holdout") is None


def test_after_it_the_score_stands_beside_with_who_and_when(app, asked):
    experiment, (first, second) = asked
    opened(app, first)
    (expected,) = app.store.openings(experiment.id)
    assert len(app.store.part(first, "holdout")) == 36
    at = app.open("compare", experiment=experiment.id)
    assert not at.exception and "opened once" in strip(at) and "orange" in strip(at)
    board = table(at, "Leaderboard").set_index("title")["holdout"]
    titles = {record.id: record.title for record in app.store.list("run")}
    assert board[titles[first]] == pytest.approx(expected.scores["accuracy"].mean, abs=1e-3)
    assert board[[titles[second]]].isna().all()
    assert f"{titles[first]} by Ana <img" in words(at)
    assert at.button(key="open-seal").label == "Open for another run"
    at = app.open("model", experiment=experiment.id, run=first)
    shown = table(at, "Holdout scores")
    assert shown["metric"][0].startswith("Accuracy") and shown["holdout"][0]
    assert not [button for button in at.button if button.key == "open-seal"]


def test_runs_made_after_the_look_are_counted(app, asked):
    experiment, (first, second) = asked
    opened(app, first)
    opened(app, second)
    core.jobs.submit_run(app.store, experiment, "dummy")
    said = strip(app.open("compare", experiment=experiment.id))
    assert "opened 2 times; 1 run since" in said


def test_opening_needs_a_name_a_finished_run_and_a_seal(app, asked, tmp_path):
    experiment, (first, _) = asked
    with pytest.raises(ValueError, match="Say who opens the seal"):
        core.jobs.open_seal(app.store, first, "  ")
    waiting = core.jobs.submit_run(app.store, experiment, "dummy")
    with pytest.raises(ValueError, match="it has no model to score yet"):
        core.jobs.open_seal(app.store, waiting, WHO)
    unsealed = made.experiment(tmp_path, rows=60)
    free = app.store.save(core.train(unsealed, "dummy"))
    with pytest.raises(ValueError, match="there is no seal to open"):
        core.jobs.open_seal(app.store, free, WHO)
    at = app.open("compare", experiment=unsealed.id)
    assert "no holdout" in strip(at) and not [b for b in at.button if b.key == "open-seal"]


def test_opening_twice_is_one_opening(app, asked):
    experiment, (first, _) = asked
    assert core.jobs.open_seal(app.store, first, "Ana")
    assert core.jobs.open_seal(app.store, first, "Ben") is None
    let_work(app.store)
    assert core.jobs.open_seal(app.store, first, "Ben") is None
    assert [one.who for one in app.store.openings(experiment.id)] == ["Ana"]


def test_while_it_is_scored_the_page_says_so_and_a_failure_has_its_reason(app, asked):
    experiment, (first, _) = asked
    core.jobs.open_seal(app.store, first, "Ana")
    here = {"experiment": experiment.id, "run": first}
    at = app.open("compare", **here)
    assert "Scoring the held-out rows" in words(at)
    (job,) = core.jobs.jobs(app.store, live=True)
    core.jobs.queue.move(app.store, job.id, "failed", "queued", reason="It needed more than 2 GB.")
    at = app.open("compare", **here)
    assert "was not opened" in at.error[0].value and "2 GB" in at.error[0].value
    assert at.button(key="open-seal").label == "Open the holdout"
    opened(app, first)
    assert not app.open("compare", **here).error


def test_what_the_final_model_has_learned_from_is_said_as_it_is(app, tmp_path):
    """A window in time leaves most of the other rows out."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"x": rng.normal(size=400), "day": range(400)})
    frame["y"] = frame["x"] + rng.normal(size=400)
    split = core.Split("time", folds=3, by="day", gap=5, window=20)
    asked = core.Experiment.of(data.dataset(frame, tmp_path), "y", split=split)
    run = app.store.save(core.train(asked, "linear"))
    opened(app, run)
    learned = len(asked.final_rows)
    assert learned < len(asked.training_rows) < 320
    at = app.open("model", experiment=asked.id, run=run)
    assert not at.exception
    assert f"The final model, fitted on {learned} rows, on 80 rows" in words(at)
