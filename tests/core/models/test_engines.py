"""Engines that may be there or not: found without being imported, named when they are missing."""

import importlib.metadata
import re
import subprocess
import sys
from pathlib import Path

import pytest

from core.jobs.child import ROOT
from core.models.engines import ENGINES, Engine, load, optional_engines

HIDE = "import sys; sys.modules.update({'xgboost': None, 'catboost': None})\n"


def child(code):
    """What a fresh interpreter prints that lacks both libraries."""
    done = subprocess.run(
        [sys.executable, "-c", HIDE + code], capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_they_are_found_without_being_imported():
    code = (
        "import sys; from core.models import MODELS, optional_engines\n"
        "found = [one[:3] for one in optional_engines()]\n"
        "print({'xgboost', 'catboost'} & set(MODELS), {'xgboost', 'catboost'} & set(sys.modules))\n"
        "print(found)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    listed, found = done.stdout.splitlines()
    assert "'xgboost'" in listed and "'catboost'" in listed and listed.endswith("set()")
    versions = {name: importlib.metadata.version(name) for name in ("xgboost-cpu", "catboost")}
    assert found == str([("XGBoost", True, versions["xgboost-cpu"]),
                         ("CatBoost", True, versions["catboost"])])  # fmt: skip


def test_without_them_fitboard_runs_and_names_the_line_that_installs_each(tmp_path):
    shown = child(f"""
from pathlib import Path
import core
from core.models import KNOWN, MODELS, optional_engines
from tests.core.store.made import experiment
assert not {{"xgboost", "catboost"}} & set(MODELS) and {{"xgboost", "catboost"}} <= set(KNOWN)
question = experiment(Path({str(tmp_path)!r}))
print(core.train(question, "hist_gradient_boosting", {{"max_iter": 5}}).title)
from core.store import models
assert "core.models.xgboost_estimator.XGBoostClassifier" in models.allowed()
print([one[1:3] for one in optional_engines()])
try:
    core.train(question, "xgboost")
except ValueError as refused:
    print(refused)
""")
    title, found, refused = shown.splitlines()
    assert title == "Histogram gradient boosting"
    assert found == "[(False, ''), (False, '')]"
    assert refused == "XGBoost is not installed: pip install xgboost-cpu==3.2.0"


def test_a_version_that_is_too_old_counts_as_missing_and_is_named():
    old = Engine("xgboost", "XGBoost", ("xgboost-cpu",), "3.2.0", "1000.0")
    assert not old.usable and old.version
    assert old.why_not() == (
        f"XGBoost {old.version} is older than 1000.0: pip install xgboost-cpu==3.2.0"
    )


def test_a_library_that_breaks_when_loaded_is_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "catboost", None)
    with pytest.raises(ValueError, match=r"CatBoost cannot be loaded .* pip install catboost=="):
        load("catboost")


def test_what_is_suggested_is_what_the_tests_try():
    pinned = (Path(ROOT) / "tests" / "requirements.txt").read_text()
    for title, _, _, install in optional_engines():
        assert re.fullmatch(r"pip install [\w-]+==[\d.]+", install), title
        assert install.removeprefix("pip install ") in pinned.splitlines()
    assert [engine.title for engine in ENGINES] == [one[0] for one in optional_engines()]
