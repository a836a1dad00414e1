"""Linear models for a target of a special kind: outliers, a quantile, counts, amounts."""

from core.models.linear import MAX_ITER
from core.models.spec import ModelSpec, Needs
from core.params import Float

_ALPHA = {"name": "alpha", "title": "Penalty", "log": True, "main": True,
          "help": "Larger values shrink the weights more: safer with many features."}  # fmt: skip

SPECS = (
    ModelSpec(
        name="huber",
        title="Huber regression",
        family="linear",
        when="When some targets are far off, by error or by nature, and must not bend the line.",
        regressor="core.models.linear_estimators.HuberRegressor",
        params=(
            Float(name="epsilon", title="Outlier from", default=1.35, low=1.0, high=10.0, main=True,
                  help="Errors larger than so many robust standard deviations count less. 1.35 "
                  "keeps 95 % of the precision where there are no outliers."),
            Float(default=1e-3, low=1e-6, high=100.0, **_ALPHA),
            MAX_ITER,
        ),
        needs=Needs(scale=True),
        seeded=False,
    ),
    ModelSpec(
        name="quantile",
        title="Quantile regression",
        family="linear",
        when="When the median is wanted, or a value that is exceeded in, say, one of ten cases. "
        "Slow above some ten thousand rows.",
        regressor="core.models.linear_estimators.QuantileRegressor",
        params=(
            Float(name="quantile", title="Quantile", default=0.5, low=0.01, high=0.99, main=True,
                  help="The share of targets that should lie below the prediction: 0.5 is the "
                  "median."),
            Float(default=1e-3, low=1e-6, high=10.0, **_ALPHA),
        ),
        needs=Needs(scale=True),
        seeded=False,
    ),
    ModelSpec(
        name="poisson",
        title="Poisson regression",
        family="linear",
        when="For counts from 0 up: how many visits, claims, failures.",
        regressor="core.models.linear_estimators.PoissonRegressor",
        params=(Float(default=1e-3, low=1e-8, high=100.0, **_ALPHA), MAX_ITER),
        needs=Needs(scale=True),
        seeded=False,
        target="nonnegative",
    ),
    ModelSpec(
        name="gamma",
        title="Gamma regression",
        family="linear",
        when="For amounts above 0 whose spread grows with their size: costs, durations.",
        regressor="core.models.linear_estimators.GammaRegressor",
        params=(Float(default=1e-3, low=1e-8, high=100.0, **_ALPHA), MAX_ITER),
        needs=Needs(scale=True),
        seeded=False,
        target="positive",
    ),
)  # fmt: skip
