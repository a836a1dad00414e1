from dataclasses import replace

import pytest

from core.plots import PLOTS, Look

PLOT = PLOTS["metric_intervals"]


def hollow(figure) -> list[str]:
    """The symbols of the large points, in order."""
    return [trace.marker.symbol for trace in figure.data if trace.marker.size == 13]


def test_best_first_whichever_direction_is_better(runs):
    means = PLOT.table(runs)["mean"].tolist()
    greater = runs[0].experiment.task != "regression"
    assert means == sorted(means, reverse=greater)
    table = PLOT.table(runs)
    assert table["baseline"].tolist() == [False, False, True]
    best = next(run for run in runs if run.id == table["run"][0])
    score = best.scores[best.experiment.metric]
    assert (table.loc[0, "low"], table.loc[0, "high"]) == (score.low, score.high)
    assert tuple(table.loc[0, ["fold_1", "fold_2", "fold_3"]]) == score.folds
    assert PLOT.sentence(table).startswith(f"{best.title} has the best")


def test_any_metric_can_be_drawn_with_its_averaging(binary):
    table = PLOT.table(binary, metric="f1")
    assert table.attrs["caption"] == "F1, positive class yes"
    figure = PLOT.draw(table, Look())
    assert figure.layout.xaxis.title.text == "F1, positive class yes ↑"


def test_a_selected_score_is_hollow_and_has_no_interval(binary):
    score = replace(binary[1].scores["roc_auc"], selected=True, low=None, high=None)
    chosen = replace(binary[1], scores={**binary[1].scores, "roc_auc": score})
    table = PLOT.table([binary[2], chosen])
    figure = PLOT.draw(table, Look())
    assert sorted(hollow(figure)) == ["circle", "circle-open"]
    assert sum(trace.mode == "lines" for trace in figure.data) == 1
    assert "Hollow points were selected" in PLOT.sentence(table)
    lucky = replace(chosen, scores={"roc_auc": replace(score, mean=1.0)})
    said = PLOT.sentence(PLOT.table([lucky, binary[2]]))
    assert said.startswith(f"{binary[2].title} has the best")


def test_a_baseline_far_off_does_not_squeeze_the_others(regression):
    table = PLOT.table(regression)
    near = PLOT.draw(table, Look()).layout.xaxis.range
    table.loc[table["baseline"], ["mean", "low", "high", "fold_1", "fold_2", "fold_3"]] = 1e6
    figure = PLOT.draw(table, Look())
    assert figure.layout.xaxis.range[1] <= near[1] < 1e6
    assert any("off this scale" in note.text for note in figure.layout.annotations)


def test_an_undefined_score_is_said(binary):
    score = replace(binary[0].scores["roc_auc"], mean=None, low=None, high=None, folds=(None,) * 3)
    table = PLOT.table([replace(binary[0], scores={"roc_auc": score})])
    assert PLOT.sentence(table) == "ROC AUC is undefined for these runs."
    assert len(PLOT.draw(table, Look()).data) == 0


def test_the_colour_of_a_run_is_the_looks(binary):
    look = Look(colours={binary[1].id: "#123456"})
    figure = PLOT.draw(PLOT.table(binary[1:2]), look)
    assert figure.data[-1].marker.color == "#123456"


def test_an_unknown_metric_is_a_sentence(binary):
    with pytest.raises(ValueError, match="no metric 'speed'"):
        PLOT.table(binary, metric="speed")
