"""What was learned is said in sentences that agree with what was fitted."""

import json

import numpy as np
import pandas as pd

from core.experiment import Experiment
from core.preparation import learned
from core.store.models import dump, load
from core.training import ask, fit
from tests.data import dataset, mixed_dataset


def said(experiment, model="linear", params=None, **preparation):
    """{(column, step): sentence} of the procedure fitted on all rows, through a model file."""
    request = ask(experiment, model, params, None, preparation)
    table, rows = experiment.dataset.frame(experiment.features), experiment.training_rows
    pipeline, _ = fit(experiment, request, table, rows)
    columns = [experiment.dataset.column(name) for name in request.features]
    lines = learned(load(dump(pipeline)), columns)
    assert json.loads(json.dumps(lines)) == [list(line) for line in lines]
    return {(column, step): sentence for column, step, sentence in lines}


def ages(tmp_path):
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"age": [20.0, 30, None, 50] * 10, "city": ["a", "a", "b", "rare"] * 10})
    frame.loc[0, "city"] = "very rare"
    frame["y"] = rng.permutation(np.arange(40) % 2)
    return Experiment.of(dataset(frame, tmp_path), "y", holdout=0)


def test_numbers_and_categories_one_by_one(tmp_path):
    found = said(
        ages(tmp_path), impute="mean", min_frequency=15, columns={"age": {"scale": "none"}}
    )
    assert found["age", "impute"] == "age filled with 33.33, the mean"
    assert found["age", "flag"] == "age gets a column that says where it was missing"
    assert ("age", "scale") not in found
    assert found["city", "encode"] == "city: 4 categories, 3 rare ones grouped"
    found = said(ages(tmp_path), scale="robust", encode="frequency")
    assert found["age", "scale"] == "age scaled by median 30 and distance of the quartiles 7.5"
    assert found["city", "encode"] == "city: the shares of 4 categories; most: a (0.475)"


def test_every_step_of_every_kind_has_its_sentence(tmp_path):
    experiment = Experiment.of(mixed_dataset(tmp_path), "target")
    choices = {"polynomial": 2, "select": "univariate", "keep": 0.5, "reduce": "pca"}
    found = said(experiment, encode="target", calibrate="sigmoid", **choices)
    assert "cross-fitted; from" in found["city", "encode"]
    assert found["comment", "words"].startswith("comment: ")
    assert found["day", "impute"].startswith("day filled with 202")
    assert "became 9 with their squares and products" in found["", "polynomial"]
    assert "kept " in found["", "select"] and " of the variance of " in found["", "reduce"]
    assert "sigmoid" in found["", "calibrate"]
    for scale in ("minmax", "quantile"):
        assert "number laid" in said(experiment, scale=scale)["number", "scale"]
    assert "hashed into 32 columns" in said(experiment, encode="hashing")["city", "encode"]


def test_a_model_that_looks_at_nothing_learned_nothing(tmp_path):
    assert said(ages(tmp_path), "dummy") == {}
