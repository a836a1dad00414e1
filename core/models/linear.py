"""Linear models: one weight a feature."""

from core.models.spec import ModelSpec, Needs
from core.params import Choice, Float, Int

CLASSES = ("binary", "multiclass")

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
            Float(name="C", title="Inverse penalty C", default=1.0, low=1e-5, high=1e5, log=True,
                  main=True, tasks=CLASSES,
                  help="Smaller values shrink the weights more: safer with many features."),
            Choice(name="class_weight", title="Class weights", default=None, main=True,
                   options=(None, "balanced"), tasks=CLASSES,
                   help="balanced: rare classes weigh as much as frequent ones; the probabilities "
                   "then no longer follow the real shares."),
            Float(name="alpha", title="Penalty", default=1.0, low=1e-5, high=1e6, log=True,
                  main=True, tasks=("regression",),
                  help="Larger values shrink the weights more: safer with many features."),
            Int(name="max_iter", title="Iterations at most", default=1000, low=10, high=100_000,
                log=True, help="Raise it if the run says that it did not converge."),
        ),
        needs=Needs(scale=True),
    ),
)  # fmt: skip
