"""Models of how each class is spread: discriminant analysis and naive Bayes."""

from core.models.spec import ModelSpec, Needs
from core.params import Choice, Float

_NEEDS = Needs(scale=True, dense=True)
_SHRINKAGE = Choice(
    name="shrinkage", title="Shrinkage", default="auto", main=True,
    options=("auto", None, 0.1, 0.5, 0.9),
    help="Pulls the covariances towards a plain one, which makes columns that repeat each other "
    "harmless. auto: as much as Ledoit and Wolf's formula says.",
)  # fmt: skip

SPECS = (
    ModelSpec(
        name="lda",
        title="Linear discriminant",
        family="discriminant",
        when="Few rows and classes that are clouds of one shape: steady, and nothing to tune.",
        classifier="sklearn.discriminant_analysis.LinearDiscriminantAnalysis",
        params=(_SHRINKAGE,),
        needs=_NEEDS,
        fixed={"solver": "lsqr"},
        seeded=False,
    ),
    ModelSpec(
        name="qda",
        title="Quadratic discriminant",
        family="discriminant",
        when="Like the linear one, when classes spread differently and each has many rows.",
        classifier="core.models.discriminant_estimator.Quadratic",
        params=(
            Float(name="shrinkage", title="Shrinkage", default=0.1, low=0.001, high=1.0, main=True,
                  help="Pulls each class's covariance towards a round one: more where classes have "
                  "few rows or columns repeat each other."),
        ),
        needs=_NEEDS,
        seeded=False,
    ),
    ModelSpec(
        name="naive_bayes",
        title="Naive Bayes",
        family="discriminant",
        preset="balanced",
        when="As a quick first look, also with few rows; its probabilities are too sure when "
        "features go together.",
        classifier="sklearn.naive_bayes.GaussianNB",
        params=(
            Float(name="var_smoothing", title="Smoothing", default=0.1, low=1e-9, high=10.0,
                  log=True, main=True,
                  help="Added to every variance, as a share of the largest: keeps rare values from "
                  "deciding alone."),
        ),
        needs=_NEEDS,
        seeded=False,
    ),
)  # fmt: skip
