"""The frame: what the strip says, where the menu leads, what a failing page shows."""

import pytest

import core
from core.jobs import submit_run
from dashboard import status
from tests.data import dataset, mixed


@pytest.fixture
def asked(app, tmp_path):
    """A stored question with a sealed holdout, on a table with a hostile name."""
    data = dataset(mixed(400), tmp_path, "*a* [b](c)")
    experiment = core.Experiment.of(data, target="target", positive="yes")
    app.store.save(experiment)
    return experiment


def strip(at):
    return at.container(key="strip").markdown[0].value


def test_the_strip_of_an_empty_store_names_the_machine_only(app):
    at = app.open("runs")
    assert not at.exception and not at.error
    assert "CPU" in strip(at) and "holdout" not in strip(at)


def test_the_strip_says_dataset_target_split_seed_and_seal(app, asked):
    at = app.open("runs", experiment=asked.id)
    said = strip(at)
    assert "400 × " in said and "\\*a\\* \\[b\\]\\(c\\)" in said
    assert "target target \\= yes" in said
    assert f"{asked.n_folds} stratified folds · seed 0" in said
    assert f"holdout {len(asked.holdout_rows)} sealed" in said


def test_the_strip_counts_the_runs_at_work(app, asked):
    assert len(app.open("runs", experiment=asked.id).container(key="strip").markdown) == 1
    submit_run(app.store, asked, "dummy")
    submit_run(app.store, asked, "tree")
    strip = app.open("runs", experiment=asked.id).container(key="strip")
    assert "2 runs at work" in strip.markdown[1].value


def test_every_entry_of_the_menu_carries_the_ids(app, asked):
    at = app.open("runs", experiment=asked.id)
    links = at.sidebar.page_link
    assert [link.label for link in links] == [
        "Home", "Data", "Explore", "Set up", "Train", "Compare", "Model", "Predict", "Runs",
        "System",
    ]  # fmt: skip
    for link in links:
        assert f"experiment={asked.id}" in link.proto.query_string


def test_a_damaged_dataset_is_said_on_the_page_and_the_page_is_drawn(app, asked):
    app.store.file("dataset", asked.dataset.id, "table").write_bytes(b"torn")
    at = app.open("runs", experiment=asked.id)
    assert not at.exception and "damaged" in at.error[0].value
    assert at.title[0].value == "Runs"


@pytest.mark.parametrize("at_work", [0, 1])
@pytest.mark.parametrize(
    "name", ["a", "A customer table with a name of its own", "顧客データの長い名前です"]
)
def test_the_badges_are_shortened_until_they_fit_on_a_line(app, tmp_path, name, at_work):
    frame = mixed(400).rename(columns={"target": f"target {name}"})
    experiment = core.Experiment.of(dataset(frame, tmp_path, name), f"target {name}")
    app.store.save(experiment)
    if at_work:
        submit_run(app.store, experiment, "dummy")
    said = strip(app.open("runs", experiment=experiment.id)).replace("\\", "")
    badges = [words.rpartition("[")[2] for words in said.split("]")[:-1]]
    assert len(badges) >= 4 and "400 ×" in badges[0] and "seed 0" in badges[2]
    names = [words.partition(": ")[2] for words in badges]
    assert sum(map(status.width, names)) <= status.ROOM - status.AT_WORK * at_work
