"""The shell and its pages without a browser, on a store of their own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.store import Store
from dashboard import state
from tests.pages.judged import fill

SHELL = Path(__file__).resolve().parents[2] / "dashboard" / "shell.py"


@dataclass
class App:
    """The app on one store; no supervisor is at work, so a submitted run stays queued."""

    store: Store

    def open(self, page: str = "home", **query: str | list[str]) -> AppTest:
        """That page, drawn in a fresh session as a link with this query opens it."""
        at = AppTest.from_file(SHELL, default_timeout=30)
        for name, value in query.items():
            at.query_params[name] = value
        if page != "home":
            at.switch_page(f"../pages/{page}.py")
        return at.run()


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The app on an empty store."""
    monkeypatch.setenv("FITBOARD_HOME", str(tmp_path / "home"))
    store = state.store()
    yield App(store)
    store.close()


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
