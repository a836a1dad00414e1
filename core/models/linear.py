"""Linear models: one weight a feature."""

from core.models.spec import ModelSpec, Needs
from core.params import Choice, Float, Int
from core.target import CLASSES, NUMBERS

C = Float(name="C", title="Inverse penalty C", default=1.0, low=1e-5, high=1e5, log=True,
          main=True, tasks=CLASSES,
          help="Smaller values shrink the weights more: safer with many features.")  # fmt: skip
CLASS_WEIGHT = Choice(
    name="class_weight", title="Class weights", default=None, main=True,
    options=(None, "balanced"), tasks=CLASSES,
    help="balanced: rare classes weigh as much as frequent ones; the probabilities then no longer "
    "follow the real shares.",
)  # fmt: skip
MAX_ITER = Int(name="max_iter", title="Iterations at most", default=1000, low=10, high=100_000,
               log=True, help="Raise it if the run says that it did not converge.")  # fmt: skip
_MIX = {"name": "l1_ratio", "title": "Share of L1", "default": 0.5, "low": 0.01, "high": 0.99,
        "main": True, "help": "Near 1 it drops features as the lasso does, near 0 it only shrinks "
        "them as ridge does."}  # fmt: skip
_ALPHA = {"name": "alpha", "title": "Penalty", "log": True, "main": True}
_SPARSE = Float(
    default=0.01,
    low=1e-6,
    high=10.0,
    **_ALPHA,
    help="Larger values drop more features. In standard deviations of the target.",
)

SPECS = (
    ModelSpec(
        name="linear",
        title="Linear",
        family="linear",
        preset="quick",
        when="First, and whenever the weights must be explained: quick, steady, hard to overfit.",
        classifier="sklearn.linear_model.LogisticRegression",
        regressor="sklearn.linear_model.Ridge",
        params=(
            C,
            CLASS_WEIGHT,
            Float(default=1.0, low=1e-5, high=1e6, **_ALPHA, tasks=NUMBERS,
                  help="Larger values shrink the weights more: safer with many features."),
            MAX_ITER,
        ),
        needs=Needs(scale=True),
    ),
    ModelSpec(
        name="lasso",
        title="Lasso",
        family="linear",
        preset="balanced",
        when="When only some of many features should matter: it sets the weights of the others "
        "to 0.",
        regressor="core.models.linear_estimators.Lasso",
        params=(_SPARSE, MAX_ITER),
        needs=Needs(scale=True),
    ),
    ModelSpec(
        name="elastic_net",
        title="Elastic net",
        family="linear",
        when="Like the lasso, when features go together: it keeps or drops such groups as one.",
        regressor="core.models.linear_estimators.ElasticNet",
        params=(_SPARSE, Float(**_MIX), MAX_ITER),
        needs=Needs(scale=True),
    ),
    ModelSpec(
        name="logistic_l1",
        title="Logistic, L1",
        family="linear",
        preset="balanced",
        when="When only some of many features should matter: it sets the weights of the others "
        "to 0.",
        classifier="sklearn.linear_model.LogisticRegression",
        params=(C, CLASS_WEIGHT, MAX_ITER),
        needs=Needs(scale=True),
        fixed={"l1_ratio": 1.0, "solver": "saga", "tol": 1e-3},
    ),
    ModelSpec(
        name="logistic_elastic_net",
        title="Logistic, elastic net",
        family="linear",
        when="Like L1, when features go together: it keeps or drops such groups as one.",
        classifier="sklearn.linear_model.LogisticRegression",
        params=(C, Float(**_MIX), CLASS_WEIGHT, MAX_ITER),
        needs=Needs(scale=True),
        fixed={"solver": "saga", "tol": 1e-3},
    ),
)  # fmt: skip
