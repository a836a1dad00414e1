"""Selection and target encoding find nothing in noise; `make prove` asks all models."""

import numpy as np
import pytest

import core
from tests.data import dataset
from tests.proofs.noise import PREPARATION, prove, table

SEEDS = range(3)


@pytest.mark.parametrize("model", ["linear", "naive_bayes", "lightgbm"])
def test_selection_and_target_encoding_learn_nothing_from_test_rows(model):
    found = [prove(model, seed) for seed in SEEDS]
    assert abs(np.mean([score["mean"] for score in found]) - 0.5) < 0.08
    assert any(score["low"] <= 0.5 <= score["high"] for score in found)


@pytest.mark.parametrize("how", ["select", "encode"])
def test_the_same_steps_before_the_folds_would_find_something(tmp_path, how):
    """Else the test above could not fail."""
    frame = table(0)
    y = (frame["coin"] == "heads").to_numpy()
    words = [name for name in frame if name.startswith("word")]
    if how == "select":
        numbers = frame.drop(columns=["coin", *words])
        strength = numbers.corrwith(frame["coin"] == "heads").abs()
        kept = strength.nlargest(round(PREPARATION["keep"] * len(strength))).index
        leaked = frame[[*kept, "coin"]]
    else:
        means = [frame[name].map(lambda w, n=name: y[frame[n] == w].mean()) for name in words]
        leaked = frame[["coin"]].assign(**dict(zip(words, means, strict=True)))
    asked = core.Experiment.of(dataset(leaked, tmp_path), "coin", holdout=0)
    found = core.train(asked, "linear").scores["roc_auc"]
    assert found.mean > 0.7 and found.low > 0.5
