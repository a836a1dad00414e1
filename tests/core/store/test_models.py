"""A model of the catalogue comes back and predicts the same, bit by bit; nothing else comes in."""

import numpy as np
import pytest
import skops.io

import core
from core.store import models
from tests.core.store import made

QUICK = {"forest": {"n_estimators": 10}, "lightgbm": {"n_estimators": 20}, "mlp": {"max_epochs": 3}}


@pytest.fixture(scope="module", params=["leaves", "y"], ids=["classes", "numbers"])
def experiment(request, tmp_path_factory):
    kind = "stratified" if request.param == "leaves" else "random"
    split = core.Split(kind, folds=2)
    folder = tmp_path_factory.mktemp("made")
    return made.experiment(folder, rows=150, target=request.param, split=split)


@pytest.mark.parametrize("name", list(core.MODELS))
def test_predictions_are_bit_identical_after_reloading(name, experiment):
    run = core.train(experiment, name, QUICK.get(name))
    frame = experiment.dataset.frame()
    again = models.load(models.dump(run.model))
    ask = "predict" if experiment.task == "regression" else "predict_proba"
    assert np.array_equal(getattr(again, ask)(frame), getattr(run.model, ask)(frame))


class Foreign:
    """A type that no list of ours names."""

    def __init__(self):
        self.value = 1


def test_a_type_that_is_not_on_the_list_is_refused_both_ways():
    with pytest.raises(ValueError, match="may not hold tests.*Foreign"):
        models.dump(Foreign())
    with pytest.raises(ValueError, match="may not hold tests.*Foreign"):
        models.load(skops.io.dumps(Foreign()))


def test_what_is_no_model_file_is_said(tmp_path):
    with pytest.raises(ValueError, match="not a model file"):
        models.load(b"PK\x03\x04 and nothing more")
