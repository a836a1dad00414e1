"""Whether 95 % intervals hold what they promise, on samples of four large datasets.

Protocol: 500 random rows, no holdout, five folds, 100 repeats of each dataset and model. What an
interval must cover is the mean score of the five fold models on all the other rows (20,000 of them
where there are more). The fold models are fitted as `core.train` fits them: the first repeat of
each block trains a run too, and the two must agree to the last digit.
"""

import functools
import tempfile
from pathlib import Path

import numpy as np

import core
from core import target
from core.dataset.table import Dataset
from core.metrics import decide
from core.prediction import predicted_values
from core.procedure import fit
from core.training import ask
from tests.proofs.datasets import experiment

ROWS, OTHERS, RAREST, BLOCK = 500, 20_000, 50, 10
METRICS = {
    "adult": ("roc_auc", "accuracy"),
    "telco_churn": ("roc_auc", "accuracy"),
    "california_housing": ("root_mean_squared_error",),
    "bike_sharing": ("root_mean_squared_error",),
}
MODELS = ("linear", "lightgbm", "mlp")
CASES = [(name, model, block) for block in range(10) for name in METRICS for model in MODELS]
MEAN, CELL = 0.93, 0.88


@functools.cache
def whole(name: str):
    """The question put to the whole dataset, and its table."""
    asked, _ = experiment(name)
    return asked, asked.dataset.frame([*asked.features, asked.target])


def prove(name: str, model: str, block: int) -> dict:
    """Ten repeats: for each metric mean, low, high, what should be covered, the final model's."""
    repeats = range(block * BLOCK, (block + 1) * BLOCK)
    found = [_repeat(name, model, repeat, check=repeat == repeats[0]) for repeat in repeats]
    return {metric: [result[metric] for result in found] for metric in METRICS[name]}


def _repeat(name: str, model: str, repeat: int, check: bool) -> dict[str, list[float]]:
    big, frame = whole(name)
    rows, others = draw(big, repeat)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.parquet"
        frame.iloc[rows].to_parquet(path)
        columns = tuple(big.dataset.column(column) for column in frame.columns)
        sample = Dataset(f"{name}-{repeat}", name, len(rows), columns, path)
        asked = core.Experiment.of(
            sample, big.target, task=big.task, positive=big.positive, holdout=0, seed=repeat,
            features=big.features,
        )  # fmt: skip
        table = sample.frame(asked.features)
        values = frame[big.target].iloc[others]
        y = target.encode(values, asked.classes) if asked.classes else target.numbers(values)
        found = _judge(asked, model, table, (frame.iloc[others], y), METRICS[name])
        if check:
            scores = core.train(asked, model).scores
            for metric, (mean, low, high, *_) in found.items():
                assert (scores[metric].mean, scores[metric].low, scores[metric].high) == (
                    mean, low, high,
                ), f"not the run's own score: {name}, {model}, {metric}"  # fmt: skip
    return found


def draw(asked: core.Experiment, repeat: int) -> tuple[np.ndarray, np.ndarray]:
    """Row positions of the sample, drawn anew while a class has too few, and of the others."""
    rng = np.random.default_rng(repeat)
    known = asked.training_rows
    while True:
        rows = np.sort(rng.choice(known, ROWS, replace=False))
        if asked.task == "regression" or np.bincount(asked.y(rows)).min() >= RAREST:
            break
    others = np.setdiff1d(known, rows)
    return rows, np.sort(rng.permutation(others)[:OTHERS])


def _judge(asked, model, table, others, metrics) -> dict[str, list[float]]:
    """The score of the five folds beside what their models and the final one reach elsewhere."""
    request = ask(asked, model)
    inside, outside, sizes = [], [], []
    for k in range(asked.n_folds):
        training, test = asked.fold(k)
        pipeline, _ = fit(asked, request, table, training)
        inside.append(_scores(pipeline, table.iloc[test], asked.y(test), asked, metrics))
        outside.append(_scores(pipeline, *others, asked, metrics))
        sizes.append((len(training), len(test)))
    final, _ = fit(asked, request, table, asked.training_rows)
    last = _scores(final, *others, asked, metrics)
    training, test = np.array(sizes).T
    found = {}
    for i, metric in enumerate(metrics):
        folds = [scores[i] for scores in inside]
        score = core.Score.over(folds, training, test, core.METRICS[metric].bounds)
        truth = float(np.mean([scores[i] for scores in outside]))
        found[metric] = [score.mean, score.low, score.high, truth, last[i]]
    return found


def _scores(pipeline, frame, y, asked, metrics) -> list[float | None]:
    values = predicted_values(pipeline, frame, asked.task, len(asked.classes))
    labels = decide(values, asked.task) if asked.classes else values
    chosen = [core.METRICS[metric] for metric in metrics]
    return [m.score(y, labels if m.needs == "labels" else values, asked.task) for m in chosen]


def verdict(results: list[dict]) -> tuple[bool, list[str]]:
    """Whether mean and worst coverage suffice, and a line a cell."""
    lines = [
        "| dataset | metric | model | repeats | coverage | of the final model's score | "
        "mean score | fold models elsewhere | final model elsewhere | mean width |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    shares, full = [], True
    for name, metrics in METRICS.items():
        for metric in metrics:
            for model in MODELS:
                cell = [r[metric] for r in results if r["case"][:2] == [name, model]]
                if not cell:
                    full = False
                    continue
                mean, low, high, truth, final = np.concatenate(cell).T
                share, last = ((low <= x) & (x <= high) for x in (truth, final))
                shares.append(share.mean())
                full = full and len(mean) == BLOCK * 10
                lines.append(
                    f"| {name} | {metric} | {model} | {len(mean)} | {share.mean():.0%} "
                    f"| {last.mean():.0%} | {mean.mean():.5g} | {truth.mean():.5g} "
                    f"| {final.mean():.5g} | {(high - low).mean():.4g} |"
                )
    holds = full and np.mean(shares) >= MEAN and min(shares) >= CELL
    lines += ["", f"Mean coverage {np.mean(shares):.1%} (at least {MEAN:.0%}); "
              f"the lowest cell {min(shares):.0%} (at least {CELL:.0%})."]  # fmt: skip
    return bool(holds), lines
