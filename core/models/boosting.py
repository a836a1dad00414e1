"""Gradient boosting: many small trees, each mending what the ones before got wrong."""

from core.models.spec import ModelSpec, Needs
from core.models.trees import WEIGHT
from core.params import ByColumn, Choice, Flag, Float, Int
from core.target import NUMBERS

ROUNDS = {
    "title": "Rounds at most",
    "low": 1,
    "high": 10_000,
    "log": True,
    "main": True,
    "help": "Trees to build; early stopping keeps the best number.",
}
RATE = Float(
    name="learning_rate",
    title="Learning rate",
    default=0.05,
    low=1e-3,
    high=1.0,
    log=True,
    main=True,
    help="Smaller steps need more rounds and often end better.",
)
DEPTH = Int(
    name="max_depth",
    title="Depth of a tree",
    default=6,
    low=1,
    high=16,
    main=True,
    help="Deeper trees join more features, and overfit small tables.",
)
LEAVES = {
    "title": "Leaves a tree",
    "default": 31,
    "low": 2,
    "high": 1024,
    "log": True,
    "main": True,
    "help": "More leaves fit finer detail and overfit small tables.",
}
LEAF = {
    "title": "Rows in a leaf",
    "default": 20,
    "low": 1,
    "high": 10_000,
    "log": True,
    "main": True,
    "help": "Larger leaves make smoother predictions.",
}
ROWS = Float(
    name="subsample",
    title="Share of rows a tree",
    default=0.8,
    low=0.05,
    high=1.0,
    help="Each tree sees a random part of the rows.",
)
FEATURES = {
    "title": "Share of features a tree",
    "low": 0.05,
    "high": 1.0,
    "help": "Each tree sees a random part of the features.",
}
PENALTY = {"title": "L2 penalty", "low": 0.0, "high": 1000.0, "help": "Shrinks the leaves' values."}
STOPPING = Flag(
    name="early_stopping",
    title="Early stopping",
    default=True,
    help="Stops when an inner 15 % of the training rows no longer gains.",
)
PATIENCE = {
    "title": "Patience (rounds)",
    "default": 50,
    "low": 1,
    "high": 1000,
    "help": "Rounds without a gain before it stops.",
}
MONOTONIC = ByColumn(
    name="monotonic_cst",
    title="Only one way",
    options=(1, -1),
    tasks=("binary", "regression"),
    words=("The prediction may only rise with", "The prediction may only fall with"),
    help="For what is known beforehand: a dearer house is not a smaller one. In a binary task it "
    "is the positive class's probability that rises or falls.",
)
WATCHED = (STOPPING, Int(name="patience", **PATIENCE), WEIGHT, MONOTONIC)
"""The last parameters of each engine that watches inner rows."""

SPECS = (
    ModelSpec(
        name="adaboost",
        title="AdaBoost",
        family="boosting",
        when="The oldest boosting: one question a tree, clean labels; outliers mislead it.",
        classifier="sklearn.ensemble.AdaBoostClassifier",
        regressor="sklearn.ensemble.AdaBoostRegressor",
        params=(
            Int(name="n_estimators", title="Rounds at most", default=100, low=1, high=2000,
                log=True, main=True, help="Trees to build; it ends sooner when all is fitted."),
            Float(name="learning_rate", title="Learning rate", default=0.5, low=1e-3, high=2.0,
                  log=True, main=True, help="How much each tree counts: less needs more rounds."),
            Choice(name="loss", title="Loss", default="linear", tasks=NUMBERS,
                   options=("linear", "square", "exponential"),
                   help="How fast rows with large errors gain weight."),
        ),
        needs=Needs(encode="ordinal"),
    ),
    ModelSpec(
        name="hist_gradient_boosting",
        title="Histogram gradient boosting",
        family="boosting",
        preset="balanced",
        when="scikit-learn's own: as LightGBM, with less to set; good where nothing else may be "
        "installed.",
        classifier="core.models.hist_estimator.HistBoostedClassifier",
        regressor="core.models.hist_estimator.HistBoostedRegressor",
        params=(
            Int(name="max_iter", default=500, **ROUNDS),
            RATE,
            Int(name="max_leaf_nodes", **LEAVES),
            Int(name="min_samples_leaf", **LEAF),
            Float(name="max_features", default=1.0, **FEATURES),
            Float(name="l2_regularization", default=0.0, **PENALTY),
            STOPPING,
            Int(name="n_iter_no_change", **PATIENCE),
            WEIGHT,
            MONOTONIC,
        ),
        needs=Needs(impute=False, encode="category", dense=True),
        cap="max_iter",
    ),
    ModelSpec(
        name="lightgbm",
        title="LightGBM",
        family="boosting",
        preset="quick",
        when="Mixed columns with gaps, from a thousand rows up: most often the best on tables.",
        classifier="core.models.lightgbm_estimator.BoostedClassifier",
        regressor="core.models.lightgbm_estimator.BoostedRegressor",
        params=(
            Int(name="n_estimators", default=1000, **ROUNDS),
            RATE,
            Int(name="num_leaves", **LEAVES),
            Int(name="min_child_samples", **LEAF),
            ROWS,
            Float(name="colsample_bytree", default=0.8, **FEATURES),
            Float(name="reg_lambda", default=1.0, **PENALTY),
            *WATCHED,
        ),
        needs=Needs(impute=False, encode="category"),
        cap="n_estimators",
        threaded=True,
    ),
    ModelSpec(
        name="xgboost",
        title="XGBoost",
        family="boosting",
        preset="balanced",
        when="Where LightGBM is good, as a second opinion: trees grow level by level, which is "
        "steadier on small tables.",
        classifier="core.models.xgboost_estimator.XGBoostClassifier",
        regressor="core.models.xgboost_estimator.XGBoostRegressor",
        params=(
            Int(name="n_estimators", default=1000, **ROUNDS),
            RATE,
            DEPTH,
            Float(name="min_child_weight", title="Weight in a leaf", default=1.0, low=0.0,
                  high=1000.0, main=True, help="Larger leaves make smoother predictions."),
            ROWS,
            Float(name="colsample_bytree", default=0.8, **FEATURES),
            Float(name="reg_lambda", default=1.0, **PENALTY),
            *WATCHED,
        ),
        needs=Needs(impute=False, encode="category", dense=True),
        cap="n_estimators",
        threaded=True,
        engine="xgboost",
    ),
    ModelSpec(
        name="catboost",
        title="CatBoost",
        family="boosting",
        preset="balanced",
        when="Columns of many categories: it learns from their targets without being fooled by "
        "them. Slower, and good without tuning.",
        classifier="core.models.catboost_estimator.CatBoostClassifier",
        regressor="core.models.catboost_estimator.CatBoostRegressor",
        params=(
            Int(name="n_estimators", default=500, **ROUNDS),
            RATE,
            DEPTH,
            ROWS,
            Float(name="reg_lambda", default=3.0, **PENALTY),
            *WATCHED,
        ),
        needs=Needs(impute=False, encode="category", dense=True),
        cap="n_estimators",
        threaded=True,
        engine="catboost",
    ),
)  # fmt: skip
