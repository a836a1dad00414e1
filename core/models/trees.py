"""Trees and forests: cuts on one feature at a time."""

from core.models.spec import ModelSpec, Needs
from core.params import Choice, Flag, Int
from core.target import CLASSES, NUMBERS

_TREES = Needs(impute=False, encode="ordinal", dense=True)
WEIGHT = Choice(
    name="class_weight",
    title="Class weights",
    default=None,
    options=(None, "balanced"),
    tasks=CLASSES,
    help="balanced: rare classes weigh as much as frequent ones.",
)
_FEATURES_HELP = "How many features each cut may choose from: fewer make the trees less alike."

_FOREST = (
    Int(name="n_estimators", title="Trees", default=100, low=1, high=5000, log=True,
        main=True, help="More are steadier and slower; past some hundreds little changes."),
    Int(name="max_depth", title="Depth", default=None, low=1, high=100, optional=True,
        main=True, help="None lets the trees grow until the leaves are small enough."),
    Int(name="min_samples_leaf", title="Rows in a leaf", default=2, low=1, high=10_000,
        log=True, main=True, help="Larger leaves make smoother predictions."),
    Choice(name="max_features", title="Features a cut", default="sqrt",
           options=("sqrt", "log2", 0.3, 0.5, 1.0), tasks=CLASSES, help=_FEATURES_HELP),
    Choice(name="max_features", title="Features a cut", default=0.5,
           options=("sqrt", "log2", 0.3, 0.5, 1.0), tasks=NUMBERS,
           help=_FEATURES_HELP),
    WEIGHT,
)  # fmt: skip
_RESAMPLE = {"name": "bootstrap", "title": "Resample rows",
             "help": "Each tree sees its own random draw of the rows."}  # fmt: skip

SPECS = (
    ModelSpec(
        name="tree",
        title="Decision tree",
        family="trees",
        preset="quick",
        when="When the rules must fit on one page; expect to pay for it in accuracy.",
        classifier="sklearn.tree.DecisionTreeClassifier",
        regressor="sklearn.tree.DecisionTreeRegressor",
        params=(
            Int(name="max_depth", title="Depth", default=6, low=1, high=50, optional=True,
                main=True, help="How many questions in a row at most."),
            Int(name="min_samples_leaf", title="Rows in a leaf", default=5, low=1, high=10_000,
                log=True, main=True, help="Larger leaves make a coarser, steadier tree."),
            Int(name="min_samples_split", title="Rows to split", default=2, low=2, high=10_000,
                log=True, help="A node with fewer rows than this is not split."),
            WEIGHT,
        ),
        needs=_TREES,
    ),
    ModelSpec(
        name="forest",
        title="Random forest",
        family="trees",
        preset="quick",
        when="A strong first guess that needs no tuning; larger and slower than boosting.",
        classifier="sklearn.ensemble.RandomForestClassifier",
        regressor="sklearn.ensemble.RandomForestRegressor",
        params=(*_FOREST, Flag(default=True, **_RESAMPLE)),
        needs=_TREES,
        threaded=True,
    ),
    ModelSpec(
        name="extra_trees",
        title="Extra trees",
        family="trees",
        preset="balanced",
        when="Like the forest, with cuts drawn at random: quicker, smoother, at times better where "
        "columns are noisy.",
        classifier="sklearn.ensemble.ExtraTreesClassifier",
        regressor="sklearn.ensemble.ExtraTreesRegressor",
        params=(*_FOREST, Flag(default=False, **_RESAMPLE)),
        needs=_TREES,
        threaded=True,
    ),
)  # fmt: skip
