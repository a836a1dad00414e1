"""What must stay light: `import core` and a server that nobody uses load no heavy library."""

import subprocess
import sys
from pathlib import Path

from tests.serving import serve

ROOT = Path(__file__).resolve().parent.parent
HEAVY = {"torch", "lightgbm", "sklearn", "scipy", "pandas", "numpy", "plotly", "shap"}


def loaded(code):
    """The heavy libraries that a fresh interpreter holds after `code`."""
    code += f"; import sys; print(*sorted({HEAVY!r} & set(sys.modules)))"
    child = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(child.stdout.split())


def test_import_core_loads_none_of_them():
    assert loaded("import core") == set()
    assert "numpy" in loaded("import core; core.train")


def test_an_idle_server_holds_none_of_the_learning_libraries(tmp_path):
    with serve(tmp_path / "home") as server:
        health = server.health()
    assert health["status"] == "ok" and health["heavy"] == []
    assert health["memory_bytes"] < 150e6


def test_the_servers_own_report_sees_what_is_loaded():
    import sklearn  # noqa: F401

    from dashboard import machine

    assert "sklearn" in machine.heavy()
