"""Real files: the samples that ship, and the shared datasets where their folder is found."""

import json
from pathlib import Path

import pytest

from core.dataset import SAMPLES, read_sample

SHARED = Path(__file__).resolve().parents[4] / "shared" / "datasets"
REAL = sorted(path.parent for path in SHARED.glob("*/meta.json"))
TRAILING = {"air_quality": 114}
"""Empty rows that the published row count includes."""


@pytest.mark.parametrize("source", [*SAMPLES, *REAL], ids=lambda source: source.name)
def test_reads(source, read):
    if isinstance(source, Path):
        check_shared(source, read)
    else:
        check_sample(source)


def check_sample(sample):
    dataset = read_sample(sample.name)
    assert dataset.column(sample.target).role == "feature"
    assert dataset.frame()[sample.target].notna().all()
    kind, by = sample.split
    assert kind in ("stratified", "random", "group", "time")
    assert by is None or dataset.column(by)
    assert sample.origin and sample.licence and sample.look and sample.line


def check_shared(folder, read):
    meta = json.loads((folder / "meta.json").read_text())
    content = next(folder.glob("data.csv*")).read_bytes()
    guessed = read(content)
    assert guessed.rows == meta["rows"] - TRAILING.get(folder.name, 0)
    empty = sum(len(n.columns) for n in guessed.notes if n.code == "empty_columns")
    assert len(guessed.columns) + empty == meta["columns"]
    hints = meta["read_hints"]
    assert read(content, options=hints, look=False).names == guessed.names
    for option in ("separator", "decimal", "header"):
        assert guessed.reading[option] == hints[option]
    for column in guessed.columns:
        assert column.reason


def test_the_samples_are_the_five_promised():
    assert {sample.task for sample in SAMPLES} == {"binary", "multiclass", "regression"}
    assert {sample.split[0] for sample in SAMPLES} >= {"group", "time"}
    text = (SAMPLES[0].path.parent / "ORIGIN.md").read_text()
    assert all(sample.file in text for sample in SAMPLES)
    with pytest.raises(ValueError, match="no sample 'x'"):
        read_sample("x")


def test_churn_as_the_rules_say():
    dataset = read_sample("churn")
    assert dataset.column("customerID").kind == "identifier"
    assert dataset.column("SeniorCitizen").kind == "boolean"
    assert dataset.column("Churn").kind == "boolean"
    assert dataset.column("TotalCharges").kind == "numeric"
    frame = dataset.frame()
    assert frame["TotalCharges"].isna().sum() == 11
    assert frame["SeniorCitizen"].dtype == "int64"
    assert frame["Churn"].cat.categories.tolist() == ["No", "Yes"]


def test_the_leak_and_the_groups_are_there():
    bikes = read_sample("bike_sharing").frame()
    assert (bikes["casual"] + bikes["registered"] == bikes["cnt"]).all()
    study = read_sample("voice_study")
    assert study.column("subject").role == "group"
    frame = study.frame()
    assert frame.groupby("subject").size().tolist() == [10] * 40
    assert (frame.groupby("subject")["condition"].nunique() == 1).all()
