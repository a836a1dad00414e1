"""Model: one finished run's page, on real runs of each task with hostile names."""

from __future__ import annotations

import io
import json
import re
from types import SimpleNamespace

import pytest

import core.jobs
from core import bundle
from core.jobs.work import explaining
from dashboard import model_sections
from tests.pages.judged import TARGET, figures, table, words

TASKS = ("binary", "multiclass", "regression")
ALIVE = re.compile(r"(?<!\\)(<img|<script|<b>|\]\(http)")
"""What Markdown would draw: every such sign must have its backslash."""
PARTS = ("importance", "dependence", "coefficients", "tree")
found: dict[str, dict] = {}


def model(judged, task, number=1, **query):
    """The page of the task's `number`-th run (1: linear, 2: tree); nothing went wrong."""
    runs = [judged.runs[task][number]]
    at = judged.open("model", experiment=judged.experiments[task], run=runs, **query)
    assert not at.exception and not at.error
    return at


def explain(judged, task, number=1) -> str:
    """The explanation as the job makes it, computed once; the run's id."""
    id = judged.runs[task][number]
    if id not in found:
        explaining.work(judged.store, SimpleNamespace(subject=id, limits={}), lambda event: None)
        found[id] = {part: judged.store.part(id, part) for part in PARTS}
    for part, value in found[id].items():
        if value is not None:
            judged.store.attach(id, part, value)
    return id


def test_without_an_experiment_or_a_finished_run_the_page_says_what_to_do(app, tmp_path):
    at = app.open("model")
    assert not at.exception and "Open Set up" in [one.label for one in at.button]


@pytest.mark.parametrize("task", TASKS)
def test_the_select_box_offers_every_finished_run_and_the_link_follows_it(judged, task):
    at = model(judged, task)
    box = at.selectbox(key="one-run")
    assert len(box.options) == len(judged.runs[task])
    other = judged.runs[task][2]
    at = box.set_value(other).run()
    assert not at.exception
    assert at.query_params["run"] == [other, judged.runs[task][1]]


@pytest.mark.parametrize("task", TASKS)
def test_every_part_can_be_drawn_and_shows_names_letter_by_letter(judged, task):
    explain(judged, task)
    for part in model_sections.TABS:
        at = model(judged, task, part=part)
        for element in (*at.markdown, *at.caption, *at.subheader, *at.metric):
            text = f"{getattr(element, 'label', '')} {element.value}"
            assert not ALIVE.search(text), text
        drawn = json.dumps(figures(at), default=str)
        assert not [bad for bad in ("<img", "<script", "<b>{") if bad in drawn]


@pytest.mark.parametrize("task", TASKS)
def test_the_verdict_gives_the_score_with_its_interval_and_the_baseline(judged, task):
    at = model(judged, task)
    run = judged.load(task)[1]
    score = run.scores[run.experiment.metric]
    said = words(at)
    assert core.plots.labels.number(score.mean) in at.metric[0].value
    assert f"95 % interval {core.plots.labels.number(score.low)} to" in said
    assert "baseline" in said and "On rows it has learned from" in said
    if task != "regression":
        assert "always saying" in said


@pytest.mark.parametrize("task", TASKS)
def test_every_metric_stands_with_its_meaning_and_every_fold_with_its_score(judged, task):
    at = model(judged, task)
    run = judged.load(task)[1]
    shown = table(at, "Every metric")
    assert len(shown) == len(run.scores) and shown["misleads"].str.len().min() > 10
    folds = table(at, "By fold")
    first = run.scores[run.experiment.metric].folds[0]
    assert folds[run.experiment.metric].iloc[0] == core.plots.labels.number(first)


def test_worst_rows_show_what_stands_in_the_data(judged):
    shown = table(model(judged, "regression", part="errors"), "Worst rows")
    run = judged.load("regression")[1]
    row = run.experiment.dataset.frame().iloc[shown["row"].iloc[0] - 1]
    assert shown["other"].iloc[0] == row["other"]
    assert shown["actual"].iloc[0] == pytest.approx(row[TARGET])


def test_an_old_run_offers_to_compute_its_explanation_and_says_when_it_is_at_work(judged):
    at = model(judged, "binary", part="explain")
    assert "by this run's own fits" in words(at)
    assert not figures(at)
    at = at.button(key="explain").click().run()
    assert "Being computed" in words(at)
    (job,) = core.jobs.jobs(judged.store, live=True)
    assert job.kind == "explain" and job.subject == judged.runs["binary"][1]
    assert "explain" not in [button.key for button in at.button]


def test_importance_dependence_and_weights_are_drawn_and_a_feature_can_be_picked(judged):
    id = explain(judged, "binary")
    at = model(judged, "binary", part="explain")
    assert {"importance", "dependence", "coefficients"} <= set(figures(at))
    names = [one["name"] for one in judged.store.part(id, "dependence")["features"]]
    at = at.selectbox(key="option-along").set_value(names[1]).run()
    assert at.query_params["along"] in (names[1], [names[1]])
    axis = figures(at, "dependence")["dependence"]["layout"]["xaxis"]["title"]["text"]
    assert names[1] in axis.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    explain(judged, "binary", 2)
    assert "tree" in figures(model(judged, "binary", 2, part="explain"))


def test_what_the_preparation_learned_is_shown_or_said_to_be_unknown(judged):
    assert "not kept" in words(model(judged, "binary", part="about"))
    rows = [["number", "impute", "number filled with 32.57"], ["", "scale", "all scaled"]]
    judged.store.attach(judged.runs["binary"][1], "learned", {"rows": rows})
    shown = table(model(judged, "binary", part="about"), "Preparation as learned")
    assert shown["sentence"].tolist() == ["number filled with 32.57", "all scaled"]


def test_the_bundle_of_the_page_predicts_as_the_run_does(judged):
    from dashboard.model_about import _kept

    run = judged.load("binary")[1]
    other = bundle.load(io.BytesIO(bundle.pack(run, _kept(run))))
    frame = run.experiment.dataset.frame()
    assert other.predict(frame).equals(run.predict(frame))
    at = model(judged, "binary", part="about")
    assert {"Model bundle", "joblib file"} <= {one.proto.label for one in at.get("download_button")}
    assert "runs whatever code is in it" in words(at)


def test_a_threshold_that_was_decided_is_the_one_the_page_uses(judged):
    id = judged.runs["binary"][1]
    assert "threshold 0.50" in words(model(judged, "binary"))
    judged.store.decide(id, 0.25)
    assert "threshold 0.25" in words(model(judged, "binary"))


def test_the_server_loads_no_model_for_the_page(judged, monkeypatch):
    from core.store import models

    explain(judged, "binary")
    loaded = []
    monkeypatch.setattr(models, "load", loaded.append)
    for part in model_sections.TABS:
        model(judged, "binary", part=part)
    assert not loaded
