"""Support vector machines: the widest margin between classes, straight or bent."""

from core.models.linear import CLASS_WEIGHT, C
from core.models.spec import ModelSpec, Needs
from core.params import Choice, Float, Int
from core.target import NUMBERS

_C = Float(name="C", title="Inverse penalty C", default=1.0, low=1e-3, high=1e3, log=True,
           main=True, help="Smaller values forgive more rows and bend less.")  # fmt: skip
_EPSILON = Float(
    name="epsilon",
    title="Errors forgiven",
    default=0.1,
    low=0.0,
    high=2.0,
    tasks=NUMBERS,
    help="Errors below so many standard deviations of the target cost nothing.",
)
_LINEAR_C = Float(name="C", title="Inverse penalty C", default=0.1, low=1e-5, high=1e3, log=True,
                  main=True, help=C.help)  # fmt: skip

SPECS = (
    ModelSpec(
        name="svm_linear",
        title="Linear SVM",
        family="support vectors",
        when="Very many features, words above all: only the rows near the border count. "
        "Probabilities are fitted on rows set aside in turn.",
        classifier="core.models.svm_estimator.LinearMarginClassifier",
        regressor="core.models.svm_estimator.LinearMarginRegressor",
        params=(_LINEAR_C, CLASS_WEIGHT, _EPSILON),
        needs=Needs(scale=True),
    ),
    ModelSpec(
        name="svm_rbf",
        title="SVM with RBF kernel",
        family="support vectors",
        preset="balanced",
        when="Bent borders on small and middling tables with clear columns. Above a stated number "
        "of rows it is approximated, so that the time stays bounded.",
        classifier="core.models.svm_estimator.KernelMarginClassifier",
        regressor="core.models.svm_estimator.KernelMarginRegressor",
        params=(
            _C,
            Choice(name="gamma", title="Reach of a row", default="scale", main=True,
                   options=("scale", 0.001, 0.01, 0.1, 1.0),
                   help="Larger values make each row reach less far and the border bend more. "
                   "scale: by the number of features and their variance."),
            CLASS_WEIGHT,
            _EPSILON,
            Int(name="exact_rows", title="Exact up to (rows)", default=3000, low=10, high=50_000,
                log=True, help="With more training rows the kernel is approximated by Nystroem's "
                "method: an exact one takes time with the square of the rows."),
            Int(name="n_components", title="Rows of the approximation", default=300, low=10,
                high=5000, log=True, help="Random rows that stand for all: more are exacter and "
                "slower. Used above the size before."),
        ),
        needs=Needs(scale=True),
    ),
)  # fmt: skip
