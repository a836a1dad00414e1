"""Compare says what scikit-learn says, keeps its view in the link, and shows names as data."""

import json
import re

import numpy as np
import pytest
from sklearn.metrics import classification_report, confusion_matrix, roc_auc_score

import core
import core.jobs
from core.comparison import compare, duels, ranked, verdict
from core.metrics import metrics_for
from dashboard import compare_duels, leaderboard
from tests.data import mixed_dataset
from tests.pages.judged import CLASSES, TARGET, figures, table, words

TASKS = list(CLASSES)


def truth(run, threshold=0.5):
    """Actual and predicted class codes, from the out-of-fold table itself."""
    names = [f"probability_{value}" for value in run.experiment.classes]
    codes = {value: i for i, value in enumerate(run.experiment.classes)}
    y, p = run.oof["target"].map(codes).to_numpy(dtype=int), run.oof[names].to_numpy()
    if len(names) > 2 or threshold == 0.5:
        return y, p.argmax(axis=1)
    return y, (p[:, 1] >= threshold).astype(int)


def board(at):
    return table(at, "Leaderboard")


def test_without_an_experiment_it_says_where_to_begin(app):
    at = app.open("compare")
    assert not at.exception and "no experiment in this link" in words(at)
    assert "Open Set up" in [button.label for button in at.button]


def test_without_a_finished_run_it_leads_to_train(app, tmp_path):
    experiment = core.Experiment.of(mixed_dataset(tmp_path), "target")
    app.store.save(experiment)
    core.jobs.submit_run(app.store, experiment, "tree")
    at = app.open("compare", experiment=experiment.id)
    assert not at.exception and "No run of this experiment is finished" in words(at)
    assert "Open Train" in [button.label for button in at.button]


@pytest.mark.parametrize("task", TASKS)
def test_verdict_and_leaderboard_say_what_core_says(judged, task):
    runs = judged.load(task)
    at = judged.compare(task)
    assert verdict(runs) in words(at)
    expected = compare(runs)
    real = expected[expected["model"] != "dummy"]
    shown = board(at)
    assert list(shown["title"]) == [*real["title"], "Baseline"]
    assert list(shown["tie"])[:-1] == list(real["tie"])
    top = shown["mean"].iloc[0]
    assert top == pytest.approx(real["mean"].iloc[0], rel=5e-3)
    assert all(url.startswith("data:image/svg+xml") for url in shown["drawn"])
    assert at.query_params["run"] == [*real["run"], runs[0].id]


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_matrices_are_scikit_learns_on_one_scale(judged, task):
    drawn = figures(judged.compare(task), "matrix-")
    tops = set()
    for run in judged.load(task):
        heat = drawn[f"matrix-{run.id}"]["data"][0]
        assert np.array_equal(heat["z"], confusion_matrix(*truth(run)))
        tops.add(heat["zmax"])
    assert len(drawn) == len(judged.runs[task]) and len(tops) == 1


def test_the_threshold_of_the_link_moves_all_matrices_and_reports(judged):
    at = judged.compare("binary", threshold="0.3", report="1", cells="actual")
    assert at.slider(key="option-threshold").value == 0.3
    for run in judged.load("binary"):
        y, predicted = truth(run, 0.3)
        heat = figures(at, "matrix-")[f"matrix-{run.id}"]["data"][0]
        shares = confusion_matrix(y, predicted, normalize="true")
        assert np.allclose(heat["z"], shares, atol=1e-6)
        told = classification_report(y, predicted, output_dict=True, zero_division=0)
        ours = table(at, f"Report by class, {run.title}").set_index("class")
        positive = str(run.experiment.positive)
        assert ours.loc[positive, "recall"] == pytest.approx(told["1"]["recall"])
        assert ours.loc["macro average", "f1"] == pytest.approx(told["macro avg"]["f1-score"])
        assert ours.loc["accuracy", "f1"] == pytest.approx(told["accuracy"])


def test_moving_a_control_is_written_into_the_link_and_undone_by_the_default(judged):
    at = judged.compare("binary")
    assert "threshold" not in at.query_params
    at.slider(key="option-threshold").set_value(0.7).run()
    at.segmented_control(key="option-cells").set_value("predicted").run()
    at.selectbox(key="option-metric").set_value("f1").run()
    link = {name: at.query_params[name] for name in ("threshold", "cells", "metric")}
    assert link == {"threshold": "0.7", "cells": "predicted", "metric": "f1"}
    again = judged.compare("binary", run=at.query_params["run"], **link)
    for name, figure in figures(at).items():
        assert json.dumps(figure, default=str) == json.dumps(figures(again)[name], default=str)
    at.slider(key="option-threshold").set_value(0.5).run()
    assert "threshold" not in at.query_params


def test_the_metric_selector_draws_any_metric_of_the_task(judged):
    at = judged.compare("regression")
    assert "R²" in at.selectbox(key="option-metric").options
    at.selectbox(key="option-metric").set_value("mean_absolute_error").run()
    best = min(run.scores["mean_absolute_error"].mean for run in judged.load("regression"))
    assert f"best MAE: {best:.3g}" in words(at)


def test_curves_carry_scikit_learns_area(judged):
    roc = figures(judged.compare("binary"), "roc")["roc"]
    labels = " ".join(note["text"] for note in roc["layout"]["annotations"])
    for run in judged.load("binary"):
        positive = f"probability_{run.experiment.positive}"
        y = (run.oof["target"] == run.experiment.positive).to_numpy()
        assert f"<b>{roc_auc_score(y, run.oof[positive]):.3f}</b>" in labels


def test_the_leaderboard_keeps_the_pages_order_so_that_a_baseline_stays_last(judged):
    runs = judged.load("binary")[::-1]
    shown = leaderboard.board(compare(runs), runs, ["f1"])
    assert list(shown["run"]) == [run.id for run in runs]
    assert list(shown["f1"]) == [run.scores["f1"].mean for run in runs]


def test_who_beats_whom_is_what_core_says_with_the_links_reference_and_margin(judged):
    runs = judged.load("binary")
    at = judged.compare("binary", reference=runs[2].id, margin="0.2")
    expected = duels([run for run in ranked(runs, "roc_auc") if run is not runs[0]] + runs[:1],
                     runs[2].id, margin=0.2)  # fmt: skip
    shown = table(at, "Who beats whom")
    assert list(shown["title"]) == list(expected["title"])
    assert [text.strip("<> %") for text in shown["equal"]] == [
        "99" if share > 0.995 else "1" if share < 0.005 else f"{100 * share:.0f}"
        for share in expected["equal"]
    ]
    for said in expected["said"]:
        assert said in words(at)
    drawn = figures(at)
    assert {"differences", "better_matrix"} <= set(drawn)
    (band,) = [
        shape for shape in drawn["differences"]["layout"]["shapes"] if shape["type"] == "rect"
    ]
    assert (band["x0"], band["x1"]) == (-0.2, 0.2)
    at.number_input(key="option-margin").set_value(0.01).run()
    assert "margin" not in at.query_params and at.query_params["reference"] == runs[2].id


def test_a_margin_that_is_no_number_is_the_default(judged):
    for wrong in ("-1", "nan", "inf", "word"):
        at = judged.compare("regression", margin=wrong, show="duels")
        assert at.number_input(key="option-margin").value > 0
        assert "1 % of the target's spread by default" in words(at)


@pytest.mark.parametrize(("metric", "margin", "said"), [
    ("root_mean_squared_error", 0.2, "0.2 (1 % of the target's spread by default)"),
    ("mean_squared_error", 0.2, "0.2 (1 % of the target's variance by default)"),
    ("r2", 0.01, "0.01"), ("r2", 0.03, "0.03 (0.01 by default)"),
    ("mean_absolute_percentage_error", None, "0.01"), ("root_mean_squared_log_error", None, "0.01"),
])  # fmt: skip
def test_the_default_margin_is_told_as_the_metric_has_it(judged, metric, margin, said):
    runs = judged.load("regression")
    told = compare_duels.how(duels(runs, metric=metric, margin=margin), runs[0].experiment)
    assert f"practically equal means within {said}. p-values" in told


def test_one_run_alone_has_no_one_to_beat(judged):
    at = judged.compare("binary", run=judged.runs["binary"][1:2])
    assert "differences" not in figures(at) and "Who beats whom" not in words(at)


def test_calibration_gains_and_scores_join_and_one_class_is_set_against_the_rest(judged):
    at = judged.compare("multiclass", show="probability", depth="lift", **{"class": "=1+1"})
    assert {"calibration", "lift"} == set(figures(at))
    assert f"{TARGET} = =1+1" in words(at)
    at = judged.compare("binary", show="probability", histogram="1")
    assert {"calibration", "gains", "score_histogram"} == set(figures(at))


def test_every_metric_can_be_a_column_and_accuracy_has_the_majority_beside_it(judged):
    names = [metric.name for metric in metrics_for("binary") if metric.name != "roc_auc"]
    at = judged.compare("binary", columns=names, metric="accuracy", show="scores")
    shown = board(at)
    for run in judged.load("binary"):
        row = shown[shown["title"] == run.title].iloc[0]
        for name in names:
            assert row[name] == pytest.approx(run.scores[name].mean, abs=6e-3, rel=6e-3), name
    assert at.query_params["columns"] == names
    assert words(at).count("is right for 50.0 % of the rows.") == 2, "board and metric card"


def test_a_link_to_two_runs_shows_these_two(judged):
    pair = judged.runs["binary"][1:3]
    at = judged.compare("binary", run=pair)
    assert len(board(at)) == 2
    assert set(figures(at, "matrix-")) == {f"matrix-{id}" for id in pair}
    at.multiselect(key="chosen-runs").set_value(judged.runs["binary"][1:]).run()
    assert len(board(at)) == 3 and set(at.query_params["run"]) == set(judged.runs["binary"][1:])


def test_runs_of_another_experiment_are_left_out_with_a_sentence(judged):
    here, there = judged.runs["binary"][0], judged.runs["regression"][2]
    at = judged.open("compare", run=[here, there])
    assert not at.exception and list(board(at)["title"]) == ["Baseline"]
    shown = " ".join(element.value for element in (*at.error, *at.warning))
    assert "cannot be compared: Decision tree" in shown.replace("\\", "")


def test_more_than_eight_runs_show_the_best_eight(judged):
    experiment = judged.store.load("experiment", judged.experiments["regression"])
    for depth in range(1, 8):
        judged.store.save(core.train(experiment, "tree", {"max_depth": depth}))
    at = judged.compare("regression")
    assert len(board(at)) == 8 and board(at)["title"].is_unique
    assert len(at.query_params["run"]) == 8


def test_sections_can_be_left_out(judged):
    at = judged.compare("binary", show=["classes", "parameters"])
    assert {key.split("-")[0] for key in figures(at)} == {"matrix"}
    at = judged.compare("binary", show="none")
    assert not figures(at) and len(board(at)) == 4


def test_parameters_that_differ_are_named_and_no_others(judged):
    shown = table(judged.compare("binary"), "Parameters that differ").set_index("Choice")
    assert list(shown.loc["Rounds at most"]).count("12") == 1
    assert "Rows in a leaf" in shown.index, "the tree and LightGBM have other defaults"
    assert not {"Seed", "Features", "Inverse penalty C"} & set(shown.index)


def test_while_a_learning_curve_is_made_it_says_so(judged):
    late = judged.runs["multiclass"][2]
    core.jobs.submit(judged.store, "learning_curve", late, {})
    assert "Being computed: Decision tree" in words(judged.compare("multiclass"))


@pytest.mark.parametrize("task", TASKS)
def test_names_are_shown_and_never_obeyed(judged, task):
    at = judged.compare(task, report="1")
    texts = [element.value for element in (*at.markdown, *at.caption)]
    for text in texts:
        assert not re.search(r"(?<!\\)<(img|script|b>)|(?<!\\)\]\(http|(?<!\\):red\[", text)
    drawn = json.dumps(list(figures(at).values()), default=str)
    assert "<img" not in drawn and "<script" not in drawn and "<b>{" not in drawn
    assert TARGET in words(at) or task != "regression"
