"""The README says what the code does: commands, files, names and examples are held to it."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import core
from core.dataset.database import SWITCH
from dashboard import ceilings, machine, server_files
from tests.data import dataset, mixed

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()
CODE = re.findall(r"`([^`\n]+)`", README)
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
TARGETS = ("setup", "run", "test", "prove", "bench")


def test_it_names_every_command_of_the_makefile_and_no_other():
    named = set(re.findall(r"\bmake ([a-z]+)\b", " ".join([*CODE, *README.split("```")[1::2]])))
    assert named == set(TARGETS)
    for target in TARGETS:
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target


def test_make_knows_what_each_command_would_do():
    for target in TARGETS:
        dry = subprocess.run(
            ["make", "--dry-run", target], cwd=ROOT, capture_output=True, text=True
        )
        assert dry.returncode == 0, dry.stderr


def test_the_plain_commands_are_those_of_the_makefile():
    for part in re.findall(r"`\.venv\\Scripts\\python -m ([^`]+)`", README):
        words = part.replace("pip install -r", "").split()
        assert words[-1] in MAKEFILE or words[0] == "playwright", part
    assert "streamlit run dashboard/app.py" in MAKEFILE
    assert 'playwright", "install", "chromium"' in (ROOT / "tests/browser/__main__.py").read_text()


def test_every_file_and_folder_it_names_is_there():
    paths = [
        word for word in CODE if re.fullmatch(r"[\w./]+(/|\.(py|txt|toml))", word) and "/" in word
    ]
    assert len(paths) > 15
    inside = {"browser/", "faults/", "proofs/", "benchmarks/"}
    told = {"core/models/bagging.py"}
    for path in set(paths) - told:
        assert (ROOT / ("tests" if path in inside else "") / path).exists(), path


@pytest.mark.parametrize("room", ["core", "dashboard", "pages", "tests"])
def test_every_folder_of_a_room_is_laid_out(room):
    inside = {path.parent for path in (ROOT / room).glob("*/*.py")}
    layout = README[README.index("## How the code is laid out") : README.index("## Adding a model")]
    named = set(re.findall(r"`(?:core/)?(\w+)/`", layout))
    assert {path.name for path in inside} | {room} <= named


def test_every_picture_is_there():
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", README)
    assert len(pictures) == 2
    for picture in pictures:
        assert (ROOT / picture).read_bytes().startswith(b"\x89PNG"), picture


def test_every_name_of_core_is_public():
    named = set(re.findall(r"\bcore\.([A-Za-z_]+)\b(?!\.py)", " ".join([*CODE, *EXAMPLES])))
    named -= {"models", "params", "dataset", "jobs"}
    assert {"read_dataset", "Experiment", "train", "compare"} <= named <= set(core.__all__)
    for name in named:
        assert getattr(core, name) is not None


def test_the_example_runs_as_it_stands(tmp_path, monkeypatch, capsys):
    frame = mixed(120).rename(columns={"target": "Churn"})
    frame.to_csv(tmp_path / "churn.csv", index=False)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(EXAMPLES[0], names)  # noqa: S102
    assert "Train on" in capsys.readouterr().out
    assert len(names["run"].predict(names["rows"])) == 5
    assert list(names["run"].predict_proba(names["rows"]).columns) == ["no", "yes"]


@pytest.mark.parametrize("target", ["target", "number"])
def test_the_example_model_can_be_trained(tmp_path, monkeypatch, target):
    names = {}
    exec(EXAMPLES[1], names)  # noqa: S102
    (spec,) = names["SPECS"]
    monkeypatch.setitem(core.MODELS, spec.name, spec)
    experiment = core.Experiment.of(
        dataset(mixed(80).dropna(), tmp_path), target=target, holdout=0.0
    )
    run = core.train(experiment, spec.name)
    assert run.scores[experiment.metric].mean is not None


def test_port_address_and_the_word_that_opens_it_are_those_of_the_code():
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert f"http://localhost:{config['server']['port']}" in README
    assert config["server"]["address"] in machine.LOOPBACK and "127.0.0.1" in README
    assert f"{machine.OPEN}=yes" in README
    assert config["browser"]["gatherUsageStats"] is False


def test_the_limits_are_those_of_the_code():
    table = re.findall(r"^\| `(FITBOARD_\w+)` \| (.+?) \| (.+?) \|$", README, re.MULTILINE)
    table = [(name, now, what[0].upper() + what[1:]) for name, now, what in table]
    found = [(row["Setting"], row["Now"], row["Limit"]) for row in ceilings.listed()]
    assert table == found
    assert server_files.VARIABLE in README and SWITCH in README


def test_requirements_are_pinned_and_no_file_names_a_registry():
    for name in ("requirements.txt", "tests/requirements.txt"):
        lines = [line for line in (ROOT / name).read_text().splitlines() if line[:1] != "#"]
        assert lines and all(re.fullmatch(r"[\w-]+==[\w.]+", line) for line in lines)
    for name in ("Makefile", "requirements.txt", ".ci/run", "README.md"):
        assert not re.search(r"index-url|pypi|download\.pytorch", (ROOT / name).read_text())
