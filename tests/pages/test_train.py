"""Train queues what is ticked, shows what the store knows, and lets a run be ended and resumed."""

import time

import numpy as np
import pandas as pd
import pytest

import core.jobs
from core import preparation
from core.comparison import ranked
from core.experiment import Experiment
from core.jobs import queue
from core.models import ADVICE, MODELS, models_for
from core.params import ByColumn
from tests.data import dataset, mixed_dataset
from tests.pages.test_setup import press, words

SMALL = {"dummy": {}, "linear": {}, "lightgbm": {"n_estimators": 5}}


@pytest.fixture
def experiment(app, tmp_path):
    """A stored question of 120 rows."""
    made = Experiment.of(mixed_dataset(tmp_path, rows=120), "target", split="stratified")
    app.store.save(made)
    return made


def train(store, experiment, seconds=90.0):
    """Train three small models with a real supervisor and workers."""
    ids = [core.jobs.submit_run(store, experiment, name, p) for name, p in SMALL.items()]
    supervisor = core.jobs.Supervisor(store, at_once=1)
    supervisor.start()
    try:
        end = time.monotonic() + seconds
        while any(job.kind == "train" for job in core.jobs.jobs(store, live=True)):
            assert time.monotonic() < end, core.jobs.jobs(store)
            time.sleep(0.05)
    finally:
        for job in core.jobs.jobs(store, live=True):
            core.jobs.cancel(store, job.id)
        supervisor.stop()
    return ids


def test_without_a_dataset_or_a_question_the_page_says_what_to_do(app, experiment):
    assert "open a table first" in words(app.open("train"))
    at = app.open("train", dataset=experiment.dataset.id)
    assert "no question yet" in words(at) and not at.exception


def test_the_quick_models_have_a_card_with_advice_and_form(app, experiment):
    at = app.open("train", experiment=experiment.id)
    assert not at.exception and experiment.sentence() in words(at) and ADVICE in words(at)
    quick = models_for("binary", "quick")
    assert ticks(at) == [f"**{spec.title}**" for spec in quick]
    for spec in quick:
        assert spec.when in words(at)
        for param in spec.params_for("binary"):
            if not isinstance(param, ByColumn):
                assert at.get_by_key(f"{spec.name}-binary-{param.name}").label == param.label


def ticks(at):
    return [box.label for box in at.checkbox if box.key.startswith("train-")]


def test_more_models_come_with_another_preset_and_their_forms_when_opened(app, experiment):
    at = app.open("train", experiment=experiment.id)
    at.number_input(key="tree-binary-max_depth").set_value(3).run()
    for preset in ("balanced", "thorough"):
        at.segmented_control(key="preset").set_value(preset).run()
        specs = models_for("binary", preset)
        assert ticks(at) == [f"**{spec.title}**" for spec in specs] and not at.exception
        assert f"{len(specs)} models" in words(at)
        assert "tree-binary-max_depth" not in {field.key for field in at.number_input}
    press(at, f"Train all {len(specs)}")
    queued = {run.request.model: run.request.params for run in app.store.list("run")}
    assert set(queued) == {spec.name for spec in specs}
    assert queued["tree"]["max_depth"] == 3, "what a form said stays while it is folded"


def test_a_model_that_cannot_answer_says_so_and_is_left_out(app, tmp_path):
    made = Experiment.of(mixed_dataset(tmp_path, classes=None), "target")
    app.store.save(made)
    frame = made.dataset.frame()
    negative = dataset(frame.assign(target=frame["target"] - 100), tmp_path, "negative")
    below = Experiment.of(negative, "target")
    app.store.save(below)
    for one, refused in ((made, False), (below, True)):
        at = app.open("train", experiment=one.id)
        at.segmented_control(key="preset").set_value("thorough").run()
        assert at.checkbox(key="train-gamma").disabled is refused and not at.exception
    assert "Gamma regression predicts numbers above 0" in words(at)
    press(at, f"Train {len(models_for('regression')) - 2} models")
    asked = {run.request.model for run in app.store.list("run")}
    assert "gamma" not in asked and "lasso" in asked


def test_one_click_queues_the_quick_models_with_their_defaults(app, experiment):
    at = press(app.open("train", experiment=experiment.id), "Train all six")
    assert not at.exception and not at.error
    queued = app.store.list("run", experiment_id=experiment.id)
    assert {run.request.model for run in queued} == {s.name for s in models_for("binary", "quick")}
    assert {run.state for run in queued} == {"queued"}
    for run in queued:
        assert run.request.params == MODELS[run.request.model].check({}, "binary")
        assert run.request.preparation == preparation.check({})
    assert at.subheader[0].value == "At work"
    assert f"cancel-{queued[0].id}" in {button.key for button in at.button}


def test_only_ticked_models_are_queued_with_what_their_forms_say(app, experiment):
    at = app.open("train", experiment=experiment.id)
    for spec in models_for("binary", "quick"):
        if spec.name not in {"tree", "linear"}:
            at.checkbox(key=f"train-{spec.name}").uncheck()
    at.number_input(key="tree-binary-max_depth").set_value(3)
    at.get_by_key("preparation-impute").set_value("mean")
    press(at.run(), "Train two models")
    queued = {run.request.model: run.request for run in app.store.list("run")}
    assert set(queued) == {"tree", "linear"}
    assert queued["tree"].params["max_depth"] == 3
    assert queued["tree"].preparation["impute"] == "mean"
    assert queued["tree"].features == experiment.features


def only_linear(at):
    for box in at.checkbox:
        if box.key.startswith("train-") and box.key != "train-linear":
            box.uncheck()
    return at.run()


def test_preparation_can_be_chosen_for_one_column(app, experiment):
    at = only_linear(app.open("train", experiment=experiment.id))
    where = f"preparation-column-{experiment.dataset.id}"
    at.toggle(key="preparation-single").set_value(True).run()
    at.selectbox(key=where).set_value("city").run()
    field = next(f for f in at.selectbox if f.label == "Encode categories" and "city" in f.key)
    field.set_value("target").run()
    at.selectbox(key=where).set_value("number").run()
    assert "**city**: encode categories target" in words(at)
    next(f for f in at.selectbox if f.label == "Scale numbers" and "number" in f.key).set_value(
        "robust"
    ).run()
    at.get_by_key("preparation-scale").set_value("minmax").run()
    at.switch_page("../pages/home.py").run()
    at.switch_page("../pages/train.py").run()
    press(at, "Train one model")
    (run,) = app.store.list("run")
    assert run.request.preparation["scale"] == "minmax"
    own = {"city": {"encode": "target"}, "number": {"scale": "robust"}}
    assert run.request.preparation["columns"] == own


def test_a_preparation_that_cannot_be_is_refused_before_anything_is_queued(app, tmp_path):
    wide = pd.DataFrame(np.random.default_rng(0).normal(size=(60, 80))).add_prefix("c")
    made = Experiment.of(dataset(wide.assign(y=np.arange(60) % 2), tmp_path, "wide"), "y")
    app.store.save(made)
    at = app.open("train", experiment=made.id)
    at.get_by_key("preparation-polynomial").set_value("2").run()
    press(at, "Train all six")
    said = at.error[0].value.replace("\\", "")
    assert "polynomial 2 of 80 numeric columns makes 3,320 columns" in said
    assert not app.store.list("run")


def test_with_nothing_ticked_there_is_nothing_to_press(app, experiment):
    at = app.open("train", experiment=experiment.id)
    for box in at.checkbox:
        box.uncheck()
    at.run()
    assert at.button(key="train").disabled


def test_trained_runs_fill_the_leaderboard_and_go_to_compare(app, experiment):
    ids = train(app.store, experiment)
    at = app.open("train", experiment=experiment.id)
    assert not at.exception
    best = ranked([app.store.load("run", id) for id in ids], experiment.metric)
    (board,) = [frame.value for frame in at.dataframe if "mean" in frame.value]
    means = [run.scores[experiment.metric].mean for run in best]
    assert board["mean"].tolist() == pytest.approx(means, abs=1e-3)
    assert "At work" not in [heading.value for heading in at.subheader]
    press(at, "Compare")
    assert at.query_params["run"] == [run.id for run in best]


def test_a_run_is_cancelled_listed_with_its_reason_and_resumed(app, experiment):
    id = core.jobs.submit_run(app.store, experiment, "linear")
    at = app.open("train", experiment=experiment.id)
    at.button(key=f"cancel-{id}").click().run()
    assert app.store.list("run", id=id)[0].state == "cancelled"
    at.run()
    assert "cancelled" in words(at) and "At work" not in [h.value for h in at.subheader]
    at.button(key=f"resume-{id}").click().run()
    assert app.store.list("run", id=id)[0].state == "queued" and not at.exception


def test_a_failure_stays_in_the_list_with_its_reason(app, experiment):
    core.jobs.submit_run(app.store, experiment, "tree")
    (job,) = core.jobs.jobs(app.store)
    reason = "It needed more than 2 GB of memory :red[x]."
    assert queue.move(app.store, job.id, "failed", "queued", reason=reason)
    at = app.open("train", experiment=experiment.id)
    assert reason in words(at) and not at.exception
    assert ":red[x]" not in "".join(m.value for m in at.markdown)


def test_the_network_card_counts_its_weights_as_one_types(app, experiment):
    at = app.open("train", experiment=experiment.id)
    before = next(caption.value for caption in at.caption if "parameters (" in caption.value)
    at.number_input(key="mlp-binary-width").set_value(16)
    after = next(c.value for c in at.run().caption if "parameters (" in c.value)
    assert before != after and " → 16 → 16 → 2" in after and "Trains on" in after


def test_a_device_that_this_machine_lacks_is_named_before_the_click(app, experiment):
    app.store.keep_fact("devices", [{"kind": "cpu", "name": "Made chip", "usable": True}])
    at = app.open("train", experiment=experiment.id)
    assert "Trains on Made chip." in words(at)
    at.get_by_key("mlp-binary-device").set_value("cuda")
    assert "no cuda device that works: the run would fail" in words(at.run())
