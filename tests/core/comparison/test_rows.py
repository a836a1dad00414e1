"""McNemar and DeLong against their definitions, counted the slow way."""

import math

import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from core.comparison import delong, mcnemar
from core.comparison.rows import areas_with_covariance


def scored(rows=120, ties=False, seed=0):
    """Bool targets and two correlated scores, with many equal values where `ties`."""
    rng = np.random.default_rng(seed)
    y = rng.random(rows) < 0.35
    both = rng.normal(size=rows) + y
    a, b = both + rng.normal(0, 0.7, rows), both + rng.normal(0, 1.2, rows)
    return (y, a.round(), b.round()) if ties else (y, a, b)


def by_definition(y, scores):
    """DeLong et al. 1988, equations 2 to 6: every positive against every negative."""
    psi = [(s[y][:, None] > s[~y]).astype(float) + 0.5 * (s[y][:, None] == s[~y]) for s in scores]
    ten = np.array([kernel.mean(axis=1) for kernel in psi])
    one = np.array([kernel.mean(axis=0) for kernel in psi])
    return ten.mean(axis=1), np.cov(ten) / y.sum() + np.cov(one) / (~y).sum()


@pytest.mark.parametrize("ties", [False, True])
def test_delong_by_midranks_is_delong_by_definition(ties):
    y, a, b = scored(ties=ties)
    areas, covariance = by_definition(y, [a, b])
    ours, found = areas_with_covariance(y, np.vstack([a, b]))
    assert ours == pytest.approx(areas, abs=1e-12)
    assert found == pytest.approx(covariance, abs=1e-14)
    z = (areas[0] - areas[1]) / math.sqrt(
        covariance[0, 0] + covariance[1, 1] - 2 * covariance[0, 1]
    )
    first, second, p = delong(y, a, b)
    assert p == pytest.approx(2 * stats.norm.sf(abs(z)), rel=1e-9)
    assert first == pytest.approx(roc_auc_score(y, a), abs=1e-12)
    assert second == pytest.approx(roc_auc_score(y, b), abs=1e-12)


def test_delong_keeps_its_level_where_two_scores_are_equally_good():
    """Of 400 pairs without a difference, 5 % are called different, give or take chance."""
    p = []
    for seed in range(400):
        rng = np.random.default_rng(seed)
        y = rng.random(200) < 0.4
        base = rng.normal(size=200) + y
        p.append(delong(y, base + rng.normal(size=200), base + rng.normal(size=200))[2])
    assert 0.02 <= np.mean(np.array(p) < 0.05) <= 0.08


def test_delong_of_a_score_with_itself_and_of_one_class():
    y, a, _ = scored()
    assert delong(y, a, a)[2] == 1.0
    assert math.isnan(delong(np.arange(120) == 0, a, -a)[2]), "one positive has no variance"


def test_delong_takes_a_hundred_thousand_rows():
    y, a, b = scored(100_000)
    assert delong(y, a, b)[0] == pytest.approx(roc_auc_score(y, a), abs=1e-12)


def test_mcnemar_is_the_binomial_of_the_rows_that_differ():
    y = np.zeros(40, dtype=int)
    a, b = y.copy(), y.copy()
    b[:9], a[9] = 1, 1
    only_a, only_b, p = mcnemar(y, a, b)
    assert (only_a, only_b) == (9, 1)
    assert p == pytest.approx(2 * (1 + 10) / 2**10), "by hand: 0 or 1 of 10, both sides"
    assert mcnemar(y, b, a)[2] == p
    assert mcnemar(y, a, a) == (0, 0, 1.0)


def test_mcnemar_comes_close_to_its_chi_squared_form_on_many_rows():
    y = np.zeros(1600, dtype=int)
    a, b = y.copy(), y.copy()
    a[:86], b[86 : 86 + 150] = 1, 1
    chi = (abs(150 - 86) - 1) ** 2 / (150 + 86)
    assert mcnemar(y, a, b)[2] == pytest.approx(stats.chi2.sf(chi, 1), rel=0.1)
