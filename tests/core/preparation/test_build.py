"""Preparation learns from the rows it is fitted on, by kind and by the family's needs."""

import numpy as np
import pandas as pd
import pytest
import scipy.sparse
from sklearn.utils import murmurhash3_32

from core.dataset.table import Column
from core.models.spec import Needs
from core.preparation import build, check, learned

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


def test_one_column_is_treated_otherwise_than_the_rest():
    columns = [Column("a", "numeric"), Column("b", "numeric"), Column("c", "categorical")]
    frame = pd.DataFrame({"a": [0.0, 2, 4], "b": [1.0, np.nan, 3], "c": ["x", "y", "x"]})
    own = {"b": {"impute": "constant", "fill_value": -1.0}, "c": {"encode": "frequency"}}
    choices = {"scale": "minmax", "flag_missing": False, "columns": own | {"a": {"scale": "none"}}}
    steps = build(columns, Needs(), check(choices, columns))
    named = dict(
        zip(steps.fit(frame).get_feature_names_out(), steps.transform(frame).T, strict=True)
    )
    assert [name.partition("__")[2] for name in named] == ["a", "b", "c"]
    assert [v.tolist() for v in named.values()] == [[0, 2, 4], [0.5, 0, 1], [1.0, 0.0, 1.0]]


def test_an_encoding_of_shares_knows_no_unseen_category():
    steps, matrix = prepared("c", Needs(), encode="frequency")
    assert matrix[:, 0] == pytest.approx([3 / 6, 3 / 6, 1 / 6, 1 / 6, 3 / 6, 1 / 6])
    assert steps.transform(pd.DataFrame({"c": ["never seen"]})).tolist() == [[0.0]]


def test_hashing_is_the_same_in_every_process_and_takes_whatever_comes():
    steps, matrix = prepared("c", Needs(), encode="hashing", hash_features=8)
    assert matrix.shape == (6, 8) and (np.abs(matrix).sum(axis=1) == 1).all()
    hashed = murmurhash3_32("c=a", seed=0)
    assert matrix[0, abs(hashed) % 8] == np.sign(hashed)
    assert np.abs(steps.transform(pd.DataFrame({"c": ["never seen"]}))).sum() == 1


@pytest.mark.parametrize("how", ["robust", "minmax", "standard"])
def test_scales(how):
    n = pd.Series([0.0, 4, 5, 6, 8, 7])
    matrix = build([COLUMNS[0]], Needs(), check({"scale": how})).fit_transform(n.to_frame("n"))
    by_hand = {
        "robust": (n - 5.5) / (n.quantile(0.75) - n.quantile(0.25)),
        "minmax": n / 8,
        "standard": (n - 5) / n.std(ddof=0),
    }
    assert matrix[:, 0] == pytest.approx(by_hand[how].to_numpy())


def test_terms_selection_and_components_follow_in_this_order():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(rng.normal(size=(200, 3)), columns=list("abc"))
    y = (frame["a"] * frame["b"] > 0).to_numpy().astype(int)
    columns = [Column(name, "numeric") for name in "abc"]
    needs = Needs(impute=False)
    choices = check(
        {"polynomial": 2, "interaction_only": True, "select": "univariate", "keep": 0.1}
    )
    steps = build(columns, needs, choices).fit(frame, y)
    assert list(steps.get_feature_names_out()) == ["numeric__a numeric__b"]
    both = choices | {"keep": 0.5, "reduce": "pca", "n_components": 0.5}
    steps = build(columns, needs, both).fit(frame, y)
    assert [name for name, _ in steps.steps] == ["columns", "polynomial", "select", "reduce"]
    assert steps.transform(frame).shape[1] < 3


def test_pca_gets_filled_scaled_and_dense_columns_whatever_the_model_needs():
    trees = Needs(impute=False, encode="ordinal")
    matrix = build(COLUMNS, trees, check({"reduce": "pca"})).fit_transform(FRAME)
    assert isinstance(matrix, np.ndarray) and np.isfinite(matrix).all()
    assert matrix.mean(axis=0) == pytest.approx(0, abs=1e-9)


def test_rows_without_a_gap_make_no_column_of_gaps_also_beside_many_labels():
    """A sparse matrix cannot be joined with one of no columns."""
    rng = np.random.default_rng(0)
    frame = pd.DataFrame({"n": rng.normal(size=300), "c": rng.integers(0, 30, 300).astype(str)})
    columns = [Column("n", "numeric"), Column("c", "categorical")]
    steps = build(columns, Needs(), check({}))
    matrix = steps.fit_transform(frame)
    assert scipy.sparse.issparse(matrix)
    width = matrix.shape[1]
    assert not [line for line in learned([steps, None], columns) if line[1] == "flag"]
    assert steps.transform(frame.assign(n=np.nan)).shape == (300, width)
    frame.loc[3, "n"] = np.inf
    matrix = build(columns, Needs(), check({})).fit_transform(frame)
    assert matrix.shape[1] == width + 1 and matrix.toarray()[:, -1].nonzero()[0].tolist() == [3]
