"""A job's state is told in the same words everywhere, and each stage it reports has its own."""

import re
from pathlib import Path

import pytest

import core.jobs
from core.jobs import KINDS
from dashboard.doing import COLOURS, doing
from tests.core.store import made

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def told(tmp_path):
    """What is said of a job of some kind in a state, with this progress or reason."""
    from dataclasses import replace

    store = core.open_store(tmp_path / "store")
    id = core.jobs.submit_run(store, made.experiment(tmp_path), "dummy")
    (job,) = core.jobs.jobs(store)
    assert doing(job) == doing(store.list("run", id=id)[0]) == "waiting for its turn"

    def say(kind="train", state="running", reason="", **progress):
        return doing(replace(job, kind=kind, state=state, reason=reason, progress=progress))

    return say


def test_each_state_has_its_words(told):
    assert set(COLOURS) == set(core.jobs.STATES)
    said = {state: told(state=state) for state in core.jobs.STATES if state != "running"}
    assert all(said.values()) and len(set(said.values())) == len(said)
    assert (
        told(state="failed", reason="It needed more than 2.0 GB.") == "It needed more than 2.0 GB."
    )


def test_a_running_job_says_how_far_it_is(told):
    assert told(stage="fold", fold=2, of=5) == "fold 3 of 5"
    assert told(stage="fold", fold=5, of=5) == "fold 5 of 5"
    assert told(stage="final", fold=5, of=5) == "last fit, on all its rows"
    assert told("predict", stage="predict", fold=0, of=3) == "part 1 of 3"
    assert told() == "starting" and told("inspect") == "at work"


def test_every_stage_that_is_reported_has_words(told):
    named = {(kind, stage) for kind, entry in KINDS.items() for stage in entry.stages}
    source = "".join(path.read_text() for path in (ROOT / "core").rglob("*.py"))
    assert {stage for _, stage in named} == set(re.findall(r'"stage": "(\w+)"', source))
    for kind, stage in named:
        said = told(kind, stage=stage, fold=1, of=7)
        assert "{" not in said and said != told(kind)
