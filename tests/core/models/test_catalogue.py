"""Every model of the catalogue keeps the contract; being listed is what tests it."""

import dataclasses

import numpy as np
import pytest
from sklearn.base import clone

import core
from core.experiment import Experiment
from core.models import MODELS
from core.params import Choice, Flag, Number
from tests.data import mixed_dataset

TASKS = {"binary": ("no", "yes"), "multiclass": ("да", "нет", "🙂"), "regression": None}
QUICK = {"n_estimators": 20, "max_epochs": 5}


@pytest.fixture(scope="module")
def experiments(tmp_path_factory):
    folder = tmp_path_factory.mktemp("catalogue")
    found = {}
    for task, classes in TASKS.items():
        data = mixed_dataset(folder, name=task, classes=classes)
        found[task] = Experiment.of(data, "target", split=core.Split(_kind(task), folds=2))
    return found


def _kind(task):
    return "random" if task == "regression" else "stratified"


def quick(spec, task):
    return {p.name: QUICK[p.name] for p in spec.params_for(task) if p.name in QUICK}


@pytest.fixture(scope="module", params=[(m, t) for m in MODELS for t in TASKS], ids="-".join)
def run(request, experiments):
    name, task = request.param
    return core.train(experiments[task], name, quick(MODELS[name], task))


def test_it_scores_every_row_out_of_fold(run):
    assert sorted(run.oof["row"]) == run.experiment.training_rows.tolist()
    values = run.oof[run.columns].to_numpy()
    assert np.isfinite(values).all()
    if run.experiment.task != "regression":
        assert values.sum(axis=1) == pytest.approx(1, abs=1e-6)


def test_every_metric_of_the_task_has_a_score_a_fold(run):
    for name, score in run.scores.items():
        assert len(score.folds) == 2, name
        assert score.mean is not None, name


def test_it_beats_the_baseline_where_there_is_something_to_learn(run, experiments):
    if run.request.model == "dummy":
        return
    metric = core.METRICS[run.experiment.metric]
    baseline = core.train(run.experiment, "dummy").scores[metric.name].mean
    gain = run.scores[metric.name].mean - baseline
    assert (gain if metric.greater_is_better else -gain) > 0


def test_the_final_model_predicts_raw_rows_with_gaps_and_unseen_values(run):
    frame = run.experiment.dataset.frame().head(8).copy()
    frame["city"] = frame["city"].astype(object)
    frame.loc[0, "city"] = "Atlantis"
    frame["extra"] = 1
    frame.loc[1, ["number", "other"]] = np.nan
    predicted = run.predict(frame)
    assert predicted.notna().all() and predicted.name == "prediction"
    if run.experiment.task != "regression":
        assert set(predicted) <= set(run.experiment.classes)
        assert list(run.predict_proba(frame).columns) == list(run.experiment.classes)
    with pytest.raises(ValueError, match="This column is missing: city"):
        run.predict(frame.drop(columns="city"))


def test_it_is_the_same_twice_and_its_estimator_clones(run):
    again = core.train(run.experiment, run.request.model, run.request.params)
    assert np.array_equal(again.oof[run.columns], run.oof[run.columns])
    assert clone(run.model[-1]).get_params().keys() == run.model[-1].get_params().keys()


def test_a_model_that_watches_reports_and_keeps_its_training_curve(run):
    spec = MODELS[run.request.model]
    assert run.curves.empty != spec.watches
    if spec.watches:
        assert set(run.curves["part"]) == {"training", "validation"}
        assert set(run.curves["fold"]) == {0, 1}
        assert all(step >= 1 for step in run.facts["stopped_at"])


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("task", TASKS)
def test_bad_parameters_are_refused_by_name_rule_and_value(name, task):
    spec = MODELS[name]
    for param in spec.params_for(task):
        bad = {Number: "many", Choice: "nonsense", Flag: 3}
        value = next(v for kind, v in bad.items() if isinstance(param, kind))
        with pytest.raises(ValueError) as refused:
            spec.check({param.name: value}, task)
        assert str(refused.value).startswith(f"{param.name} must be ")
        assert repr(value) in str(refused.value)
        if isinstance(param, Number):
            with pytest.raises(ValueError, match="in the range"):
                spec.check({param.name: param.high + 1}, task)


@pytest.mark.parametrize("name", MODELS)
def test_an_entry_says_what_a_form_needs(name):
    spec = MODELS[name]
    assert spec.name == name and spec.title and spec.when.endswith(".")
    for task in TASKS:
        params = spec.params_for(task)
        assert len({p.name for p in params}) == len(params)
        assert all(p.help.endswith(".") and p.label for p in params)
        assert all(p.check(p.default) == p.default for p in params)
        assert sum(p.main for p in params) <= 5
        defaults = spec.check({}, task)
        taken = spec.estimator(defaults, task).get_params()
        assert defaults.items() <= taken.items()


def test_one_entry_makes_a_model(experiments, monkeypatch):
    extra = dataclasses.replace(
        MODELS["tree"], name="stump", title="Stump", params=(), fixed={"max_depth": 1}
    )
    monkeypatch.setitem(MODELS, "stump", extra)
    run = core.train(experiments["binary"], "stump")
    assert run.title == "Stump" and run.model[-1].get_depth() == 1
