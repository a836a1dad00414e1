"""Real datasets through the whole path, headless, against an untuned published floor.

Protocol: no holdout, five shuffled folds, the reading hints of each dataset as options, identifiers
and known leaks dropped (air_quality keeps PT08.S2 and drops date and time, as its floor did). The
interval of the best quick model must reach the floor, or beat it. Where a class is rare, accuracy
must not be proposed. The files lie outside the project, in ../shared/datasets or where
FITBOARD_DATASETS says.
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
    "air_quality": ("C6H6(GT)", {"Date", "Time"}),
    "sms_spam": ("label", set()),
    "mammography": ("class", set()),
    "credit_g": ("class", set()),
    "insurance": ("charges", set()),
    "auto_mpg": ("mpg", {"car name"}),
}
MISSING = {"air_quality": ["-200"]}
RARE, MAJORITY = "mammography", "97.7 %"
"""Where one class is rare, and what naming the other one scores: it must stand beside accuracy."""
FLOOR = {
    "roc_auc": "roc_auc",
    "average_precision": "average_precision",
    "f1_macro": "f1_macro",
    "root_mean_squared_error": "rmse",
}


def read(name: str) -> core.Dataset:
    """One of the datasets, by its reading hints."""
    meta = json.loads((FOLDER / name / "meta.json").read_text())
    options = dict(meta["read_hints"])
    if meta["column_names"]:
        options["names"] = meta["column_names"]
    options["missing"] = MISSING.get(name)
    return core.read_dataset(next((FOLDER / name).glob("data.csv*")), options=options)


def experiment(name: str) -> tuple[core.Experiment, float]:
    """The question of one dataset by the protocol, and its floor."""
    meta = json.loads((FOLDER / name / "meta.json").read_text())
    data = read(name)
    target, dropped = APART[name]
    features = [column for column in data.names if column not in dropped | {target}]
    asked = core.Experiment.of(data, target, holdout=0, features=features)
    return asked, meta["measured_here"][FLOOR[asked.metric]]


def prove(name: str, model: str) -> dict:
    """One model on one dataset: its score beside the floor."""
    asked, floor = experiment(name)
    scores = core.train(asked, model).scores
    score = scores[asked.metric]
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
        "accuracy": scores["accuracy"].mean if asked.classes else None,
        "reason": asked.reasons["metric"],
        "holds": bool(reached),
    }


QUICK = [spec.name for spec in core.MODELS.values() if spec.preset == "quick"]
CASES = [(name, model) for name in APART for model in QUICK]


def verdict(results: list[dict]) -> tuple[bool, list[str]]:
    """Whether each best model reaches its floor and a rare class is judged fairly; the table."""
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
    rare = next(r for r in results if r["case"] == [RARE, "dummy"])
    fair = rare["metric"] != "accuracy" and MAJORITY in rare["reason"]
    said = (
        f"{RARE}: {rare['metric']} is proposed; the baseline's accuracy is {rare['accuracy']:.4f}."
    )
    lines += ["", said, f"Its advice: {rare['reason']}"]
    return holding == set(APART) and fair, lines


def _best(result: dict, results: list[dict]) -> dict:
    rivals = [r for r in results if r["dataset"] == result["dataset"]]
    sign = 1 if core.METRICS[result["metric"]].greater_is_better else -1
    return max(rivals, key=lambda r: sign * r["mean"])
