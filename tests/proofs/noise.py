"""Whether anything is found where there is nothing: every model on pure noise.

200 rows of 600 normal columns (60 for networks) and three random categories of forty values, a coin
as target; selection and target encoding on, no holdout, 20 seeds. Whoever selects or encodes before
the folds are cut finds an AUC of 0.75 and more here.
"""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import core
from core.models import models_for
from tests.data import dataset

ROWS, COLUMNS, FEWER, CATEGORIES, VALUES, SEEDS = 200, 600, 60, 3, 40, 20
PREPARATION = {"select": "univariate", "keep": 0.05, "encode": "target"}
CASES = [(spec.name, seed) for seed in range(SEEDS) for spec in models_for("binary")]
APART, EXCLUDED = 0.05, 0.15


def table(seed: int, columns: int = COLUMNS) -> pd.DataFrame:
    """Normal columns, random categories and a coin-flip target: no row says anything."""
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(rng.normal(size=(ROWS, columns))).add_prefix("x")
    words = rng.integers(0, VALUES, size=(ROWS, CATEGORIES)).astype(str)
    for i in range(CATEGORIES):
        frame[f"word{i}"] = np.char.add("w", words[:, i])
    return frame.assign(coin=np.where(rng.random(ROWS) < 0.5, "heads", "tails"))


def prove(model: str, seed: int) -> dict:
    """The model's AUC on one table of noise, and its interval."""
    columns = FEWER if core.MODELS[model].family == "neural network" else COLUMNS
    with tempfile.TemporaryDirectory() as folder:
        data = dataset(table(seed, columns), Path(folder))
        asked = core.Experiment.of(data, "coin", metric="roc_auc", holdout=0, seed=seed)
        score = core.train(asked, model, preparation=PREPARATION).scores["roc_auc"]
    return {"mean": score.mean, "low": score.low, "high": score.high}


def verdict(results: list[dict]) -> tuple[bool, list[str]]:
    """Whether all models stay near 0.5 and few intervals exclude it, and a line a model."""
    lines = [
        "| model | tables | mean AUC | lowest | highest | intervals that exclude 0.5 |",
        "|---|---|---|---|---|---|",
    ]
    near, outside = [], []
    for name in dict.fromkeys(model for model, _ in CASES):
        own = [r for r in results if r["case"][0] == name]
        means = [r["mean"] for r in own]
        apart = [not r["low"] <= 0.5 <= r["high"] for r in own]
        near.append(abs(np.mean(means) - 0.5) <= APART)
        outside += apart if core.MODELS[name].needs.features else []
        lines.append(
            f"| {name} | {len(own)} | {np.mean(means):.3f} | {min(means):.3f} | {max(means):.3f} "
            f"| {sum(apart)} |"
        )
    share = np.mean(outside)
    lines += ["", f"{share:.1%} of {len(outside)} intervals exclude 0.5 (at most {EXCLUDED:.0%}). "
              "The baseline, always at 0.5, is not counted."]  # fmt: skip
    return bool(all(near) and share <= EXCLUDED), lines
