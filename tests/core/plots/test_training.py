from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from core.plots import PLOTS, Look
from core.plots.training import STEPS

LEARNING, TRAINING, BANDS = PLOTS["learning_curve"], PLOTS["training_curve"], PLOTS["split_bands"]


def with_learning(run, scores: dict[int, list[float]]):
    """The run with this learning curve: test scores by size, a value a fold."""
    rows = [(n, k, "test", v) for n, folds in scores.items() for k, v in enumerate(folds)]
    table = pd.DataFrame(rows, columns=["size", "fold", "part", "score"])
    return replace(run, parts={**run.parts, "learning": lambda: table})


def test_the_learning_curve_is_the_mean_over_folds_with_their_deviation(binary):
    run = with_learning(binary[1], {50: [0.7, 0.8, 0.9], 100: [0.8, 0.85, 0.96]})
    table = LEARNING.table([run])
    assert table["size"].tolist() == [50, 100]
    assert table["mean"].tolist() == pytest.approx([0.8, 0.87])
    assert table["low"][0] == pytest.approx(0.7) and table["high"][0] == pytest.approx(0.9)
    assert table["gain"][1] == pytest.approx(0.07)
    assert table["gain_error"][1] == pytest.approx(np.std([0.1, 0.05, 0.06], ddof=1) / 3**0.5)


def test_folds_whose_sizes_differ_by_a_row_are_one_point(binary):
    curve = pd.DataFrame(
        [(50, 0, "test", 0.7), (51, 1, "test", 0.8), (100, 0, "test", 0.8), (101, 1, "test", 0.9)],
        columns=["size", "fold", "part", "score"],
    )
    table = LEARNING.table([replace(binary[1], parts={"learning": lambda: curve})])
    assert table["size"].tolist() == [50, 100] and table["folds"].tolist() == [2, 2]


def test_would_more_rows_help(all_runs):
    binary, regression = all_runs["binary"], all_runs["regression"]
    rising = with_learning(binary[1], {50: [0.7, 0.8, 0.9], 100: [0.8, 0.91, 0.99]})
    level = with_learning(binary[2], {50: [0.7, 0.8, 0.9], 100: [0.71, 0.79, 0.9]})
    said = LEARNING.sentence(LEARNING.table([rising, level]))
    assert "Probably, for Linear (0.10 better from 50 to 100 rows)." in said
    assert "No clear sign for LightGBM" in said
    falling = with_learning(regression[1], {50: [9.0, 9.5, 10.0], 100: [7.0, 7.4, 8.1]})
    assert "Probably, for Linear (2.0 better" in LEARNING.sentence(LEARNING.table([falling]))


def test_one_run_shows_its_training_scores_too(binary):
    alone, both = (LEARNING.draw(LEARNING.table(r), Look()) for r in (binary[1:2], binary[1:]))
    assert [t.line.dash for t in alone.data if t.line.width] == ["dash", "solid"]
    assert [t.line.dash for t in both.data if t.line.width] == ["solid", "solid"]
    assert "training rows" in " ".join(note.text for note in alone.layout.annotations)


def test_a_baseline_off_the_scale_is_named_at_the_edge(binary):
    base = with_learning(binary[0], {50: [0.1, 0.1, 0.1], 100: [0.1, 0.1, 0.1]})
    best = with_learning(binary[1], {50: [0.8, 0.81, 0.82], 100: [0.8, 0.82, 0.83]})
    figure = LEARNING.draw(LEARNING.table([base, best]), Look())
    assert figure.layout.yaxis.range[0] > 0.7
    (note,) = [note for note in figure.layout.annotations if "Baseline" in note.text]
    assert note.text.endswith("<b>0.100</b> ↓") and 0 <= note.y < 0.1


def test_no_learning_curve_yet_is_said(binary):
    run = with_learning(binary[1], {})
    table = LEARNING.table([run])
    assert table.empty and "no learning curve yet" in LEARNING.sentence(table)
    assert len(LEARNING.draw(table, Look()).data) == 0


def test_the_training_curve_marks_the_best_step_and_stays_small(binary):
    steps = np.arange(1, 2001)
    loss = {"training": 1 / steps, "validation": (steps - 777.0) ** 2 + 5}
    curve = pd.concat(
        pd.DataFrame({"fold": 1, "step": steps, "part": part, "value": value})
        for part, value in loss.items()
    )
    run = replace(binary[2], parts={"curves": lambda: curve})
    table = TRAINING.table([run], fold=1)
    assert len(table) <= 2 * (STEPS + 1)
    best = table[table["best"]]
    assert best[["step", "part", "value"]].to_numpy().tolist() == [[777, "validation", 5.0]]
    assert "best at round 777 of 2,000 (loss 5.00)" in TRAINING.sentence(table)
    assert "Fold 2 of 3." in TRAINING.sentence(table)
    dashes = [trace.line.dash for trace in TRAINING.draw(table, Look()).data]
    assert dashes == ["dash", "solid", None]


def test_without_watched_rows_no_step_is_marked_as_the_best(binary):
    curve = pd.DataFrame({"fold": 0, "step": [1, 2, 3], "part": "training", "value": [3, 2, 1.0]})
    run = replace(binary[2], parts={"curves": lambda: curve})
    table = TRAINING.table([run])
    assert table["step"].tolist() == [1, 2, 3] and not table["best"].any()
    said = TRAINING.sentence(table)
    assert "all 3 rounds, with no rows to watch" in said and "best" not in said
    drawn = TRAINING.draw(table, Look())
    assert [trace.line.dash for trace in drawn.data] == ["dash"]
    assert not [note for note in drawn.layout.annotations if "best" in note.text]


def test_models_without_steps_are_said(binary):
    table = TRAINING.table(binary[:2])
    assert table.empty and "do not learn in steps" in TRAINING.sentence(table)
    assert len(TRAINING.draw(table, Look()).data) == 0
    assert TRAINING.table(binary)["run"].unique().tolist() == [binary[2].id]


def test_bands_cover_every_row_once_a_fold(binary):
    experiment = binary[0].experiment
    table = BANDS.table(experiment)
    assert table["fold"].unique().tolist() == [1, 2, 3]
    for fold, rows in table.groupby("fold"):
        width = (rows["stop"] - rows["start"]).groupby(rows["part"]).sum()
        assert width.sum() == len(experiment.training_rows) + len(experiment.holdout_rows)
        exact = (experiment.folds[:, fold - 1] == 2).sum()
        assert abs(width["test"] - exact) <= 0.02 * width.sum()
    assert BANDS.sentence(table) == experiment.sentence()
    named = {trace.name for trace in BANDS.draw(table, Look(dark=True)).data}
    assert named == {"training", "test", "holdout"}
