"""The shell and its pages without a browser, on a store of their own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.store import Store
from dashboard import state

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


from tests.pages.judged import judged, judged_home  # noqa: E402, F401
