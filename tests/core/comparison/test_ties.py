"""Tie groups come from paired tests, and say no more than these have shown."""

import numpy as np
import pytest

from core.comparison import compare, holm, overtaken, tie_groups
from tests.core.comparison.conftest import with_folds

BEST = [0.90, 0.91, 0.89, 0.92, 0.90]
STEADY = [0.86, 0.87, 0.85, 0.88, 0.86]
NOISY = [0.97, 0.72, 0.95, 0.70, 0.91]


def test_holm_agrees_with_the_worked_example():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([]) == [] and holm([0.9, 0.8]) == [1.0, 1.0]
    known = holm([0.01, np.nan, 0.04])
    assert known[::2] == pytest.approx([0.02, 0.04]) and np.isnan(known[1])


def test_a_scattered_run_is_not_called_worse_than_the_tests_show(runs):
    """It stays with the best though a steadier run with a better mean does not, and is named."""
    made = [with_folds(runs[1], values, name)
            for name, values in (("best", BEST), ("steady", STEADY), ("noisy", NOISY))]  # fmt: skip
    assert np.mean(NOISY) < np.mean(STEADY)
    letters = tie_groups(made, "roc_auc")
    assert letters == {"best": "A", "steady": "B", "noisy": "A"}
    assert [(a.id, b.id) for a, b in overtaken(made, letters)] == [("noisy", "steady")]
    assert not overtaken(made[:2], letters)


def test_selected_scores_stand_in_no_tie_group(runs):
    chosen = with_folds(runs[1], [0.99] * 5, "chosen", selected=True)
    letters = tie_groups([chosen, runs[2]], "roc_auc")
    assert letters == {"chosen": "", runs[2].id: "A"}
    assert not overtaken([chosen, runs[2]], letters)
    assert compare([chosen, runs[2]])["low"].isna().iloc[0]
