"""The rooms stay apart: imports go from pages to dashboard to core, and files stay small."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("core", "dashboard", "pages")
FILES = sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))
MAY_IMPORT = {"core": {"core"}, "dashboard": {"core", "dashboard"}, "pages": {"core", "dashboard"}}
SCREEN = {"streamlit", "starlette", "uvicorn"}
NOT_HERE = {"pickle", "cPickle", "dill", "cloudpickle", "marshal", "shelve", "multiprocessing"}
LONGEST = {"core": 300, "dashboard": 300, "pages": 150}
LONGEST_FUNCTION = 40
TOP = {"core", "dashboard", "pages", "tests", "requirements.txt", "README.md", "Makefile"}


def name(path):
    return path.relative_to(ROOT).as_posix()


def imports(tree):
    """The modules a file imports, in full, those inside functions too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written in full"
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") == "import_module":
            yield from (a.value for a in node.args if isinstance(getattr(a, "value", None), str))


def top(modules):
    return {module.partition(".")[0] for module in modules}


@pytest.mark.parametrize("path", FILES, ids=name)
class TestFile:
    def test_imports_go_left_to_right_only(self, path):
        room = path.relative_to(ROOT).parts[0]
        found = top(imports(ast.parse(path.read_text())))
        assert not found & (set(ROOMS) | {"tests"}) - MAY_IMPORT[room]
        if room == "core":
            assert not found & SCREEN

    def test_nothing_runs_text_as_code_and_nothing_unpickles(self, path):
        tree = ast.parse(path.read_text())
        assert not top(imports(tree)) & NOT_HERE
        called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
        assert not {"eval", "exec", "compile", "__import__"} & {
            call.id for call in called if isinstance(call, ast.Name)
        }
        attributes = {ast.unparse(call) for call in called if isinstance(call, ast.Attribute)}
        assert not {"joblib.load", "torch.load", "os.system", "pd.read_pickle"} & attributes
        assert not [one for one in attributes if one.endswith((".query", ".read_pickle"))]

    def test_it_is_short_and_says_what_it_owns(self, path):
        room = path.relative_to(ROOT).parts[0]
        text = path.read_text()
        assert len(text.splitlines()) <= LONGEST[room]
        tree = ast.parse(text)
        if text.strip() and room != "pages":
            assert ast.get_docstring(tree), "a module's docstring says what it owns"
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = node.end_lineno - node.lineno + 1
                assert lines <= LONGEST_FUNCTION, f"{node.name} has {lines} lines"

    def test_public_functions_and_classes_say_what_they_do(self, path):
        if path.relative_to(ROOT).parts[0] == "pages":
            return
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                assert ast.get_docstring(node), f"{node.name} has no docstring"


def test_pages_are_scripts_and_only_state_touches_the_address():
    for path in (ROOT / "pages").glob("*.py"):
        assert "__name__" not in path.read_text() and "def main" not in path.read_text()
    for path in FILES:
        if name(path) != "dashboard/state.py":
            assert "query_params" not in path.read_text().replace("query_params=", ""), name(path)


def test_the_checks_see_a_break():
    tree = ast.parse("def f():\n    from pages.home import x\n    import streamlit.web\n")
    assert top(imports(tree)) == {"pages", "streamlit"}


def test_nothing_else_lies_at_the_top():
    names = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert names - {"__pycache__"} <= TOP


def test_no_file_of_dashboard_hides_a_package():
    packages = {"core", "pages", "tests", "streamlit", "plotly", "pandas", "numpy", "starlette"}
    assert not {path.stem for path in (ROOT / "dashboard").glob("*.py")} & packages
    assert not (ROOT / "dashboard" / "pages").exists()
