"""Seven real datasets through the whole path, headless, against an untuned published floor.

Protocol: no holdout, five shuffled folds, the reading hints of each dataset as options, identifiers
and known leaks dropped. The best default model's interval must reach the floor, or beat it. The
files lie outside the project, in ../shared/datasets or where FITBOARD_DATASETS says.
"""

import json
import os
from pathlib import Path

import core

FOLDER = Path(os.environ.get("FITBOARD_DATASETS", "../shared/datasets"))
APART = {
    "telco_churn": ("Churn", {"customerID"}),
    "titanic": ("Survived", {"PassengerId"}),
    "adult": ("income", {"fnlwgt", "education-num"}),
    "california_housing": ("median_house_value", set()),
    "bike_sharing": ("cnt", {"casual", "registered", "instant", "dteday"}),
    "digits": ("column 65", set()),
    "penguins": ("Species", {"Comments", "Individual ID", "rownames"}),
}
FLOOR = {
    "roc_auc": "roc_auc",
    "f1_macro": "f1_macro",
    "root_mean_squared_error": "rmse",
}


def experiment(name: str) -> tuple[core.Experiment, float]:
    """The question of one dataset by the protocol, and its floor."""
    meta = json.loads((FOLDER / name / "meta.json").read_text())
    options = dict(meta["read_hints"])
    if meta["column_names"]:
        options["names"] = meta["column_names"]
    data = core.read_dataset(next((FOLDER / name).glob("data.csv*")), options=options)
    target, dropped = APART[name]
    features = [column for column in data.names if column not in dropped | {target}]
    asked = core.Experiment.of(data, target, holdout=0, features=features)
    return asked, meta["measured_here"][FLOOR[asked.metric]]


def prove(name: str, model: str) -> dict:
    """One model on one dataset: its score beside the floor."""
    asked, floor = experiment(name)
    score = core.train(asked, model).scores[asked.metric]
    reached = (
        score.high >= floor if core.METRICS[asked.metric].greater_is_better else score.low <= floor
    )
    return {
        "dataset": name,
        "metric": asked.metric,
        "floor": floor,
        "model": model,
        "mean": score.mean,
        "low": score.low,
        "high": score.high,
        "holds": bool(reached),
    }


CASES = [(name, model) for name in APART for model in core.MODELS]


def verdict(results: list[dict]) -> tuple[bool, list[str]]:
    """Whether each dataset's best model reaches the floor, and the table."""
    lines = [
        "| dataset | metric | floor | model | mean | 95 % interval | reaches |",
        "|---|---|---|---|---|---|---|",
    ]
    for r in results:
        lines.append(
            f"| {r['dataset']} | {r['metric']} | {r['floor']:.5g} | {r['model']} | {r['mean']:.5g} "
            f"| {r['low']:.5g} to {r['high']:.5g} | {'yes' if r['holds'] else 'no'} |"
        )
    holding = {r["dataset"] for r in results if _best(r, results)["holds"]}
    return holding == set(APART), lines


def _best(result: dict, results: list[dict]) -> dict:
    rivals = [r for r in results if r["dataset"] == result["dataset"]]
    sign = 1 if core.METRICS[result["metric"]].greater_is_better else -1
    return max(rivals, key=lambda r: sign * r["mean"])
