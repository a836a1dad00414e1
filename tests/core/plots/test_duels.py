from dataclasses import replace

import numpy as np
import pytest

from core.comparison import difference, duels
from core.plots import PLOTS, Look
from tests.core.plots.conftest import strings


def test_the_picture_shows_the_tables_intervals_and_the_margin(runs):
    table = PLOTS["differences"].table(runs, reference=runs[1].id, margin=0.02)
    assert table.equals(duels(runs, runs[1].id, margin=0.02))
    figure = PLOTS["differences"].draw(table, Look())
    low, high = figure.layout.xaxis.range
    near = table[table["gain"].between(low, high)]
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert len(near) >= 1
    assert [list(line.x) for line in lines] == near[["low", "high"]].to_numpy().tolist()
    off = [note.text for note in figure.layout.annotations if "▸" in note.text or "◂" in note.text]
    assert len(off) == len(table) - len(near), "a baseline off the scale is named at its edge"
    band = next(shape for shape in figure.layout.shapes if shape.type == "rect")
    assert (band.x0, band.x1) == (-0.02, 0.02)
    assert low < -0.02 and high > max(near["high"].max(), 0.02)


def test_a_selected_run_is_hollow_and_without_an_interval(binary):
    metric = binary[0].experiment.metric
    chosen = replace(binary[1].scores[metric], low=None, high=None, selected=True)
    marked = replace(binary[1], scores={**binary[1].scores, metric: chosen})
    runs = [marked, binary[2]]
    figure = PLOTS["differences"].draw(PLOTS["differences"].table(runs), Look())
    assert [trace.marker.symbol for trace in figure.data] == ["circle-open"]
    board = PLOTS["metric_intervals"]
    drawn = board.draw(board.table(runs), Look())
    means = [trace for trace in drawn.data if trace.marker.size == 13]
    assert {trace.marker.symbol for trace in means} == {"circle", "circle-open"}
    matrix = PLOTS["better_matrix"].table(runs)
    assert PLOTS["better_matrix"].sentence(matrix).startswith("No two of these runs")


def test_the_matrix_is_the_probability_of_better(runs):
    table = PLOTS["better_matrix"].table(runs, margin=0.01)
    heat, text = PLOTS["better_matrix"].draw(table, Look()).data
    assert set(text.text) <= {">99", "<1", *map(str, range(1, 100))} and len(text.text) == 6
    for i, a in enumerate(runs):
        assert np.isnan(heat.z[i][i])
        for j, b in enumerate(runs):
            if a is not b:
                expected = difference(a, b, a.experiment.metric).chances(0.01)[0]
                assert heat.z[i][j] == pytest.approx(expected, abs=1e-6)


def test_one_run_alone_says_what_to_do(runs):
    table = PLOTS["differences"].table(runs[:1])
    assert table.empty
    assert PLOTS["differences"].sentence(table).endswith("choose at least two runs.")
    assert not [text for text in strings(table.attrs) if text == "nan"]
