"""A model of the catalogue comes back and predicts the same, bit by bit; nothing else comes in."""

import subprocess
import sys

import numpy as np
import pytest
import skops.io

import core
from core.jobs.child import ROOT
from core.store import models
from tests.core.store import made

# The catalogue's own tests bring every model back; here are the three ways of keeping one.
KEPT = {"forest": {"n_estimators": 10}, "lightgbm": {"n_estimators": 20}, "mlp": {"max_epochs": 3}}


@pytest.fixture(scope="module", params=["leaves", "y"], ids=["classes", "numbers"])
def experiment(request, tmp_path_factory):
    kind = "stratified" if request.param == "leaves" else "random"
    split = core.Split(kind, folds=2)
    folder = tmp_path_factory.mktemp("made")
    return made.experiment(folder, rows=150, target=request.param, split=split)


@pytest.mark.parametrize("name", KEPT)
def test_predictions_are_bit_identical_after_reloading(name, experiment):
    run = core.train(experiment, name, KEPT[name])
    frame = experiment.dataset.frame()
    again = models.load(models.dump(run.model))
    ask = "predict" if experiment.task == "regression" else "predict_proba"
    assert np.array_equal(getattr(again, ask)(frame), getattr(run.model, ask)(frame))


class Foreign:
    """A type that no list of ours names."""

    def __init__(self):
        self.value = 1


def test_a_type_that_is_not_on_the_list_is_refused_both_ways():
    with pytest.raises(ValueError, match="may not hold tests"):
        models.dump(Foreign())
    with pytest.raises(ValueError, match="may not hold tests"):
        models.load(skops.io.dumps(Foreign()))


def test_no_torch_is_loaded_for_models_that_need_none():
    code = (
        "import core.store.models, sys\n"
        "assert not any(name.partition('.')[0] == 'torch' for name in sys.modules)\n"
        "import torch; print(int(torch.ones(2).sum()))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout == "2\n", done.stderr


def test_what_is_no_model_file_is_said():
    with pytest.raises(ValueError, match="not a model file"):
        models.load(b"PK\x03\x04 and nothing more")
