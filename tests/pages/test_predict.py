"""Predict: what is said when there is nothing, which run predicts, one case, a file."""

from tests.pages.judged import words


def test_without_an_experiment_or_a_finished_run_the_page_says_what_to_do(app):
    at = app.open("predict")
    assert not at.exception and "There is no experiment in this link" in words(at)


def test_the_run_of_the_link_predicts_and_another_can_be_chosen(judged):
    first, second, *_ = judged.runs["binary"]
    at = judged.open("predict", experiment=judged.experiments["binary"], run=second)
    assert not at.exception and not at.error
    assert at.selectbox(key="predict-run").value == second
    at.selectbox(key="predict-run").set_value(first).run()
    assert not at.exception
    assert at.query_params["run"] == [first, second]
