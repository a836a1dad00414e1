import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

from core.plots import PLOTS, Look
from core.plots.ranking import POINTS, thinned

CURVES = {"roc": "auc", "precision_recall": "average_precision"}


def truth(run):
    """Class codes and probabilities (n, k), from the out-of-fold table itself."""
    names = [f"probability_{value}" for value in run.experiment.classes]
    codes = {value: i for i, value in enumerate(run.experiment.classes)}
    return run.oof["target"].map(codes).to_numpy(dtype=int), run.oof[names].to_numpy()


def area(name, run) -> float:
    """scikit-learn's value on the pooled rows."""
    y, p = truth(run)
    if p.shape[1] == 2:
        return (roc_auc_score if name == "roc" else average_precision_score)(y, p[:, 1])
    if name == "roc":
        return roc_auc_score(y, p, multi_class="ovr", average="macro")
    return average_precision_score(y[:, None] == np.arange(p.shape[1]), p)


@pytest.mark.parametrize("task", ["binary", "multiclass"])
@pytest.mark.parametrize("name", CURVES)
def test_areas_are_scikit_learns_and_stand_at_the_lines(all_runs, task, name):
    runs, plot = all_runs[task], PLOTS[name]
    table = plot.table(runs)
    figure, said = plot.draw(table, Look()), plot.sentence(table)
    shown = " ".join(note.text for note in figure.layout.annotations)
    for run in runs:
        rows = table[table["run"] == run.id]
        assert rows[CURVES[name]].iloc[0] == pytest.approx(area(name, run), abs=1e-12)
        assert len(rows) <= POINTS + 1
        label = f"{run.title} <b>{area(name, run):.3f}</b>"
        assert label in shown and f"{run.title} {area(name, run):.3f}" in said
    assert "out-of-fold rows are pooled" in said


def test_the_curve_passes_through_scikit_learns_points(binary):
    y, p = truth(binary[1])
    fpr, tpr, _ = roc_curve(y, p[:, 1])
    rows = PLOTS["roc"].table(binary[1:2])
    ours = zip(rows["false_positive_rate"], rows["true_positive_rate"], strict=True)
    assert set(ours) == set(zip(fpr, tpr, strict=True))


def test_thinning_keeps_the_look():
    rng = np.random.default_rng(0)
    y = rng.integers(0, 2, 40_000)
    fpr, tpr, _ = roc_curve(y, y + rng.normal(0, 1.5, len(y)))
    kept = thinned(fpr, tpr)
    assert len(fpr) > 5000 and 200 < len(kept) <= POINTS
    assert kept[0] == 0 and kept[-1] == len(fpr) - 1
    assert np.abs(np.interp(fpr, fpr[kept], tpr[kept]) - tpr).max() < 0.01


def test_the_line_of_chance_in_precision_recall_is_the_share_of_positives(binary):
    y, _ = truth(binary[0])
    figure = PLOTS["precision_recall"].draw(PLOTS["precision_recall"].table(binary), Look())
    (line,) = figure.layout.shapes
    assert line.y0 == line.y1 == y.mean()
