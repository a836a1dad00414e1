"""Was the procedure asked rightly: room to learn, enough rows to judge, more than one column?"""

from __future__ import annotations

import numpy as np

from core.checks.spec import Check, Judged, Seen
from core.models import KNOWN
from core.params import Number

LATE, FEW, RARE, CARRIES, OTHERS, PERFECT = 0.98, 30, 5, 0.8, 0.1, 0.99


def _at_the_edge(judged: Judged) -> Seen | None:
    run = judged.run
    spec, asked, said = KNOWN[run.request.model], run.request.params, []
    cap = spec.cap
    stopped = [step for step in run.facts.get("stopped_at") or () if step]
    late = sum(step >= LATE * asked[cap] for step in stopped) if cap in asked else 0
    if late and late * 2 >= len(stopped):
        said.append(
            f"In {late} of {len(stopped)} folds the best step is the last of {asked[cap]:,} "
            f"({cap})."
        )
    for param in spec.params_for(run.experiment.task):
        value = asked.get(param.name)
        if not isinstance(param, Number) or value is None or value == param.default:
            continue
        if value in (param.low, param.high):
            end = "lowest" if value == param.low else "highest"
            said.append(f"{param.name} = {value:g} is the {end} value it can take.")
    return Seen(" ".join(said)) if said else None


def _tiny_folds(judged: Judged) -> Seen | None:
    experiment = judged.run.experiment
    tests = [experiment.fold(k)[1] for k in range(experiment.n_folds)]
    least = min(map(len, tests))
    if least < FEW:
        return Seen(f"The smallest test fold has {least} rows.")
    if experiment.task == "regression":
        return None
    kinds = len(experiment.classes)
    counts = np.array([np.bincount(experiment.y(test), minlength=kinds) for test in tests])
    rarest = int(counts.min(axis=0).argmin())
    if counts[:, rarest].min() >= RARE:
        return None
    return Seen(f"A test fold has {counts[:, rarest].min()} rows of {experiment.classes[rarest]}.")


def _one_column(judged: Judged) -> Seen | None:
    table, gain = judged.importance, judged.gain(judged.score)
    if table is None or gain is None or gain <= 0 or table["feature"].nunique() < 2:
        return None
    drops = table.groupby("feature")["drop"].mean().sort_values(ascending=False)
    if drops.iloc[0] < CARRIES * gain or drops.iloc[1] > OTHERS * gain:
        return None
    name = str(drops.index[0])
    return Seen(
        f"Without {name} {min(drops.iloc[0] / gain, 1):.0%} of the gain over the baseline are "
        f"lost; the next column, {drops.index[1]}, costs {max(drops.iloc[1], 0) / gain:.0%}.",
        (name,),
    )


def _too_good(judged: Judged) -> Seen | None:
    gain = judged.gain(judged.score)
    if gain is None or judged.possible <= 0 or gain < PERFECT * judged.possible:
        return None
    return Seen(f"{judged.metric.title} {judged.score:.4g} is {gain / judged.possible:.1%} of what "
                "a perfect model would gain over the baseline.")  # fmt: skip


CHECKS = (
    Check("one_column_carries_all", "warning", "One column carries it all",
          f"Permuting one column costs at least {CARRIES:.0%} of the gain over the baseline, and "
          f"no other costs {OTHERS:.0%}.",
          "Either a simple rule would do, or the column knows the answer: it may be filled in "
          "after the event.",
          "Ask when the column is known; leave it out and see what is left.", _one_column),
    Check("nearly_perfect", "note", "Nearly perfect",
          f"At least {PERFECT:.0%} of what a perfect model would gain over the baseline.",
          "Few real questions are that easy; a leak looks just like this.",
          "Look at the leak scan and at the most important columns before you celebrate.",
          _too_good),
    Check("edge_of_range", "warning", "Best at the edge of its range",
          f"In half of the folds the best step is in the last {1 - LATE:.0%} of those allowed, or "
          "a parameter sits at the end of its range.",
          "The best value may lie beyond: the model was stopped, not finished.",
          "Raise the limit, or the learning rate.", _at_the_edge),
    Check("tiny_test_folds", "warning", "Tiny test folds",
          f"A test fold has fewer than {FEW} rows, or fewer than {RARE} of a class.",
          "A few rows more or less right move the score by several points.",
          "Use fewer folds, repeats, or more rows; trust the interval rather than the mean.",
          _tiny_folds),
)  # fmt: skip
