"""The metrics of predicted numbers."""

from __future__ import annotations

import math

from core.metrics.spec import Metric, sk
from core.target import NUMBERS

ANY = (0.0, math.inf)


def _log_error(y, values, task):
    from sklearn.metrics import root_mean_squared_log_error

    # scikit-learn goes on down to -1; the logarithm of 1 + value means growth from 0 on only.
    if min(y.min(), values.min()) < 0:
        return math.nan
    return root_mean_squared_log_error(y, values)


_TILT = "For a model of the mean it mostly tells how far it leans to one side."
ENTRIES = (
    Metric("root_mean_squared_error", "RMSE", False, NUMBERS, "values",
           sk("root_mean_squared_error"),
           "The square root of the mean squared error, in the target's unit.",
           "A few large errors decide it.", bounds=ANY, unit="target",
           advice="RMSE is in the target's unit and punishes large errors.",
           plain="its typical error is {number}"),
    Metric("mean_absolute_error", "MAE", False, NUMBERS, "values", sk("mean_absolute_error"),
           "The mean size of the error, in the target's unit.",
           "It forgives rare, very large errors.", bounds=ANY, unit="target", main=True,
           plain="on average it is off by {number}"),
    Metric("median_absolute_error", "Median absolute error", False, NUMBERS, "values",
           sk("median_absolute_error"),
           "Half of the rows have a smaller error than this, in the target's unit.",
           "The worse half of the rows does not count.", bounds=ANY, unit="target", main=True),
    Metric("max_error", "Largest error", False, NUMBERS, "values", sk("max_error"),
           "The size of the largest error, in the target's unit.",
           "A single row decides it, and it grows with the number of rows.", bounds=ANY,
           unit="target"),
    Metric("mean_squared_error", "MSE", False, NUMBERS, "values", sk("mean_squared_error"),
           "The mean squared error, in the square of the target's unit.",
           "A few large errors decide it, and its unit is hard to read.", bounds=ANY,
           unit="squared"),
    Metric("r2", "R²", True, NUMBERS, "values", sk("r2_score"),
           "The share of the target's variance that is explained; 0 is as good as the mean.",
           "It depends on how widely the target varies, not only on the errors.",
           bounds=(-math.inf, 1.0), beside=NUMBERS, main=True,
           plain="it explains {percent} of the target's variance"),
    Metric("mean_absolute_percentage_error", "MAPE", False, NUMBERS, "values",
           sk("mean_absolute_percentage_error"),
           "The mean error as a share of the actual value.",
           "It explodes where the actual value is near 0.", bounds=ANY),
    Metric("root_mean_squared_log_error", "RMSLE", False, NUMBERS, "values", _log_error,
           "RMSE of the logarithms of 1 + value: roughly, the typical relative error.",
           "Predicting too low costs more than too high; undefined with a negative value.",
           bounds=ANY),
    Metric("pinball_10", "Pinball loss, 10 % quantile", False, NUMBERS, "values",
           sk("mean_pinball_loss", alpha=0.1),
           "The mean error, where a unit too high costs 0.9 and a unit too low 0.1: lowest for "
           "the value that a tenth of the cases stay below.", _TILT, bounds=ANY, unit="target"),
    Metric("pinball_90", "Pinball loss, 90 % quantile", False, NUMBERS, "values",
           sk("mean_pinball_loss", alpha=0.9),
           "The mean error, where a unit too low costs 0.9 and a unit too high 0.1: lowest for "
           "the value that nine tenths of the cases stay below.", _TILT, bounds=ANY,
           unit="target"),
)  # fmt: skip
