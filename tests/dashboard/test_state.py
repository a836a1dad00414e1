"""The link holds the view: what it names is found, what it does not know is dropped."""

from urllib.parse import parse_qs, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

import core
from core.jobs import submit_run
from dashboard import state
from tests.data import dataset, mixed


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """A store with two datasets, two experiments on the first, and runs that wait."""
    monkeypatch.setenv("FITBOARD_HOME", str(tmp_path / "home"))
    store = state.store()
    data = dataset(mixed(60), tmp_path, "one")
    other = store.save(dataset(mixed(40), tmp_path, "two"))
    asked = core.Experiment.of(data, target="target", holdout=0.0)
    second = core.Experiment.of(data, target="target", holdout=0.0, seed=1)
    for experiment in (asked, second):
        store.save(experiment)
    runs = [submit_run(store, asked, "dummy", title=f"run {n}") for n in range(10)]
    foreign = submit_run(store, second, "dummy")
    yield {
        "one": data.id, "two": other, "asked": asked.id, "second": second.id,
        "runs": runs, "foreign": foreign, "store": store,
    }  # fmt: skip
    store.close()


def script(page, action):
    import streamlit as st

    from dashboard import state

    st.session_state.said = state.begin(page)
    if action:
        getattr(state, action[0])(*action[1], **action[2])
    asked = state.experiment()
    st.session_state.seen = {
        "dataset": getattr(state.dataset(), "id", None),
        "experiment": asked and asked.id,
        "runs": state.run_ids(),
        "link": state.link(),
    }


def view(page="compare", action=None, session=None, **query):
    """The app after one run of `script` on a link with this query."""
    at = session or AppTest.from_function(script, default_timeout=30)
    at.args, at.kwargs = (page, action), {}
    at.query_params.clear()
    at.query_params.update(query)
    at.run()
    assert not at.exception
    return at


def seen(at):
    return at.session_state.seen


def test_a_link_with_runs_alone_finds_experiment_and_dataset_in_a_fresh_browser(kept):
    at = view(run=[kept["runs"][0], kept["runs"][2]])
    assert seen(at)["runs"] == [kept["runs"][0], kept["runs"][2]]
    assert (seen(at)["experiment"], seen(at)["dataset"]) == (kept["asked"], kept["one"])


def test_unknown_ids_are_dropped_and_the_rest_stays(kept):
    at = view(run=["nobody", kept["runs"][1]], dataset="lost", experiment=kept["asked"], fold="3")
    assert seen(at)["runs"] == [kept["runs"][1]]
    assert seen(at)["dataset"] == kept["one"]
    assert at.query_params["fold"] == "3"
    lost = view(experiment="gone", dataset="lost", run="none")
    assert seen(lost)["experiment"] is None and lost.query_params == {}


def test_runs_of_another_experiment_are_not_mixed_in(kept):
    at = view(experiment=kept["asked"], run=[kept["foreign"], kept["runs"][4]])
    assert seen(at)["runs"] == [kept["runs"][4]]


def test_at_most_eight_runs_and_each_once(kept):
    at = view(run=[kept["runs"][0], *kept["runs"]])
    assert seen(at)["runs"] == kept["runs"][:8]


def test_an_experiment_brings_its_own_dataset(kept):
    assert seen(view(experiment=kept["asked"], dataset=kept["two"]))["dataset"] == kept["one"]


def test_a_walk_to_another_page_keeps_ids_and_brings_the_page_its_options_back(kept):
    at = view("compare", experiment=kept["asked"], run=kept["runs"][0], threshold="0.3")
    at = view("explore", session=at)
    assert seen(at)["runs"] == [kept["runs"][0]] and "threshold" not in at.query_params
    at = view("compare", session=at)
    assert at.query_params["threshold"] == "0.3"


def test_another_dataset_drops_the_experiment_and_another_experiment_the_runs(kept):
    full = {"experiment": kept["asked"], "run": kept["runs"][0]}
    at = view(action=("choose", (), {"dataset": kept["two"]}), **full)
    assert at.query_params == {"dataset": kept["two"]}
    at = view(action=("choose", (), {"experiment": kept["second"]}), **full)
    assert at.query_params == {"dataset": kept["one"], "experiment": kept["second"]}
    at = view(action=("choose", (), {"dataset": kept["one"]}), **full)
    assert at.query_params["run"] == kept["runs"][0]


def test_an_option_is_written_into_the_link_and_taken_out(kept):
    at = view(action=("set_option", ("columns", ["age", "a&b=c"]), {}), dataset=kept["one"])
    assert at.query_params["columns"] == ["age", "a&b=c"]
    query = parse_qs(urlsplit(seen(at)["link"]).query)
    assert query == {"dataset": [kept["one"]], "columns": ["age", "a&b=c"]}
    at = view(action=("set_option", ("columns", []), {}), dataset=kept["one"], columns="age")
    assert at.query_params == {"dataset": kept["one"]}


def test_what_was_deleted_elsewhere_is_gone_from_the_link(kept):
    at = view(dataset=kept["two"])
    assert seen(at)["dataset"] == kept["two"]
    kept["store"].delete("dataset", kept["two"])
    assert seen(view(session=at, dataset=kept["two"]))["dataset"] is None


def test_a_damaged_dataset_is_named_and_left_and_the_rest_goes_on(kept):
    kept["store"].file("dataset", kept["two"], "table").write_bytes(b"torn")
    at = view(dataset=kept["two"])
    assert seen(at)["dataset"] is None and at.query_params == {}
    assert "damaged" in at.session_state.said[0]
    at = view(session=at, dataset=kept["one"])
    assert seen(at)["dataset"] == kept["one"] and at.session_state.said == []
