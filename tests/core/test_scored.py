"""Predictions beside the columns they are about: every row, every column, no name taken twice."""

import numpy as np
import pandas as pd

import core
from core.prediction import score_rows
from core.scored import beside, outcome
from tests.data import mixed_dataset


def test_input_columns_come_first_and_keep_their_values():
    frame = pd.DataFrame({"id": ["007", "=1+1"], "n": [1.0, np.nan], "x": [0.1, 1e-17]})
    table, renamed = beside(frame, pd.DataFrame({"prediction": ["yes", "no"]}))
    assert list(table) == ["id", "n", "x", "prediction"] and renamed == []
    assert table["id"].tolist() == ["007", "=1+1"] and table["x"].tolist() == [0.1, 1e-17]
    assert table.to_csv(index=False).splitlines()[1] == "007,1,0.1,yes"


def test_a_column_of_a_predictions_name_gets_another_one():
    frame = pd.DataFrame({"prediction": [1], "prediction (input)": [2], "probability_a": [3]})
    scored = pd.DataFrame({"prediction": ["a"], "probability_a": [0.7]})
    table, renamed = beside(frame, scored)
    assert renamed == ["prediction (input)'", "probability_a (input)"]
    assert table["prediction"].tolist() == ["a"] and table["prediction (input)"].tolist() == [2]
    assert not table.columns.duplicated().any() and table.shape == (1, 5)


def test_numbers_with_fractions_or_infinities_stay_as_they_are():
    frame = pd.DataFrame({"a": [1.5, np.nan], "b": [np.inf, np.nan], "c": [2.0, 3.0]})
    table, _ = beside(frame, pd.DataFrame({"prediction": [0.0, 1.0]}))
    assert [str(kind) for kind in table.dtypes] == ["float64"] * 4


def test_the_outcome_counts_every_row(tmp_path):
    for classes in (("no", "yes"), None):
        table = mixed_dataset(tmp_path, rows=80, classes=classes)
        asked = core.Experiment.of(table, "target", split=core.Split("random", folds=2), holdout=0)
        run = core.train(asked, "linear")
        found = outcome(run, score_rows(run, table.frame()))
        assert sum(found["counts"]) == sum(found["training"]) == 80
