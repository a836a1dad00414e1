"""Gradient boosting: many small trees, each mending what the ones before got wrong."""

from core.models.spec import ModelSpec, Needs
from core.params import Choice, Flag, Float, Int

SPECS = (
    ModelSpec(
        name="lightgbm",
        title="LightGBM",
        family="boosting",
        preset="quick",
        when="Mixed columns with gaps, from a thousand rows up: most often the best on tables.",
        classifier="core.models.lightgbm_estimator.BoostedClassifier",
        regressor="core.models.lightgbm_estimator.BoostedRegressor",
        params=(
            Int(name="n_estimators", title="Rounds at most", default=1000, low=1, high=10_000,
                log=True, main=True, help="Trees to build; early stopping keeps the best number."),
            Float(name="learning_rate", title="Learning rate", default=0.05, low=1e-3, high=1.0,
                  log=True, main=True, help="Smaller steps need more rounds and often end better."),
            Int(name="num_leaves", title="Leaves a tree", default=31, low=2, high=1024, log=True,
                main=True, help="More leaves fit finer detail and overfit small tables."),
            Int(name="min_child_samples", title="Rows in a leaf", default=20, low=1, high=10_000,
                log=True, main=True, help="Larger leaves make smoother predictions."),
            Float(name="subsample", title="Share of rows a tree", default=0.8, low=0.05, high=1.0,
                  help="Each tree sees a random part of the rows."),
            Float(name="colsample_bytree", title="Share of features a tree", default=0.8, low=0.05,
                  high=1.0, help="Each tree sees a random part of the features."),
            Float(name="reg_lambda", title="L2 penalty", default=1.0, low=0.0, high=1000.0,
                  help="Shrinks the leaves' values."),
            Flag(name="early_stopping", title="Early stopping", default=True,
                 help="Stops when an inner 15 % of the training rows no longer gains."),
            Int(name="patience", title="Patience (rounds)", default=50, low=1, high=1000,
                help="Rounds without a gain before it stops."),
            Choice(name="class_weight", title="Class weights", default=None,
                   options=(None, "balanced"), tasks=("binary", "multiclass"),
                   help="balanced: rare classes weigh as much as frequent ones."),
        ),
        needs=Needs(impute=False, encode="ordinal"),
        watches=True,
        threaded=True,
    ),
)  # fmt: skip
