"""The scan as a job: of a question nobody saved yet, and of an experiment; it comes back whole."""

import pytest

import core
import core.jobs
from core.jobs.work import KINDS
from core.jobs.work.leaks import drafted
from core.leaks import Scan
from tests.core.leaks.test_planted import parts, table
from tests.data import dataset

SPLITS = (None, core.Split("random", folds=3, repeats=2), core.Split("column", by="kind"))


@pytest.fixture
def store(tmp_path):
    opened = core.open_store(tmp_path / "store")
    yield opened
    opened.close()


@pytest.mark.parametrize("split", SPLITS)
def test_a_question_is_asked_again_as_it_was(tmp_path, split):
    made = dataset(table(task="regression")[0], tmp_path)
    asked = core.Experiment.of(made, "wanted", split=split, seed=3, features=["x0", "x1"])
    question = asked.question()
    split = core.Split.from_json(question["split"])
    assert core.Experiment.of(made, **{**question, "split": split}).id == asked.id


def test_a_draft_is_scanned_on_its_dataset_and_an_experiment_on_itself(store, tmp_path):
    frame, rng = table(task="regression")
    made = dataset(parts(frame, rng), tmp_path)
    asked = core.Experiment.of(made, "wanted")
    store.save(made)
    expected = core.leak_scan(asked).findings
    assert expected[0].columns == ("first", "second")

    def work(subject, request):
        id = core.jobs.submit(store, "leak_scan", subject, request)
        KINDS["leak_scan"].work(store, core.jobs.job(store, id), lambda event: None)

    work(made.id, {"question": asked.question()})
    draft = store.part(made.id, drafted(asked), kind="dataset")
    assert Scan.from_json(draft).findings == expected
    store.save(asked)
    work(asked.id, {})
    assert Scan.from_json(store.part(asked.id, "leaks", kind="experiment")).findings == expected
