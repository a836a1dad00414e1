"""Model, threshold and checks: what is chosen is kept with the run and obeyed; chance is beside."""

from dataclasses import replace

import core
from core.decision import scores_at
from core.jobs.work.judging import judge
from core.store.store import LIVE
from dashboard import compared
from tests.core.store import made
from tests.pages.judged import words


def opened(judged, **query):
    """The page of the linear run of two classes, and its id."""
    run = judged.runs["binary"][1]
    return judged.open("model", experiment=judged.experiments["binary"], run=[run], **query), run


def job_of(store, kind):
    (job,) = [job for job in core.jobs.jobs(store, live=True) if job.kind == kind]
    assert job.state in LIVE
    return job


def test_the_slider_moves_the_counts_and_the_button_keeps_it(judged):
    at, run = opened(judged, part="threshold")
    store, before = judged.store, judged.store.load("run", run).scores
    at = at.slider(key="option-threshold").set_value(0.3).run()
    assert "At 0.30" in words(at) or "at 0.30" in words(at)
    at = at.button(key="decide").click().run()
    assert not at.exception
    kept = store.decision(run)
    assert kept.threshold == 0.3 and kept.objective == ""
    assert set(kept.payoff) == {"TP", "FP", "FN", "TN"}
    after = store.load("run", run)
    assert after.threshold == 0.3
    assert after.scores["f1"].selected and after.scores["f1"].low is None
    assert after.scores["roc_auc"] == before["roc_auc"]
    assert "chosen by a hand on the slider" in words(at) and "marked as selected" in words(at)
    at = at.button(key="undecide").click().run()
    assert store.decision(run) is None and not at.exception
    assert store.load("run", run).scores["f1"] == before["f1"]


def test_a_decision_for_the_same_threshold_leaves_no_older_picture(judged):
    """Its scores are selected now: a table kept from before would draw their intervals."""
    run = judged.store.load("run", judged.runs["binary"][1])
    chosen = replace(run, scores={**run.scores, **scores_at(run, run.threshold)})
    assert compared.key_of(chosen) != compared.key_of(run) == compared.key_of(replace(run))


def test_an_objective_moves_the_slider_and_can_be_assessed(judged):
    at, run = opened(judged, part="threshold")
    store = judged.store
    at = at.button(key="best-f1").click().run()
    assert not at.exception and 0.01 <= at.slider(key="option-threshold").value <= 0.99
    at = at.button(key="decide").click().run()
    assert store.decision(run).objective == "f1"
    at = at.button(key="assess").click().run()
    job = job_of(store, "nested")
    assert job.subject == run and not at.exception
    core.jobs.KINDS["nested"].work(store, job, lambda event: None)
    core.jobs.cancel(store, job.id)
    score = store.load("run", run).scores["f1"]
    assert not score.selected and score.low is not None
    at, _ = opened(judged, part="threshold")
    assert "inside each fold's training rows" in words(at)
    for page, query in (("model", {"run": [run]}), ("compare", {"columns": ["f1"]})):
        at = judged.open(page, experiment=judged.experiments["binary"], **query)
        told = next(said.value for said in at.caption if "Scores of classes" in said.value)
        told = told.replace("\\", "")
        assert "at thresholds chosen inside each fold's training rows" in told
        assert f"{store.decision(run).threshold:.2f}" not in told


def test_the_null_test_is_asked_for_and_shown(judged):
    at, run = opened(judged)
    at = at.button(key="null-start").click().run()
    job = job_of(judged.store, "null_test")
    assert job.subject == run and not at.exception
    core.jobs.cancel(judged.store, job.id)
    short = replace(job, request={"repeats": 3})
    core.jobs.KINDS["null_test"].work(judged.store, short, lambda event: None)
    at, _ = opened(judged)
    assert not at.exception and "3 shuffles" in words(at)
    assert any(chart.key == "null_test" for chart in at.get("plotly_chart"))


def test_checks_are_shown_with_their_rules(judged):
    at, run = opened(judged)
    assert "older than the checks" in words(at)
    judge(judged.store, judged.store.load("run", run))
    at, _ = opened(judged)
    assert not at.exception and any(e.label.startswith("Passed:") for e in at.expander)
    assert "corrected resampled t-test" in words(at)


def test_a_chosen_score_has_no_place_and_is_not_counted(app, tmp_path):
    asked = made.experiment(tmp_path, metric="accuracy")
    linear, tree = (app.store.save(core.train(asked, m)) for m in ("linear", "tree"))

    def place(run):
        at = app.open("model", experiment=asked.id, run=[run])
        assert not at.exception
        return next(one.value for one in at.metric if one.label == "Place")

    assert {place(linear), place(tree)} == {"1 of 2", "2 of 2"}
    app.store.decide(tree, 0.4)
    assert (place(linear), place(tree)) == ("1 of 1", "–")
