"""The corrected t by hand, and the Bayesian test by its authors' own code."""

import numpy as np
import pytest
from scipy import integrate, stats

from core.comparison import difference, paired_test
from core.comparison.resampled import Difference
from core.run import corrected_error
from tests.core.comparison.conftest import with_folds

X = np.array([0.81, 0.79, 0.83, 0.80, 0.82, 0.78, 0.84, 0.80, 0.81, 0.79])
Y = np.array([0.82, 0.81, 0.83, 0.83, 0.82, 0.81, 0.85, 0.80, 0.84, 0.80])


def test_the_paired_test_is_the_corrected_resampled_t(runs):
    a, b = (np.array(run.scores["roc_auc"].folds) for run in runs[1:])
    sizes = [(len(x), len(y)) for x, y in (runs[0].experiment.fold(k) for k in range(5))]
    ratio = np.mean([y for _, y in sizes]) / np.mean([x for x, _ in sizes])
    gap = a - b
    t = gap.mean() / np.sqrt((1 / 5 + ratio) * gap.var(ddof=1))
    expected = 2 * stats.t.sf(abs(t), 4)
    assert paired_test(runs[1], runs[2], "roc_auc") == pytest.approx(expected, rel=1e-9)
    assert expected > stats.ttest_rel(a, b).pvalue
    assert paired_test(runs[1], runs[1], "roc_auc") == 1.0


@pytest.mark.parametrize(
    ("folds", "margin", "expected"),
    [
        (10, 0.01, (0.0012807301560565816, 0.25304251564211644, 0.745676754201827)),
        (5, 0.01, (0.005354009977837395, 0.2976113743380021, 0.6970346156841605)),
        (5, 0.0, (0.04708704289573118, 0.0, 0.9529129571042688)),
    ],
    ids=["ten folds", "twice five folds", "no margin"],
)
def test_the_probabilities_are_those_of_the_authors_code(folds, margin, expected):
    """baycomp 1.0.3 (Benavoli et al.), `two_on_single(X, Y, rope=margin, runs=10 / folds)`."""
    gap = Y - X
    error = corrected_error(gap, np.full(10, folds - 1), np.full(10, 1))
    better, equal, worse = Difference(gap.mean(), error, 9).chances(margin)
    assert (worse, equal, better) == pytest.approx(expected, abs=1e-12)


def test_probabilities_interval_and_test_are_one_distribution():
    found = Difference(0.02, 0.008, 9)
    low, high = found.interval()
    posterior = stats.t(9, 0.02, 0.008)
    assert posterior.cdf(high) - posterior.cdf(low) == pytest.approx(0.95)
    better, equal, worse = found.chances(0.01)
    assert equal == pytest.approx(integrate.quad(posterior.pdf, -0.01, 0.01)[0], abs=1e-8)
    assert better + equal + worse == pytest.approx(1)
    assert found.p == pytest.approx(2 * posterior.cdf(0))


def test_agreement_on_every_fold_is_certainty_not_a_division_by_zero(runs):
    assert Difference(0.0, 0.0, 4).chances(0.01) == (0, 1, 0)
    assert Difference(0.5, 0.0, 4).chances(0.01) == (1, 0, 0)
    base = [0.9, 0.91, 0.89, 0.92, 0.9]
    twin = [np.nextafter(value, 1) for value in base]
    a, b = with_folds(runs[1], base, "a"), with_folds(runs[1], twin, "b")
    assert paired_test(a, b, "roc_auc") == 1.0, "the last digit is no difference"


def test_better_is_positive_where_lower_values_are_better(runs):
    good = with_folds(runs[1], [0.3, 0.31, 0.29, 0.3, 0.32], "good", "log_loss")
    bad = with_folds(runs[1], [0.5, 0.52, 0.49, 0.5, 0.51], "bad", "log_loss")
    found = difference(good, bad, "log_loss")
    assert found.mean == pytest.approx(0.2) and found.chances(0.01)[0] > 0.99


def test_folds_on_which_one_is_undefined_are_left_out(runs):
    a = with_folds(runs[1], [0.9, None, 0.8, 0.85, 0.9], "a")
    b = with_folds(runs[1], [0.8, 0.1, None, 0.8, 0.82], "b")
    assert difference(a, b, "roc_auc").freedom == 2
    assert difference(a, b, "roc_auc").mean == pytest.approx((0.1 + 0.05 + 0.08) / 3)
    alone = with_folds(runs[1], [0.9, None, None, None, None], "alone")
    assert difference(alone, b, "roc_auc") is None
    assert np.isnan(paired_test(alone, b, "roc_auc"))
