"""A plot on a page: figure, sentence, and what is behind it, driven by AppTest."""

import json

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.plots import PLOTS

TABLE = pd.DataFrame(
    {"run": "a", "title": "<b>*x*</b>", "fold": 1, "step": [1, 2, 3, 1, 2, 3], "unit": "round",
     "part": ["training"] * 3 + ["validation"] * 3, "value": [3, 2, 1.0, 3, 1, 2.0],
     "best": [False] * 4 + [True, False]}
)  # fmt: skip


def page(rows: list, attrs: dict):
    import pandas as pd

    from dashboard import charts

    table = pd.DataFrame(rows)
    table.attrs = attrs
    charts.show("training_curve", table, charts.current_look(), key="curve")


@pytest.fixture
def shown():
    """A page with one training curve, drawn."""
    arguments = (TABLE.to_dict("records"), {"fold": 1, "folds": 5})
    at = AppTest.from_function(page, args=arguments, default_timeout=30).run()
    assert not at.exception
    return at


def spec(at) -> dict:
    return json.loads(at.get("plotly_chart")[0].proto.spec)


def test_the_figure_is_drawn_and_its_sentence_stands_under_it(shown):
    assert [trace["line"]["dash"] for trace in spec(shown)["data"][:2]] == ["dash", "solid"]
    (caption,) = shown.caption
    assert "best at round 2 of 3" in caption.value
    assert r"\<b\>\*x\*\<\/b\>" in caption.value
    assert shown.get("plotly_chart")[0].proto.alt.startswith("Training curve.")


def test_the_camera_saves_png_or_svg(shown):
    config = json.loads(shown.get("plotly_chart")[0].proto.config)
    assert config["modeBarButtons"] == [["toImage"]]
    assert config["toImageButtonOptions"]["format"] == "png"
    shown.session_state["curve-image"] = "SVG"
    config = json.loads(shown.run().get("plotly_chart")[0].proto.config)
    assert config["toImageButtonOptions"]["format"] == "svg"


def test_the_table_is_sent_only_once_it_is_opened(shown):
    assert not shown.dataframe
    shown.session_state["curve-data"] = True
    shown.run()
    assert not shown.exception
    (table,) = shown.dataframe
    assert table.value["value"].tolist() == TABLE["value"].tolist()
    assert [button.label for button in shown.get("download_button")] == ["Download CSV"]


def test_an_empty_table_shows_its_sentence_alone():
    at = AppTest.from_function(page, args=([], {"fold": 1, "folds": 5}), default_timeout=30).run()
    assert not at.exception and not at.get("plotly_chart")
    sentence = PLOTS["training_curve"].sentence(pd.DataFrame())
    assert at.caption[0].value.replace("\\", "").replace("\u2060", "") == sentence
