"""The baseline: what is reached without looking at any feature."""

from core.models.spec import ModelSpec, Needs

BASELINE = "dummy"
"""The model that every other one must beat."""

SPECS = (
    ModelSpec(
        name=BASELINE,
        title="Baseline",
        family="baseline",
        preset="quick",
        when="Always: it looks at no feature, so what does not beat it has learned nothing.",
        classifier="sklearn.dummy.DummyClassifier",
        regressor="sklearn.dummy.DummyRegressor",
        needs=Needs(features=False),
        seeded=False,
    ),
)
