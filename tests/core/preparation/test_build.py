"""Preparation learns from the rows it is fitted on, by kind and by the family's needs."""

import numpy as np
import pandas as pd
import pytest

from core.dataset.table import Column
from core.models.spec import Needs
from core.preparation import build, check

COLUMNS = [
    Column("n", "numeric"),
    Column("c", "categorical"),
    Column("d", "datetime"),
    Column("t", "text"),
]
FRAME = pd.DataFrame(
    {
        "n": [1.0, np.nan, 3.0, np.inf, 8.0, 4.0],
        "c": ["a", "a", "b", None, "a", "rare"],
        "d": [pd.Timestamp("2024-02-29 13:00"), pd.NaT, *pd.date_range("2025-01-01", periods=4)],
        "t": ["good food", "bad food", None, "!!", "good", "good bad"],
    }
)  # fmt: skip


def prepared(column, needs, **choices):
    columns = [c for c in COLUMNS if c.name == column]
    steps = build(columns, needs, check(choices))
    matrix = steps.fit_transform(FRAME[[column]])
    return steps, matrix.toarray() if hasattr(matrix, "toarray") else matrix


def test_numbers_are_filled_by_the_median_flagged_and_scaled():
    _, matrix = prepared("n", Needs(scale=True, dense=True))
    filled = np.array([1, 3.5, 3, 3.5, 8, 4])
    assert matrix[:, 0] == pytest.approx((filled - filled.mean()) / filled.std())
    assert (matrix[:, 1] > 0).tolist() == [False, True, False, True, False, False]


def test_trees_take_gaps_as_they_are_unless_asked():
    _, matrix = prepared("n", Needs(impute=False))
    assert np.isnan(matrix[[1, 3], 0]).all() and matrix.shape == (6, 1)
    _, matrix = prepared("n", Needs(impute=False), impute="mean", flag_missing=False)
    assert matrix[1, 0] == pytest.approx(4.0) and matrix.shape == (6, 1)


def test_rare_categories_are_grouped_and_unseen_ones_join_them():
    steps, _ = prepared("c", Needs(), min_frequency=2)
    names = list(steps.get_feature_names_out())
    assert names == ["categorical__c_infrequent_sklearn"], "two values need one column"
    seen, unseen = (steps.transform(pd.DataFrame({"c": [value]})) for value in ("rare", "new"))
    assert unseen.sum() == seen.sum() == 1.0


def test_ordinal_numbers_for_trees():
    steps, matrix = prepared("c", Needs(encode="ordinal"), min_frequency=1)
    assert matrix[:, 0].tolist() == [1, 1, 2, 0, 1, 3]
    assert steps.transform(pd.DataFrame({"c": ["never seen"]})).tolist() == [[-1]]


def test_dates_become_their_parts():
    _, matrix = prepared("d", Needs(impute=False))
    days = pd.Timestamp("2024-02-29 13:00").timestamp() / 86400
    assert matrix[0].tolist() == pytest.approx([days, 2024, 2, 29, 3, 13])
    assert np.isnan(matrix[1]).all()


def test_text_becomes_words_even_where_there_are_none():
    steps, matrix = prepared("t", Needs())
    words = list(steps.get_feature_names_out())
    assert {"text_0__good", "text_0__missing", "text_0__good food"} <= set(words)
    assert np.linalg.norm(matrix, axis=1) == pytest.approx(1)
    empty = build([COLUMNS[3]], Needs(), check({})).fit_transform(pd.DataFrame({"t": ["..", None]}))
    assert empty.shape[0] == 2


def test_every_choice_is_checked():
    with pytest.raises(ValueError, match="impute must be one of 'auto', 'median'"):
        check({"impute": "magic"})
    with pytest.raises(ValueError, match="Preparation has no parameter 'imputation'"):
        check({"imputation": "mean"})


def test_hostile_column_names_are_data():
    names = ['<b>"x"</b>', "[]{}:,", "a__b", "**bold**", ""]
    frame = pd.DataFrame({name: [1.0, 2.0, 3.0] for name in names})
    steps = build([Column(name, "numeric") for name in names], Needs(), check({}))
    assert steps.fit_transform(frame).shape == (3, 5)
