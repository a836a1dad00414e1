"""Neural networks."""

from core.models.spec import ModelSpec, Needs
from core.networks.parameters import PARAMS

SPECS = (
    ModelSpec(
        name="mlp",
        title="Neural network (MLP)",
        family="neural network",
        preset="quick",
        when="Smooth relations between many columns and a thousand rows or more; worth having "
        "beside the trees, since it errs elsewhere.",
        classifier="core.networks.MLPClassifier",
        regressor="core.networks.MLPRegressor",
        params=PARAMS,
        needs=Needs(scale=True, encode="onehot", dense=True),
        cap="max_epochs",
        threaded=True,
        step="epoch",
    ),
)
