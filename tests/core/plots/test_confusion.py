import numpy as np
import pytest
from sklearn.metrics import classification_report, confusion_matrix

from core.plots import PLOTS, Look
from core.plots.template import colour_at, contrast, ink_on, sequential

PLOT, REPORT = PLOTS["confusion_matrix"], PLOTS["class_report"]


def predictions(run):
    """Actual and predicted class codes, from the out-of-fold table itself."""
    oof = run.oof.sort_values("row")
    names = [f"probability_{value}" for value in run.experiment.classes]
    actual = oof["target"].map({c: i for i, c in enumerate(run.experiment.classes)})
    p = oof[names].to_numpy()
    return actual.to_numpy(dtype=int), p.argmax(axis=1) if p.shape[1] > 2 else p[:, 1] > 0.5


@pytest.mark.parametrize("task", ["binary", "multiclass"])
@pytest.mark.parametrize(("normalize", "theirs"), [("actual", "true"), ("predicted", "pred")])
def test_it_is_scikit_learns_matrix_to_the_digit(all_runs, task, normalize, theirs):
    for run in all_runs[task]:
        table, k = PLOT.table([run], normalize=normalize), len(run.experiment.classes)
        actual, predicted = predictions(run)
        counts = confusion_matrix(actual, predicted, labels=range(k))
        assert (table["count"].to_numpy().reshape(k, k) == counts).all()
        expected = confusion_matrix(actual, predicted, labels=range(k), normalize=theirs)
        shares = table["share"].fillna(0.0).to_numpy().reshape(k, k)
        assert np.array_equal(shares, expected)


@pytest.mark.parametrize("task", ["binary", "multiclass"])
def test_the_report_is_scikit_learns_to_the_digit(all_runs, task):
    for run in all_runs[task]:
        table = REPORT.table([run]).set_index("class")
        names = list(map(str, run.experiment.classes))
        expected = classification_report(
            *predictions(run), target_names=names, output_dict=True, zero_division=0
        )
        assert table.loc["accuracy", "f1"] == expected["accuracy"]
        both = {name: name for name in names}
        both |= {"macro average": "macro avg", "weighted average": "weighted avg"}
        for ours, theirs in both.items():
            assert table.loc[ours, "f1"] == expected[theirs]["f1-score"]
            for column in ("precision", "recall", "support"):
                assert table.loc[ours, column] == expected[theirs][column]


def test_binary_cells_have_names_and_the_threshold_moves_them(binary):
    run = binary[1]
    table = PLOT.table([run]).set_index("cell")
    assert table.loc["FN", ["actual", "predicted"]].tolist() == ["yes", "no"]
    assert table.loc["FP", ["actual", "predicted"]].tolist() == ["no", "yes"]
    count, of = table.loc["FN", "count"], table.loc[["FN", "TP"], "count"].sum()
    said = PLOT.sentence(PLOT.table([run]))
    assert f"False negatives: {count} of {of} with target = yes were called no." in said
    careful = PLOT.table([run], threshold=0.9).set_index("cell")
    assert careful.loc["FN", "count"] > count
    assert "Threshold 0.90." in PLOT.sentence(PLOT.table([run], threshold=0.9))


def test_a_wrong_normalisation_is_named(binary):
    with pytest.raises(ValueError, match="normalize must be one of counts, actual, predicted"):
        PLOT.table(binary, normalize="rows")


@pytest.mark.parametrize("normalize", ["counts", "actual", "predicted"])
def test_one_scale_for_all_runs_also_when_drawn_alone(binary, normalize):
    table = PLOT.table(binary, normalize=normalize)
    together = PLOT.draw(table, Look())
    alone = [PLOT.draw(table[table["run"] == run.id], Look()) for run in binary]
    heats = [t for figure in (together, *alone) for t in figure.data if t.type == "heatmap"]
    assert len(heats) == 6 and len({(heat.zmin, heat.zmax) for heat in heats}) == 1
    assert len({heat.colorscale for heat in heats}) == 1


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("normalize", ["counts", "actual", "predicted"])
def test_text_can_be_read_on_its_cell(all_runs, dark, normalize):
    for task in ("binary", "multiclass"):
        figure = PLOT.draw(PLOT.table(all_runs[task], normalize=normalize), Look(dark=dark))
        for heat, text in zip(figure.data[::2], figure.data[1::2], strict=True):
            shares = np.nan_to_num(np.asarray(heat.z, dtype=float).ravel()) / heat.zmax
            for share, ink in zip(shares, text.textfont.color, strict=True):
                assert contrast(ink, colour_at(sequential(dark), share)) >= 4.5


@pytest.mark.parametrize("dark", [False, True])
def test_every_colour_of_the_scale_carries_text(dark):
    fills = [colour_at(sequential(dark), share) for share in np.linspace(0, 1, 501)]
    assert min(contrast(ink_on(fill), fill) for fill in fills) >= 4.5
    assert fills[0] == sequential(dark)[0] and fills[-1] == sequential(dark)[-1]


def test_many_classes_have_no_text_and_not_too_many_cells(multiclass):
    table = PLOT.table(multiclass[:1])
    names = [f"class {i:02}" for i in range(60)]
    counts = np.eye(60, dtype=int) * np.arange(1, 61)
    grid = table.iloc[[0] * 3600].assign(
        actual=np.repeat(names, 60), predicted=np.tile(names, 60), count=counts.ravel()
    )
    grid.attrs = table.attrs
    (heat,) = PLOT.draw(grid, Look()).data
    assert np.asarray(heat.z).shape == (40, 40) and np.asarray(heat.z).max() == 60
