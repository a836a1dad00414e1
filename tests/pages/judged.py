"""A store with real runs of each task, trained once a session; names are as hostile as can be."""

from __future__ import annotations

import base64
import json

import numpy as np
from streamlit.testing.v1 import AppTest

import core
from tests.data import dataset, mixed

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
