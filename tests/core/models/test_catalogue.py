"""Every model of the catalogue keeps the contract; being listed is what tests it."""

import dataclasses

import numpy as np
import pytest
from sklearn.base import clone

import core
from core.experiment import Experiment
from core.models import ADVICE, KNOWN, MODELS, PRESETS, models_for
from core.params import ByColumn, Choice, Flag, Number
from core.training import fit_fold
from tests.data import dataset, mixed, mixed_dataset

TASKS = {"binary": ("нет", "🙂"), "multiclass": ("да", "нет", "🙂"), "regression": None}
ENTRIES = [(spec.name, task) for task in TASKS for spec in models_for(task)]
QUICK = {"n_estimators": 20, "max_iter": 200, "max_epochs": 5}


@pytest.fixture(scope="module")
def experiments(tmp_path_factory):
    """A question a task: every kind of column, gaps in each, a constant one."""
    folder = tmp_path_factory.mktemp("catalogue")
    found = {}
    for task, classes in TASKS.items():
        data = mixed_dataset(folder, name=task, classes=classes)
        found[task] = Experiment.of(data, "target", split=core.Split(_kind(task), folds=2))
    return found


@pytest.fixture(scope="module")
def narrow(tmp_path_factory):
    """A question a task to a table of one column beside the target."""
    folder = tmp_path_factory.mktemp("narrow")
    found = {}
    for task, classes in TASKS.items():
        table = mixed(80, classes)[["number", "target"]]
        split = core.Split(_kind(task), folds=2)
        found[task] = Experiment.of(dataset(table, folder, task), "target", split=split, holdout=0)
    return found


@pytest.fixture(scope="module")
def baselines(experiments):
    return {task: core.train(experiment, "dummy") for task, experiment in experiments.items()}


def _kind(task):
    return "random" if task == "regression" else "stratified"


def quick(spec, task):
    return {p.name: QUICK[p.name] for p in spec.params_for(task) if p.name in QUICK}


def values(run, frame):
    ask = run.model.predict if run.experiment.task == "regression" else run.model.predict_proba
    return ask(frame)


@pytest.fixture(scope="module", params=ENTRIES, ids="-".join)
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


def test_it_beats_the_baseline_where_there_is_something_to_learn(run, baselines):
    if run.request.model == "dummy":
        return
    metric = core.METRICS[run.experiment.metric]
    gain = run.scores[metric.name].mean - baselines[run.experiment.task].scores[metric.name].mean
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
    asked = run.experiment, run.request, run.experiment.dataset.frame(run.request.features)
    again = fit_fold(*asked, 0, 1, lambda event: None)
    first = run.oof[run.oof["fold"] == 0]
    assert np.array_equal(again.rows, first["row"])
    assert np.array_equal(again.values.reshape(len(first), -1), first[run.columns])
    assert clone(run.model[-1]).get_params().keys() == run.model[-1].get_params().keys()


def test_it_comes_back_from_the_store_and_predicts_the_same_bit_by_bit(run, tmp_path):
    store = core.open_store(tmp_path)
    for thing in (run.experiment.dataset, run.experiment, run):
        store.save(thing)
    again = store.load("run", run.id)
    frame = run.experiment.dataset.frame()
    assert np.array_equal(values(again, frame), values(run, frame))


def test_a_model_that_watches_reports_and_keeps_its_training_curve(run):
    spec = MODELS[run.request.model]
    assert run.curves.empty != spec.watches
    if spec.watches:
        assert max(run.facts["stopped_at"]) <= run.request.params[spec.cap]
        assert set(run.curves["part"]) == {"training", "validation"}
        assert set(run.curves["fold"]) == {0, 1}
        assert all(step >= 1 for step in run.facts["stopped_at"])


@pytest.mark.parametrize(("name", "task"), ENTRIES)
def test_a_table_of_one_column_is_enough(name, task, narrow):
    run = core.train(narrow[task], name, quick(MODELS[name], task))
    assert np.isfinite(run.oof[run.columns].to_numpy()).all()
    assert run.scores[narrow[task].metric].mean is not None


@pytest.mark.parametrize(("name", "task"), ENTRIES)
def test_bad_parameters_are_refused_by_name_rule_and_value(name, task):
    spec = MODELS[name]
    for param in spec.params_for(task):
        bad = {Number: "many", Choice: "nonsense", Flag: 3, ByColumn: {"number": "up"}}
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
    assert spec.preset in PRESETS and spec.tasks
    for task in spec.tasks:
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


def test_presets_grow_and_the_quick_one_is_six_models_for_every_task():
    for task in TASKS:
        quick, balanced, thorough = ([spec.name for spec in models_for(task, p)] for p in PRESETS)
        assert quick == ["dummy", "linear", "tree", "forest", "lightgbm", "mlp"]
        assert (
            set(quick)
            < set(balanced)
            < set(thorough)
            == {name for name, spec in MODELS.items() if task in spec.tasks}
        )
    assert ADVICE.endswith(".") and KNOWN.keys() >= MODELS.keys()


@pytest.mark.parametrize(
    ("model", "lowest", "said"),
    [
        ("poisson", 0.0, None),
        ("poisson", -4.5, "Poisson regression predicts numbers from 0 up: in target one row "
         "breaks that, the lowest is -4.5."),
        ("gamma", 0.0, "Gamma regression predicts numbers above 0: in target one row breaks that, "
         "the lowest is 0."),
    ],
)  # fmt: skip
def test_a_target_that_a_model_cannot_take_is_refused_in_a_sentence(model, lowest, said, tmp_path):
    table = mixed(60, None)
    table.loc[7, "target"] = lowest
    experiment = Experiment.of(dataset(table, tmp_path, comment="text"), "target", holdout=0)
    assert MODELS[model].refusal(experiment) == said
    if said:
        with pytest.raises(ValueError) as refused:
            core.train(experiment, model)
        assert str(refused.value) == said


def test_a_model_for_numbers_refuses_classes_and_the_other_way_round(experiments):
    assert MODELS["lasso"].refusal(experiments["binary"]) == (
        "Lasso predicts numbers: this is a binary task."
    )
    assert "predicts classes" in MODELS["lda"].refusal(experiments["regression"])


MONOTONE = [
    name for name, spec in MODELS.items() if any(isinstance(p, ByColumn) for p in spec.params)
]


@pytest.mark.parametrize("task", ["binary", "regression"])
@pytest.mark.parametrize("name", MONOTONE)
def test_a_column_counts_one_way_only_where_that_is_asked(name, task, experiments):
    experiment = experiments[task]
    params = quick(MODELS[name], task)
    frame = experiment.dataset.frame().head(1)
    rows = frame.loc[frame.index.repeat(60)].assign(number=np.linspace(-3, 3, 60))
    found = []
    for said in ({}, {"number": -1}):
        run = core.train(experiment, name, {**params, "monotonic_cst": said})
        steps = values(run, rows)
        found.append(np.diff(steps if task == "regression" else steps[:, 1]))
    free, falling = found
    assert free.max() > 0, "left alone it rises with the number, so the constraint has work to do"
    assert (falling <= 1e-9).all()


def test_only_a_numeric_feature_can_count_one_way(experiments):
    experiment = experiments["regression"]
    for said, why in (
        ({"city": 1}, "monotonic_cst must be about numeric columns only: city is categorical"),
        ({"nowhere": 1}, "monotonic_cst must be about features of the run only. Got 'nowhere'"),
    ):
        with pytest.raises(ValueError, match=why):
            core.train(experiment, "lightgbm", {"monotonic_cst": said})
    with pytest.raises(ValueError, match="needs the columns as they are"):
        core.train(experiment, "lightgbm", {"monotonic_cst": {"number": 1}}, None,
                   {"reduce": "pca"})  # fmt: skip


NATIVE = [name for name, spec in MODELS.items() if spec.needs.encode == "category"]


@pytest.mark.parametrize("name", NATIVE)
def test_boosting_is_told_which_columns_are_categories(name, experiments):
    experiment = experiments["binary"]
    run = core.train(experiment, name, quick(MODELS[name], "binary"))
    steps, model = run.model
    told = np.array(steps.get_feature_names_out())[model.categorical_features]
    assert list(told) == ["category__city"]
    coded = core.train(experiment, name, quick(MODELS[name], "binary"), None,
                       {"encode": "ordinal"})  # fmt: skip
    assert list(coded.model[-1].categorical_features) == []
