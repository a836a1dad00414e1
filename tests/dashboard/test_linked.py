"""Widgets whose value lives in the link: clicks win over a late link, Back over the widgets."""

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import state


@pytest.fixture
def page(tmp_path, monkeypatch):
    """A page of two such widgets, opened without options."""
    monkeypatch.setenv("FITBOARD_HOME", str(tmp_path / "home"))

    def script():
        import streamlit as st

        from dashboard import linked, state

        if "_page" not in st.session_state:  # as where they stand in a fragment
            state.begin("compare")
        linked.one(st.selectbox, "Cells", "cells", ["counts", "rows"], "counts")
        linked.share("Threshold", "threshold", 0.5)

    yield AppTest.from_function(script, default_timeout=30).run()
    state.store().close()


def shown(at):
    return at.selectbox[0].value, at.slider[0].value


def test_two_clicks_before_the_browser_has_heard_of_the_first_both_count(page):
    page.selectbox[0].set_value("rows").run()
    assert page.query_params["cells"] == "rows"
    page.query_params.clear()  # the second click left with the link as it was before the first
    page.slider[0].set_value(0.3).run()
    assert shown(page) == ("rows", 0.3)
    assert dict(page.query_params) == {"cells": "rows", "threshold": "0.3"}
    page.query_params.clear()
    page.selectbox[0].set_value("counts").run()
    assert shown(page) == ("counts", 0.3)
    assert dict(page.query_params) == {"threshold": "0.3"}


def test_back_moves_the_widgets(page):
    page.slider[0].set_value(0.3).run()
    page.slider[0].set_value(0.4).run()
    page.query_params["threshold"] = "0.3"
    page.run()
    assert shown(page) == ("counts", 0.3)
