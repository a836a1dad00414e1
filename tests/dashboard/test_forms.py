"""A form is what its parameters declare: it starts at the defaults and returns what core takes."""

import pytest
from streamlit.testing.v1 import AppTest

from core.dataset.table import Column
from core.models import MODELS
from core.models.spec import ModelSpec
from core.params import ByColumn, Choice, Flag, Float, Int
from dashboard.forms import ladder, meaning, say, step

PARAMS = (
    Float(name="alpha", default=1.0, low=1e-4, high=1e4, log=True, main=True, help="Strength."),
    Int(name="depth", default=None, low=1, high=64, optional=True, main=True),
    Choice(name="kernel", default="rbf", options=("rbf", "linear")),
    Choice(name="size", default=64, options=(8, 16, 32, 64, 128, 256)),
    Choice(name="weight", default=None, options=(None, "balanced")),
    Flag(name="bias", default=True),
    Float(name="dropout", default=0.1, low=0, high=0.9, tasks=("regression",)),
    ByColumn(name="ways", options=(1, -1), words=("Rises with", "Falls with"), help="Known."),
)
COLUMNS = (Column("age", "numeric"), Column("_*rooms*_", "numeric"), Column("city", "categorical"))
SPEC = ModelSpec("made", "Made", "none", "never", "a.B", "a.C", PARAMS)


KNOWN = {**MODELS, "made": SPEC}


def draw(model, task, values, columns=()):
    import streamlit as st

    from dashboard.forms import param_form
    from tests.dashboard.test_forms import KNOWN

    st.session_state.result = param_form(KNOWN[model], task, "made", values, columns)


def form(task="binary", values=None, model="made", columns=()):
    given = (model, task, values, columns)
    at = AppTest.from_function(draw, args=given, default_timeout=30).run()
    assert not at.exception
    return at


def test_an_untouched_form_returns_the_defaults_of_its_task():
    assert form().session_state.result == SPEC.check({}, "binary")
    assert form("regression").session_state.result == SPEC.check({}, "regression")


@pytest.mark.parametrize(("model", "task"), [(m, t) for m in MODELS for t in MODELS[m].tasks])
def test_every_model_of_the_catalogue_has_its_form(model, task):
    at = form(task, model=model, columns=COLUMNS)
    assert at.session_state.result == MODELS[model].check({}, task)
    for param in MODELS[model].params_for(task):
        options = [say(option) for option in getattr(param, "options", ())]
        assert len(options) == len(set(options)), "two options look alike on screen"


def test_a_form_starts_at_the_values_given_to_it():
    given = {
        "alpha": 0.037,
        "depth": 7,
        "kernel": "linear",
        "size": 8,
        "weight": "balanced",
        "bias": False,
        "ways": {"age": 1},
    }
    assert form(values=given).session_state.result == given


def test_what_is_chosen_comes_back_and_core_takes_it():
    at = form()
    at.select_slider(key="made-alpha").set_value(100.0)
    at.number_input(key="made-depth").set_value(12)
    at.toggle(key="made-bias").set_value(False)
    at.selectbox(key="made-size").set_value("128")
    result = at.run().session_state.result
    assert result == {
        "alpha": 100.0,
        "depth": 12,
        "kernel": "rbf",
        "size": 128,
        "weight": None,
        "bias": False,
        "ways": {},
    }
    assert SPEC.check(result, "binary") == result


def test_a_column_is_said_to_count_one_way_only_and_categories_are_not_offered():
    at = form(columns=COLUMNS, values={"ways": {"age": -1}})
    assert at.session_state.result["ways"] == {"age": -1}
    rises, falls = at.multiselect
    assert (rises.label, falls.label) == ("Rises with", "Falls with")
    assert rises.options == ["age", "_*rooms*_"]
    at = rises.set_value(["age"]).run()
    assert not at.exception
    assert at.session_state.result["ways"] == {"age": 1}
    assert at.multiselect[1].options == ["_*rooms*_"]
    assert SPEC.check(at.session_state.result, "binary")["ways"] == {"age": 1}


def test_main_parameters_stand_outside_the_expander_and_the_others_inside():
    at = form()
    assert {w.key for w in at.expander[0].toggle} == {"made-bias"}
    assert "made-depth" not in {w.key for w in at.expander[0].number_input}


def test_the_ladder_keeps_bounds_default_and_an_odd_value():
    steps = ladder(PARAMS[0], 0.037)
    assert steps[0] == 1e-4 and steps[-1] == 1e4 and 0.037 in steps and 0.5 in steps
    assert steps == sorted(set(steps))


@pytest.mark.parametrize(
    ("param", "expected"),
    [
        (Int(name="trees", default=300, low=10, high=5000, log=True), 10),
        (Int(name="leaf", default=1, low=1, high=20), 1),
        (Float(name="share", default=0.5, low=0, high=1), 0.05),
    ],
)
def test_one_click_adds_a_round_number(param, expected):
    assert step(param) == pytest.approx(expected)


def test_help_says_purpose_bounds_and_default():
    assert meaning(PARAMS[0]) == "Strength. From 0.0001 to 10000. Default 1."
    assert meaning(PARAMS[1]) == "From 1 to 64. Empty: no limit. Default none."
