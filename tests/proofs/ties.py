"""Whether equal models are called equal, and a real difference is found.

Two kinds of cases. *Real*: two runs on the same rows, each sees one half of the columns; the halves
are drawn alike and carry the same weights, so that over all tables neither is better: they must be
tied. With noise added to the second half it is worse, by about 3.5 corrected standard errors (the
noise was set on other tables; the list says what was reached). *By the book*: fold scores drawn
with the correlation between folds that the correction of Nadeau and Bengio assumes, where the
noncentral t gives the share of differences found.
"""

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

import core
from core.comparison import LEVEL, difference, ranked, tie_groups
from core.run import Request, Run
from tests.data import dataset

ROWS, HALF, BLOCK, BLOCKS, BOOK = 400, 4, 25, 4, 2000
EFFECT = 3.5
NOISE = {"linear": 0.9, "tree": 1.65}
"""What makes the second half worse by about EFFECT corrected standard errors."""
TIED, FOUND = 0.93, 0.80
REAL = [
    ("equal", "linear", "regression", 1),
    ("equal", "linear", "regression", 10),
    ("equal", "linear", "binary", 1),
    ("equal", "tree", "regression", 10),
    ("worse", "linear", "regression", 10),
    ("worse", "tree", "regression", 10),
]
CASES = [(*real, block) for block in range(BLOCKS) for real in REAL]
CASES += [("by the book", kind, "", n, 0) for kind in ("equal", "worse") for n in (1, 10)]


def prove(kind: str, model: str, task: str, repeats: int, block: int) -> dict:
    """Gap, corrected standard error and whether they are tied, of each pair of runs."""
    if kind == "by the book":
        return {"pairs": _by_the_book(model == "worse", repeats)}
    noise = NOISE[model] if kind == "worse" else 0.0
    seeds = range(block * BLOCK, (block + 1) * BLOCK)
    return {"pairs": [_pair(model, task, repeats, noise, seed) for seed in seeds]}


def table(task: str, noise: float, seed: int) -> pd.DataFrame:
    """Two halves of columns that carry the same signal; `noise` blurs the second."""
    rng = np.random.default_rng(seed)
    halves = rng.normal(size=(2, ROWS, HALF))
    y = halves.sum(axis=(0, 2)) + rng.normal(size=ROWS)
    halves[1] += noise * rng.normal(size=(ROWS, HALF))
    columns = {f"{name}{i}": half[:, i] for name, half in zip("ab", halves, strict=True)
               for i in range(HALF)}  # fmt: skip
    if task == "binary":
        y = np.where(y > 0, "yes", "no")
    return pd.DataFrame({**columns, "y": y})


def _pair(model: str, task: str, repeats: int, noise: float, seed: int) -> list[float]:
    frame = table(task, noise, seed)
    with tempfile.TemporaryDirectory() as folder:
        data = dataset(frame, Path(folder))
        split = core.Split("random" if task == "regression" else "stratified", repeats=repeats)
        asked = core.Experiment.of(data, "y", task=task, split=split, holdout=0, seed=seed)
        runs = [
            core.train(asked, model, features=[n for n in asked.features if n.startswith(half)])
            for half in "ab"
        ]
    return _compared(runs, asked.metric)


def _compared(runs: list[Run], metric: str) -> list[float]:
    """By how much the first is better, its corrected standard error, and 1.0 if they are tied."""
    found = difference(*runs, metric)
    letters = tie_groups(ranked(runs, metric), metric)
    return [found.mean, found.error, float(len(set(letters.values())) == 1)]


def _by_the_book(worse: bool, repeats: int) -> list[list[float]]:
    """Pairs of runs whose fold gaps correlate by test share, EFFECT standard errors apart or 0."""
    rng = np.random.default_rng(0)
    with tempfile.TemporaryDirectory() as folder:
        data = dataset(table("regression", 0, 0), Path(folder))
        split = core.Split("random", repeats=repeats)
        asked = core.Experiment.of(data, "y", split=split, holdout=0)
    folds, share = asked.n_folds, 1 / 5
    error = np.sqrt(share + (1 - share) / folds)
    pairs = []
    for _ in range(BOOK):
        gaps = np.sqrt(share) * rng.normal() + np.sqrt(1 - share) * rng.normal(size=folds)
        gaps += EFFECT * error * worse
        runs = [_told(asked, "a", np.full(folds, 10.0)), _told(asked, "b", 10 + gaps)]
        pairs.append(_compared(runs, asked.metric))
    return pairs


def _told(asked, name: str, values: np.ndarray) -> Run:
    """A run with these fold scores."""
    test = np.full(len(values), asked.dataset.rows // 5)
    score = core.Score.over(values.tolist(), 4 * test, test)
    request = Request("linear", {}, asked.features, {}, 0)
    return Run(name, asked, request, name, {asked.metric: score})


def verdict(results: list[dict]) -> tuple[bool, list[str]]:
    """Whether equals are tied and differences found often enough, and a line a kind of pair."""
    lines = [
        "| pairs | model | task | folds x repeats | pairs | true difference in corrected standard "
        "errors | tied | found | noncentral t says |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    tied_of_equal, found_of_worse, by_book = [], [], True
    for kind, model, task, repeats in dict.fromkeys(case[:4] for case in CASES):
        same = [r["pairs"] for r in results if r["case"][:4] == [kind, model, task, repeats]]
        gap, error, tied = np.concatenate(same).T
        effect = gap.mean() / np.sqrt(np.mean(error**2))
        found = (tied == 0) & (gap > 0)
        worse = "worse" in (kind, model)
        if kind != "by the book":
            (found_of_worse if worse else tied_of_equal).extend(found if worse else tied)
        elif repeats == 10 or not worse:
            by_book = by_book and (found.mean() >= FOUND if worse else tied.mean() >= TIED)
        said = f"{power(EFFECT if kind == 'by the book' else effect, 5 * repeats):.1%}"
        lines.append(
            f"| {kind} | {model} | {task} | 5 x {repeats} | {len(gap)} | {effect:.2f} "
            f"| {tied.mean():.1%} | {found.mean():.1%} | {said if worse else ''} |"
        )
    equal, different = np.mean(tied_of_equal), np.mean(found_of_worse)
    lines += ["", f"Of {len(tied_of_equal)} real pairs of equals {equal:.1%} are tied (at least "
              f"{TIED:.0%}); of {len(found_of_worse)} real differences {different:.1%} are found "
              f"(at least {FOUND:.0%})."]  # fmt: skip
    return bool(by_book and equal >= TIED and different >= FOUND), lines


def power(effect: float, folds: int) -> float:
    """The share of differences of `effect` standard errors that the t-test finds."""
    from scipy.stats import nct, t

    cut = t.ppf(1 - LEVEL / 2, folds - 1)
    return float(nct.sf(cut, folds - 1, effect))
