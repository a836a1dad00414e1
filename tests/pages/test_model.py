"""Model: one run's page, on real runs of each task with hostile names."""

import pytest

TASKS = ("binary", "multiclass", "regression")


def model(judged, task, number=1, **query):
    """The page of the task's `number`-th run (1: linear, 2: tree); nothing went wrong."""
    runs = [judged.runs[task][number]]
    at = judged.open("model", experiment=judged.experiments[task], run=runs, **query)
    assert not at.exception and not at.error
    return at


def test_without_an_experiment_the_page_says_what_to_do(app):
    at = app.open("model")
    assert not at.exception and at.button[0].label == "Open Set up"


@pytest.mark.parametrize("task", TASKS)
def test_the_select_box_offers_every_finished_run_and_the_link_follows_it(judged, task):
    at = model(judged, task)
    box = at.selectbox(key="model-run")
    assert sorted(box.options) and len(box.options) == len(judged.runs[task])
    other = judged.runs[task][2]
    at = box.set_value(other).run()
    assert not at.exception
    assert at.query_params["run"] == [other, judged.runs[task][1]]
