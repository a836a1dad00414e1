"""The warm predictor: right answers for many at once, sentences for what is wrong, never stuck."""

import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

import core
from core.jobs import predictor
from core.jobs.child import ROOT
from core.jobs.live import Predictor
from core.prediction import score_rows
from tests.core.jobs.work import until
from tests.data import mixed_dataset


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store with a run of each task."""
    folder = tmp_path_factory.mktemp("predictor")
    store = core.open_store(folder / "store")
    runs = []
    for name, classes in (("binary", ("no", "yes")), ("regression", None)):
        table = mixed_dataset(folder, name=name, rows=120, classes=classes)
        experiment = core.Experiment.of(table, "target", split=core.Split("random", folds=2))
        runs.append(core.train(experiment, "linear"))
        store.save(runs[-1])
    return store, *runs


@pytest.fixture(scope="module")
def warm(kept):
    """One predictor for the module; ended with it."""
    asking = Predictor(kept[0])
    yield asking
    asking.close()


def cases(run, rows=slice(0, 5)):
    """Rows of the run's own data, as a form would send them."""
    frame = run.experiment.dataset.frame(run.request.features).iloc[rows]
    frame = frame.assign(day=frame["day"].astype(str).replace("NaT", None)).astype(object)
    return frame, frame.where(frame.notna(), None).to_dict("records")


def test_the_answers_are_those_of_the_run_itself(kept, warm):
    _, binary, regression = kept
    frame, rows = cases(binary)
    answer = warm.ask(binary.id, rows)
    assert [case["prediction"] for case in answer] == binary.predict(frame).tolist()
    expected = binary.predict_proba(frame).to_numpy().tolist()
    assert [case["probability"] for case in answer] == expected
    frame, rows = cases(regression)
    answer = warm.ask(regression.id, rows)
    assert [case["prediction"] for case in answer] == regression.predict(frame).tolist()
    assert "probability" not in answer[0]


def test_a_case_of_nothing_but_gaps_has_an_answer(kept, warm):
    _, binary, _ = kept
    (answer,) = warm.ask(binary.id, [dict.fromkeys(binary.request.features)])
    assert answer["prediction"] in ("no", "yes") and sum(answer["probability"]) == pytest.approx(1)


def test_the_threshold_is_the_one_decided_last(kept, warm):
    store, binary, _ = kept
    _, (case,) = cases(binary, slice(0, 1))
    probability = warm.ask(binary.id, [case])[0]["probability"][1]
    store.decide(binary.id, max(0.01, probability - 0.005))
    assert warm.ask(binary.id, [case])[0]["prediction"] == "yes"
    store.decide(binary.id, min(0.99, probability + 0.005))
    assert warm.ask(binary.id, [case])[0]["prediction"] == "no"


def test_a_decision_that_was_taken_back_is_forgotten(kept):
    store, binary, _ = kept
    _, (case,) = cases(binary, slice(0, 1))
    store.decide(binary.id, 0.0)
    models = predictor.Models(store)
    assert predictor.rows(models.run(binary.id), [case])[0]["prediction"] == "yes"
    store.decide(binary.id, None)
    assert models.run(binary.id).threshold == 0.5


def test_what_is_wrong_is_said_in_a_sentence(kept, warm):
    _, binary, _ = kept
    with pytest.raises(ValueError, match="There is no run nobody"):
        warm.ask("nobody", [{}])
    with pytest.raises(ValueError, match="missing: number, other"):
        warm.ask(binary.id, [{"city": "Lima"}])
    with pytest.raises(ValueError, match="between 1 and 1,000 rows"):
        warm.ask(binary.id, [{}] * (predictor.MOST_ROWS + 1))
    with pytest.raises(ValueError, match="an object of column name to value"):
        warm.ask(binary.id, [3])


def test_a_bug_gets_a_code_and_the_next_question_an_answer(kept, warm):
    _, binary, _ = kept
    with pytest.raises(ValueError, match=r"Something went wrong inside .* \(code [0-9a-f]{8}\)"):
        warm.ask([], [{}])
    _, rows = cases(binary)
    assert len(warm.ask(binary.id, rows)) == 5


def test_many_threads_each_get_their_own_answers(kept, warm):
    _, binary, regression = kept
    jobs = [(run, row) for run in (binary, regression) for row in range(20)]

    def one(job):
        run, row = job
        frame, rows = cases(run, slice(row, row + 1))
        (said,) = warm.ask(run.id, rows)
        if run is regression:
            return [said["prediction"]], run.predict(frame).tolist()
        return said["probability"], run.predict_proba(frame).iloc[0].tolist()

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(one, jobs))
    assert all(said == expected for said, expected in found)


def test_a_killed_predictor_is_started_again_even_in_the_middle_of_a_question(kept):
    store, binary, _ = kept
    asking, (_, rows) = Predictor(store), cases(binary)
    try:
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(asking.ask, binary.id, rows)
            first = until(lambda: asking.process)
            psutil.Process(first.pid).kill()
            assert len(answer.result(60)) == 5
        assert asking.process.pid != first.pid
    finally:
        asking.close()


def test_one_that_hangs_is_ended_in_time_and_the_others_go_on(kept):
    store, binary, _ = kept
    asking, (_, rows) = Predictor(store, answer=1.0), cases(binary)
    try:
        asking.ask(binary.id, rows)
        stopped = psutil.Process(asking.process.pid)
        stopped.suspend()
        began = time.monotonic()
        with pytest.raises(ValueError, match="took longer than 1 s and was ended"):
            asking.ask(binary.id, rows)
        assert time.monotonic() - began < 3 and not stopped.is_running()
        assert len(asking.ask(binary.id, rows)) == 5
    finally:
        asking.close()


def test_it_ends_with_its_server(kept):
    store, *_ = kept
    command = [sys.executable, "-m", "core.jobs.predictor", str(store.path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    process = subprocess.Popen(command, cwd=ROOT, **pipes)
    process.stdin.close()
    assert process.wait(30) == 0


def test_only_the_last_models_stay_loaded(kept, monkeypatch):
    store, binary, regression = kept
    monkeypatch.setattr(predictor, "KEPT", 1)
    models = predictor.Models(store)
    for run in (binary, regression):
        assert models.run(run.id).id == run.id
    assert list(models.runs) == [regression.id]


def test_asking_loads_no_learning_library():
    code = "import sys, core.jobs.live; print({'sklearn', 'torch', 'pandas'} & set(sys.modules))"
    command = [sys.executable, "-c", code]
    said = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.strip() == "set()"


def test_the_scored_rows_have_named_columns(kept):
    _, binary, regression = kept
    frame, _ = cases(binary)
    assert list(score_rows(binary, frame)) == ["prediction", "probability_no", "probability_yes"]
    assert list(score_rows(regression, frame)) == ["prediction"]
