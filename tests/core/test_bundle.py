"""A bundle predicts what its run predicts, bit for bit, and nothing else is taken for one."""

import io
import json
import pickle
import subprocess
import sys
import zipfile
from dataclasses import replace
from pathlib import Path

import joblib
import numpy as np
import pandas as pd
import pytest

import core
from core import bundle
from tests.data import mixed, mixed_dataset

SPLIT = core.Split("random", folds=2)
CLASSES = {"binary": ("нет", "да 🎉"), "multiclass": ("a", "b", "c"), "regression": None}


@pytest.fixture(scope="module", params=CLASSES)
def run(request, tmp_path_factory):
    """A run of each task; the binary one with a decision of its own."""
    folder = tmp_path_factory.mktemp("bundle")
    data = mixed_dataset(folder, name=request.param, rows=150, classes=CLASSES[request.param])
    experiment = core.Experiment.of(data, "target", split=SPLIT, holdout=0.0)
    trained = core.train(experiment, "lightgbm", {"n_estimators": 8}, title="<b>../x</b>")
    return replace(trained, threshold=0.3) if request.param == "binary" else trained


@pytest.fixture(scope="module")
def binary(tmp_path_factory):
    folder = tmp_path_factory.mktemp("one")
    data = mixed_dataset(folder, rows=150)
    return core.train(core.Experiment.of(data, "target", split=SPLIT), "linear")


def test_a_bundle_predicts_bit_for_bit_what_the_run_predicts(run):
    other = bundle.load(io.BytesIO(bundle.pack(run)))
    new = mixed(rows=60, seed=7).drop(columns="target").assign(extra=1)
    pd.testing.assert_series_equal(other.predict(new), run.predict(new))
    if run.experiment.task != "regression":
        ours, theirs = run.predict_proba(new), other.predict_proba(new)
        assert list(ours.columns) == list(theirs.columns)
        assert np.array_equal(ours.to_numpy(), theirs.to_numpy())
    with pytest.raises(ValueError, match="city"):
        other.predict(new.drop(columns="city"))


def test_it_predicts_in_a_process_that_never_saw_the_data(binary, tmp_path):
    path, rows = tmp_path / "model.zip", tmp_path / "rows.csv"
    path.write_bytes(bundle.pack(binary, model=binary.packed))
    mixed(rows=20, seed=3).to_csv(rows, index=False)
    code = (
        "import sys, pandas, core.bundle\n"
        "model = core.bundle.load(sys.argv[1])\n"
        "print(model.predict_proba(pandas.read_csv(sys.argv[2]))['yes'].tolist())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path), str(rows)], capture_output=True, text=True
    )
    expected = binary.predict_proba(pd.read_csv(rows))["yes"].tolist()
    assert json.loads(done.stdout) == expected, done.stderr


def test_it_holds_no_row_of_the_data_and_says_how_to_load_it(run):
    with zipfile.ZipFile(io.BytesIO(bundle.pack(run))) as archive:
        told = archive.read("README.txt").decode()
        names = archive.namelist()
        record = json.loads(archive.read("run.json"))
    assert sorted(names) == ["README.txt", "model.skops", "run.json"]
    assert "core.bundle.load" in told and "city" in told and run.experiment.dataset.id in told
    assert {column["name"] for column in record["dataset"]["columns"]} == set(run.request.features)


def changed(data: bytes, **members) -> io.BytesIO:
    """The bundle with members replaced, added (new names) or dropped (None)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        every = {name: old.read(name) for name in old.namelist()}
        for name, content in {**every, **members}.items():
            if content is not None:
                new.writestr(name, content)
    out.seek(0)
    return out


@pytest.mark.parametrize(
    "members",
    [
        {"extra.txt": b"x"},
        {"../../evil.py": b"x"},
        {"/etc/passwd": b"x"},
        {"README.txt": None},
        {"model.skops": None},
        {"run.json": b"{}"},
        {"run.json": b"[" * 100_000},
        {"run.json": b"\xff\xfe not json"},
        {"run.json": b"null"},
        {"model.skops": b"not a zip"},
        {"model.skops": pickle.dumps(print)},
    ],
)
def test_what_pack_does_not_write_is_refused(binary, members, tmp_path):
    before = sorted(Path(tmp_path).iterdir())
    with pytest.raises(ValueError):
        bundle.load(changed(bundle.pack(binary), **members))
    assert sorted(Path(tmp_path).iterdir()) == before


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04" + bytes(200)])
def test_other_files_are_refused(data, binary):
    with pytest.raises(ValueError, match="not a Fitboard bundle"):
        bundle.load(io.BytesIO(data))
    joblib_file = io.BytesIO()
    joblib.dump(binary.model, joblib_file)
    with pytest.raises(ValueError, match="not a Fitboard bundle"):
        bundle.load(io.BytesIO(joblib_file.getvalue()))


def test_a_damaged_bundle_is_refused(binary):
    data = bytearray(bundle.pack(binary))
    data[len(data) // 2] ^= 0xFF
    with pytest.raises(ValueError):
        bundle.load(io.BytesIO(bytes(data)))


def test_a_bomb_is_refused_before_it_is_unpacked(binary, monkeypatch):
    monkeypatch.setattr(bundle, "LARGEST", 3_000_000)
    whole = bundle.pack(binary)
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros", bytes(5_000_000))
    assert len(inner.getvalue()) < 10_000
    with pytest.raises(ValueError, match="unpack"):
        bundle.load(changed(whole, **{"model.skops": inner.getvalue()}))
    with pytest.raises(ValueError, match="unpack"):
        bundle.load(changed(whole, **{"README.txt": bytes(4_000_000)}))


def test_a_type_that_no_model_may_hold_is_refused(binary):
    import skops.io

    foreign = skops.io.dumps({"f": np.random.default_rng, "g": Path("/etc")})
    with pytest.raises(ValueError):
        bundle.load(changed(bundle.pack(binary), **{"model.skops": foreign}))


def test_columns_and_types_that_do_not_fit_are_refused(binary):
    whole = bundle.pack(binary)
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        record = json.loads(archive.read("run.json"))
    for types in ({}, {**record["types"], "city": "extension<evil>"}):
        lying = json.dumps({**record, "types": types})
        with pytest.raises(ValueError, match="column"):
            bundle.load(changed(whole, **{"run.json": lying}))
    with pytest.raises(ValueError, match="format"):
        bundle.load(changed(whole, **{"run.json": json.dumps({**record, "format": 2})}))


def test_the_joblib_file_is_made_in_another_process(binary, tmp_path):
    store = core.open_store(tmp_path / "home")
    id = store.save(binary)
    data = bundle.as_joblib(store.path, id)
    store.close()
    model = joblib.load(io.BytesIO(data))
    frame = binary.experiment.dataset.frame(binary.request.features)
    assert np.array_equal(model.predict_proba(frame), binary.model.predict_proba(frame))
    with pytest.raises(ValueError, match="could not be made"):
        bundle.as_joblib(tmp_path / "none", "no-run")
