"""Rows turned into predictions: what a file spells otherwise is the same value, gaps are gaps."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import core
from core.dataset.table import Column
from core.prediction import fitted, score_rows
from tests.data import dataset, mixed, mixed_dataset

TEXT, WHOLE, FLOAT = pa.string(), pa.int64(), pa.float64()
FLAG, NUMBER, LABEL = (Column("a", kind) for kind in ("boolean", "numeric", "categorical"))


def labels(values, column, type):
    """What as a label reaches the model: its text, None for missing."""
    found = fitted(pd.Series(values), column, type)
    return [None if pd.isna(value) else str(value) for value in found.astype(object)]


@pytest.mark.parametrize("values", [[1, 0], [1.0, 0.0], ["1", "0"], [True, False], ["1.0", "0"]])
def test_a_flag_of_0_and_1_is_the_same_label_however_it_is_spelled(values):
    assert labels(values, FLAG, WHOLE) == ["1", "0"]
    assert labels([*values, None], FLAG, WHOLE) == ["1", "0", None]
    assert labels(values, FLAG, FLOAT) == ["1.0", "0.0"]


def test_labels_of_text_are_met_by_numbers_and_booleans():
    assert labels([1.0, None, 2.5], LABEL, TEXT) == ["1", None, "2.5"]
    assert labels([1, 2], LABEL, pa.dictionary(pa.int32(), TEXT)) == ["1", "2"]
    assert labels([True, False], LABEL, TEXT) == ["True", "False"]
    assert labels(pd.Series([1.0, None]).astype("category"), LABEL, TEXT) == ["1", None]


def test_what_is_no_number_or_date_is_missing():
    numbers = fitted(pd.Series(["1", "x", None]), NUMBER, FLOAT)
    assert numbers.dtype == float and numbers.tolist()[0] == 1.0 and numbers.isna().sum() == 2
    texts = pd.Series(["2024-01-02", "x", None, "2024-01-02 10:00+02:00"])
    dates = fitted(texts, Column("a", "datetime"), pa.timestamp("us"))
    assert dates.dt.tz is None and dates.isna().tolist() == [False, True, True, False]
    assert dates.iloc[3] == pd.Timestamp("2024-01-02 08:00")


@pytest.fixture(scope="module")
def flagged(tmp_path_factory):
    """A run with a 0/1 column without gaps, that decides the target."""
    frame = mixed(rows=120).assign(flag=np.tile([0, 1], 60))
    frame["target"] = np.where(frame["flag"] == 1, "yes", "no")
    table = dataset(frame, tmp_path_factory.mktemp("flag"), flag="boolean", comment="text")
    asked = core.Experiment.of(table, "target", split=core.Split("random", folds=2), holdout=0)
    return core.train(asked, "linear"), frame


def test_a_gap_elsewhere_changes_no_prediction(flagged):
    run, frame = flagged
    holed = frame.assign(flag=frame["flag"].astype(float))
    holed.loc[0, "flag"] = None
    whole, gap = run.predict_proba(frame).to_numpy(), run.predict_proba(holed).to_numpy()
    assert np.array_equal(whole[1:], gap[1:])
    assert set(run.predict(holed)[1:]) == {"no", "yes"}


def test_predictions_keep_the_rows_and_obey_the_threshold(flagged):
    from dataclasses import replace

    run, frame = flagged
    some = frame.iloc[[7, 3, 90]]
    scored = score_rows(run, some)
    assert list(scored.index) == [7, 3, 90]
    assert scored["prediction"].tolist() == run.predict(some).tolist()
    assert np.array_equal(scored[run.columns].to_numpy(), run.predict_proba(some).to_numpy())
    never = replace(run, threshold=1.0, parts=run.parts)
    assert set(score_rows(never, some)["prediction"]) == {"no"}


def test_missing_columns_are_named_and_extra_ones_ignored(tmp_path):
    table = mixed_dataset(tmp_path, rows=80, classes=None)
    run = core.train(core.Experiment.of(table, "target", split=core.Split("random", folds=2),
                                        holdout=0), "linear")  # fmt: skip
    frame = table.frame()
    shuffled = frame[frame.columns[::-1]].assign(more=1)
    assert run.predict(shuffled).tolist() == run.predict(frame).tolist()
    with pytest.raises(ValueError, match="This column is missing: city"):
        run.predict(frame.drop(columns="city"))
    with pytest.raises(ValueError, match="predicts numbers"):
        run.predict_proba(frame)
