"""A page's script on the server with a million rows open, alone and while two jobs train."""

import os
import statistics
import tempfile
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

import core
from core import jobs
from tests.benchmarks.budget import Budget
from tests.benchmarks.reading import clean_table
from tests.serving import ROOT

ROUNDS = 9
PAGES = ("data", "explore", "setup", "train")


def measure() -> list[Budget]:
    """Medians of `AppTest.run` after the first draw, and the largest chart on the wire."""
    with tempfile.TemporaryDirectory() as name:
        os.environ["FITBOARD_HOME"] = name
        from dashboard import state

        store, path = state.store(), Path(name) / "million.csv"
        clean_table(path)
        data = core.read_dataset(path, name="million", folder=store.folder("uploads"))
        store.save(data)
        experiment = core.Experiment.of(data, "word 0")
        store.save(experiment)
        opened = {page: _open(page, experiment) for page in PAGES}
        alone = {page: _median(at) for page, at in opened.items()}
        busy = _while_training(store, experiment, opened)
    slowest = max(alone, key=alone.get)
    chart = max(_charts(at) for at in opened.values())
    each = ", ".join(f"{page} {1000 * seconds:.0f} ms" for page, seconds in alone.items())
    worst = max(busy[page] / alone[page] for page in PAGES)
    return [
        Budget("slowest page rerun, 1,000,000 rows", 100, 1000 * alone[slowest], "ms", each),
        Budget("the same while two jobs train", 1.5, worst, how="worst ratio of medians"),
        Budget("largest chart on the wire", 60, chart / 1000, "kB", "Plotly specification"),
    ]


def _open(page: str, experiment) -> AppTest:
    at = AppTest.from_file(str(ROOT / "dashboard" / "shell.py"), default_timeout=120)
    at.query_params["dataset"] = experiment.dataset.id
    at.query_params["experiment"] = experiment.id
    at.switch_page(f"../pages/{page}.py")
    at.run()
    if at.exception or at.error:
        raise RuntimeError(f"{page}: {[e.value for e in (*at.exception, *at.error)]}")
    return at


def _median(at: AppTest) -> float:
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        at.run()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def _charts(at: AppTest) -> int:
    return max((len(chart.proto.spec) for chart in at.get("plotly_chart")), default=0)


def _while_training(store, experiment, opened) -> dict[str, float]:
    """The same medians while two forests fit."""
    supervisor = jobs.Supervisor(store, at_once=2)
    supervisor.start()
    runs = [jobs.submit_run(store, experiment, "forest", {"n_estimators": 5000}) for _ in "ab"]
    try:
        end = time.monotonic() + 120
        while time.monotonic() < end:
            if {job.state for job in jobs.jobs(store, live=True)} == {"running"}:
                break
            time.sleep(0.2)
        time.sleep(5)
        return {page: _median(at) for page, at in opened.items()}
    finally:
        for job in jobs.jobs(store, live=True):
            if job.subject in runs:
                jobs.cancel(store, job.id)
        time.sleep(3)
        supervisor.stop()
