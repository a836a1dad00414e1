"""The pictures of what one run uses agree with what was found, whatever the columns are named."""

import numpy as np
import pytest

import core
from core import explanation
from core.plots import PLOTS, Look
from tests.core.plots.conftest import strings
from tests.data import dataset, mixed

HOSTILE = {"number": '<a href="http://x.y">pay</a> %{x}', "city": "<b>=1+1</b> $1$", "other": " "}


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """{plot name: what was found} of runs on columns with hostile names."""
    frame = mixed(rows=160, classes=("<i>no</i>", "%{y} yes")).rename(columns=HOSTILE)
    frame[HOSTILE["city"]] = frame[HOSTILE["city"]].replace("Lima", "<script>x</script>")
    data = dataset(frame, tmp_path_factory.mktemp("hostile"), comment="text")
    asked = core.Experiment.of(data, "target", split=core.Split("random", folds=2))
    linear, tree = core.train(asked, "linear"), core.train(asked, "tree", {"max_depth": 5})
    return {
        "importance": explanation.permutation(linear),
        "dependence": explanation.dependences(linear, list(asked.features)),
        "coefficients": explanation.coefficients(linear),
        "tree": explanation.nodes(tree),
    }


@pytest.mark.parametrize("name", ["importance", "dependence", "coefficients", "tree"])
def test_names_are_shown_letter_by_letter(found, name):
    plot = PLOTS[name]
    features = HOSTILE.values() if name == "dependence" else (None,)
    for feature in features:
        table = plot.table(found[name], feature) if feature else plot.table(found[name])
        drawn = strings(plot.draw(table, Look()).to_dict())
        bad = ("<a", "<i>no", "<script", "<b>=1", "%{x} ", "%{y} ")
        assert not [text for text in drawn for part in bad if part in text]


def test_the_dots_stand_at_the_mean_drops_and_the_lines_are_the_intervals(found):
    table = PLOTS["importance"].table(found["importance"])
    figure = PLOTS["importance"].draw(table, Look())
    dots = [trace for trace in figure.data if trace.marker.size == 11]
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    assert [dot.x[0] for dot in dots] == table["mean"].tolist()
    assert [list(line.x) for line in lines] == table[["low", "high"]].to_numpy().tolist()
    best = table.iloc[0]
    own = found["importance"].query("feature == @best.feature")["drop"]
    assert best["mean"] == pytest.approx(own.mean(), abs=0.01)


def test_the_line_along_a_feature_is_what_was_found(found):
    one = found["dependence"]["features"][0]
    table = PLOTS["dependence"].table(found["dependence"], one["name"])
    figure = PLOTS["dependence"].draw(table, Look())
    line = next(trace for trace in figure.data if trace.mode == "lines+markers")
    assert np.asarray(line.y) == pytest.approx(np.ravel(one["mean"]), rel=1e-5)
    bars = next(trace for trace in figure.data if trace.type == "bar")
    assert sum(bars.y) == sum(one["count"])


def test_a_class_is_picked_for_the_weights(found):
    table = PLOTS["coefficients"].table(found["coefficients"])
    assert table["weight"].abs().is_monotonic_decreasing
    bars = PLOTS["coefficients"].draw(table, Look()).data[0]
    assert np.asarray(bars.x) == pytest.approx(table["weight"].head(15).to_numpy(), rel=1e-5)


def test_the_tree_says_each_node_of_its_first_levels_and_a_rule_for_each(found):
    table = PLOTS["tree"].table(found["tree"])
    drawn = PLOTS["tree"].draw(table, Look())
    boxes = [note for note in drawn.layout.annotations if note.hovertext]
    assert len(boxes) == (table["depth"] <= 3).sum()
    leaf = table[table["question"] == ""].iloc[0]
    assert leaf["rule"].count(";") == leaf["depth"] - 1


def test_worst_rows_and_scores_by_class_are_of_the_first_run(binary, regression):
    table = PLOTS["class_scores"].table(binary[1:])
    report = PLOTS["class_report"].table(binary[1:2])
    assert table["f1"].tolist() == report["f1"].head(2).tolist()
    worst = PLOTS["worst_rows"].table(regression[1:], columns=("city",))
    assert list(worst.columns) == ["row", "actual", "predicted", "error", "city"]
    assert str(f"{worst['row'].iloc[0]:,}") in PLOTS["worst_rows"].sentence(worst)
