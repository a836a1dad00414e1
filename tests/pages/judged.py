"""A store with real runs of each task, trained once a session; names are as hostile as can be."""

from __future__ import annotations

import base64
import json
import shutil
from dataclasses import dataclass, field

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

import core
from dashboard import state
from tests.data import dataset, mixed
from tests.pages.conftest import App

CLASSES = {
    "binary": (
        "<img src=x onerror=alert(1)>",
        "**yes** [x](http://evil.example) $a$ :material/home:",
    ),
    "multiclass": ("ash", "=1+1", "`cedar`", "# dogwood"),
    "regression": None,
}
TARGET = '[t](http://evil.example) <b>{"a": 1}</b>, **:red[$x$]**'
SPLIT = core.Split("random", folds=3)
ASKED = (("dummy", {}, None), ("linear", {}, "<script>alert(2)</script>"), ("tree", {}, None))
BOOSTED = ("lightgbm", {"n_estimators": 12}, "tree #1 **x**")


@dataclass
class Judged(App):
    """The app on a filled store: its experiments by task, and their runs in order of number."""

    experiments: dict[str, str] = field(default_factory=dict)
    runs: dict[str, list[str]] = field(default_factory=dict)

    def compare(self, task: str, **query) -> AppTest:
        """Compare on the task's experiment; nothing went wrong in drawing it."""
        at = self.open("compare", experiment=self.experiments[task], **query)
        assert not at.exception and not at.error
        return at

    def load(self, task: str) -> list:
        """The task's runs."""
        return [self.store.load("run", id) for id in self.runs[task]]


def fill(home) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Train and keep three or four runs of each task; learning curves for one of each."""
    store = core.open_store(home)
    experiments, runs = {}, {}
    for task, classes in CLASSES.items():
        frame = mixed(rows=150, classes=classes).rename(columns={"target": TARGET, "city": "`c`|"})
        table = dataset(frame.drop(columns="comment"), home, name=f"_{task}_ <i>")
        asked = core.Experiment.of(table, TARGET, split=SPLIT, holdout=0.0)
        experiments[task], runs[task] = asked.id, []
        for model, params, title in (*ASKED, BOOSTED) if task == "binary" else ASKED:
            run = core.train(asked, model, params, title=title)
            runs[task].append(store.save(run))
        store.attach(runs[task][1], "learning", core.learning_curve(run, sizes=(0.5, 1.0)))
    store.close()
    return experiments, runs


@pytest.fixture(scope="session")
def judged_home(tmp_path_factory):
    """The filled store's folder, and the ids in it."""
    home = tmp_path_factory.mktemp("judged") / "home"
    home.mkdir()
    return home, fill(home)


@pytest.fixture
def judged(judged_home, tmp_path, monkeypatch):
    """The app on a copy of the filled store."""
    home, (experiments, runs) = judged_home
    shutil.copytree(home, tmp_path / "judged")
    monkeypatch.setenv("FITBOARD_HOME", str(tmp_path / "judged"))
    store = state.store()
    yield Judged(store, experiments, runs)
    store.close()


def figures(at: AppTest, named: str = "") -> dict[str, dict]:
    """The page's figures by their key, arrays decoded; only those whose key begins so."""
    drawn = {chart.key: chart.proto.spec for chart in at.get("plotly_chart")}
    return {key: decoded(json.loads(spec)) for key, spec in drawn.items() if key.startswith(named)}


def table(at: AppTest, alt: str):
    """The table of that accessible name."""
    return next(element.value for element in at.dataframe if element.proto.alt == alt)


def decoded(value):
    """Plotly's JSON with its binary arrays as NumPy's."""
    if isinstance(value, dict) and "bdata" in value:
        array = np.frombuffer(base64.b64decode(value["bdata"]), dtype=value["dtype"])
        shape = [int(size) for size in str(value.get("shape", array.size)).split(",")]
        return array.reshape(shape)
    if isinstance(value, dict):
        return {name: decoded(part) for name, part in value.items()}
    return [decoded(part) for part in value] if isinstance(value, list) else value


def words(at: AppTest) -> str:
    """All Markdown and captions of the page, without the marks of escaping."""
    found = [element.value for element in (*at.markdown, *at.caption)]
    return "\n".join(found).replace("\\", "").replace("\N{WORD JOINER}", "")
