"""What every plot of the catalogue promises: it is tested by being listed."""

import subprocess
import sys
from dataclasses import replace

import pytest

from core.plots import PLOTS, Look
from core.plots.template import PALETTE_DARK, PALETTE_LIGHT
from tests.core.plots.conftest import strings
from tests.core.plots.subjects import options_of, subject_of

LIMIT = 60_000
"""Bytes of a chart on the wire (DESIGN section 8)."""
OURS = {False: PALETTE_LIGHT, True: PALETTE_DARK}
STAGES = {"explore", "setup", "training", "evaluate", "compare", "model"}


def tables(plot, runs):
    """A table for each set of options that this plot has something to say about."""
    if not plot.applies(runs[0].experiment):
        return []
    subject = subject_of(plot, runs)
    return [plot.table(subject, **options) for options in options_of(plot, runs)]


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_has_a_table_a_picture_and_a_sentence(name, runs):
    plot = PLOTS[name]
    assert plot.name == name and plot.title and plot.help.endswith(".") and plot.stage in STAGES
    for table in tables(plot, runs):
        assert len(table) and table.shape[1] > 1
        sentence = plot.sentence(table)
        assert sentence.endswith(".") and not {"nan", "None"} & set(sentence.split())
        for dark in (False, True) if plot.draw else ():
            figure = plot.draw(table, Look(dark=dark))
            assert figure.layout.template.layout.colorway == OURS[dark]
            assert len(figure.to_json()) < LIMIT
            told = [text.lower() for text in strings(figure.to_dict())]
            assert not [text for text in told if "nan" in text.split() or "none" in text.split()]


@pytest.mark.parametrize("name", [name for name in PLOTS if PLOTS[name].stage != "explore"])
def test_eight_runs_fit_on_the_wire(name, runs):
    plot = PLOTS[name]
    several = plot.stage not in ("setup", "model")
    if not several or plot.draw is None or not plot.applies(runs[0].experiment):
        return
    many = [replace(runs[i % 3], id=f"run{i}", title=f"Model number {i}") for i in range(8)]
    assert len(plot.draw(plot.table(many), Look()).to_json()) < LIMIT


def test_hostile_names_are_shown_letter_by_letter(runs):
    hostile = '<a href="http://x.y">pay</a> %{x} $1$'
    renamed = [replace(run, title=hostile) for run in runs]
    for plot in PLOTS.values():
        if plot.stage in ("explore", "setup", "model") or not plot.applies(runs[0].experiment):
            continue
        if plot.draw:
            drawn = strings(plot.draw(plot.table(renamed), Look()).to_dict())
            assert not [text for text in drawn if "<a" in text or "%{x} $" in text]


def test_importing_the_catalogue_loads_no_library():
    code = (
        "import core.plots, sys; print(sorted({'plotly', 'pandas', 'sklearn'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_wrong_name_is_an_attribute_error():
    import core.plots

    with pytest.raises(AttributeError, match="no attribute 'NOTHING'"):
        _ = core.plots.NOTHING
