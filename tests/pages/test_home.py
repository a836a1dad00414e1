"""Home: a sample is one click from Train, a file from Data; recent work is listed."""

import re

import pytest

import core
from core.dataset import SAMPLES
from core.jobs import submit_run
from dashboard.recent import ago
from dashboard.visitors import visit
from tests.data import mixed_dataset
from tests.dropped import drop

HOSTILE = '**b** [x](http://evil.example) `c` $d$ <img src=x onerror=alert(1)> :material/home: "{}|'


def words(at) -> str:
    """All Markdown and captions of the page, without the marks of escaping."""
    found = [element.value for element in (*at.markdown, *at.caption, *at.subheader)]
    return "\n".join(found).replace("\\", "").replace("\N{WORD JOINER}", "")


def labels(at) -> list[str]:
    """What stands on the page's buttons, without the marks of escaping."""
    return [button.label.replace("\\", "").replace("\N{WORD JOINER}", "") for button in at.button]


def bare_marks(at) -> list[str]:
    """What on the page holds a mark of HOSTILE that Markdown would read: none may."""
    shown = [element.value for element in (*at.markdown, *at.caption)]
    shown += [button.label for button in at.button]
    return [text for text in shown if re.search(r"(?<!\\)(<img|\[x|`c|\$d)", text)]


def test_an_empty_home_promises_offers_two_doors_and_says_what_to_do(app):
    at = app.open("home")
    assert not at.exception and not at.error
    assert "The score you see is the score you will get" in words(at)
    assert [at.button(key=f"sample-{sample.name}").label for sample in SAMPLES] == ["Try"] * 5
    for sample in SAMPLES:
        assert sample.title in words(at) and sample.look in words(at)
    assert "7,043 × 21" in words(at) and "344 × 18" in words(at)
    assert at.session_state["_file-page"] != at.session_state["_file-terminal"]
    assert "Nothing yet" in words(at) and "At work" not in words(at)


@pytest.mark.parametrize("name", ["voice_study", "bike_sharing"])
def test_a_click_on_a_sample_asks_its_question_and_goes_to_train(app, name):
    sample = next(sample for sample in SAMPLES if sample.name == name)
    at = app.open("home")
    at.button(key=f"sample-{name}").click().run()
    assert not at.exception and not at.error
    assert at.title[0].value == "Train"
    (asked,) = app.store.list("experiment")
    assert (asked.target, asked.task) == (sample.target, sample.task)
    split = asked.record["split"]
    assert (split["kind"], split["by"]) == sample.split
    assert at.query_params["experiment"] == asked.id
    assert at.query_params["dataset"] == asked.dataset_id
    assert any(button.label.startswith("Train") for button in at.button)


def test_a_dropped_file_is_read_and_told_on_data(app):
    at = app.open("home")
    content = "größe;farbe\n1,5;rot\n2,5;blau\n3,5;rot\n".encode("cp1252")
    drop(at, "maße.csv", content)
    assert not at.exception and not at.error
    (kept,) = app.store.list("dataset")
    assert (kept.rows, kept.columns) == (3, 2)
    assert at.title[0].value == "Data" and at.query_params["dataset"] == kept.id


BAD = {
    "empty.csv": (b"", "empty"),
    "photo.csv": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "picture"),
    "header.csv": (b"a,b,c\n", "no rows"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_in_a_sentence_and_nothing_is_lost(app, name):
    content, said = BAD[name]
    at = app.open("home")
    drop(at, name, content)
    assert not at.exception
    assert said in at.error[0].value and at.title[0].value == "Fitboard"
    assert not app.store.list("dataset")
    assert at.button(key="sample-churn") and "Nothing yet" in words(at)


def test_recent_work_is_listed_by_its_own_names_and_opens(app, tmp_path):
    table = mixed_dataset(tmp_path, name="plain", classes=("no", "yes <b>"))
    table = core.Dataset(**{**vars(table), "name": HOSTILE})
    app.store.save(table)
    at = app.open("home")
    assert not bare_marks(at)
    shown = next(label for label in labels(at) if label.startswith("**b**"))
    assert shown == HOSTILE[:43] + "…"
    assert "160 rows × 7 columns · just now" in words(at)
    at.button(key=f"ask-{table.id}").click().run()
    assert at.title[0].value == "Set up" and at.query_params["dataset"] == table.id

    experiment = core.Experiment.of(table, "target")
    app.store.save(experiment)
    at = app.open("home")
    assert "target = yes <b> · 0 runs" in labels(at)
    at.button(key=f"question-{experiment.id}").click().run()
    assert at.title[0].value == "Train" and at.query_params["experiment"] == experiment.id


def test_a_file_that_came_to_be_predicted_on_is_no_recent_work(app, tmp_path):
    plain, guest = (
        mixed_dataset(tmp_path, name=n, rows=r) for n, r in (("own", 60), ("guest", 61))
    )
    app.store.save(plain)
    visit(guest)
    at = app.open("home")
    keys = {button.key for button in at.button}
    assert f"open-{plain.id}" in keys and f"open-{guest.id}" not in keys and not at.exception


def test_an_experiment_with_finished_runs_opens_compare(judged):
    at = judged.open("home")
    assert not at.exception
    at.button(key=f"question-{judged.experiments['binary']}").click().run()
    assert not at.exception and at.title[0].value == "Compare"


def test_what_runs_now_is_named(app, tmp_path):
    experiment = core.Experiment.of(mixed_dataset(tmp_path), "target")
    app.store.save(experiment)
    submit_run(app.store, experiment, "tree", title="a *tree*")
    at = app.open("home")
    assert not at.exception
    assert "At work" in words(at) and "**a *tree***" in words(at) and "waiting" in words(at)


def test_times_are_told_in_words():
    assert [ago(0, seconds) for seconds in (5, 60, 7_200, 90_000)] == [
        "just now", "1 minute ago", "2 hours ago", "1 day ago",
    ]  # fmt: skip
