"""The glossary has every word of the field on screen, every metric and every plot, in sentences."""

import pytest

from core.decision import CELLS
from core.metrics import METRICS
from core.plots import PLOTS
from core.splits import OF_KIND
from core.words import GLOSSARY, search, words

FIELD = """dataset, experiment, run, model, target, feature, positive class, split, fold, holdout,
baseline, threshold, leaderboard, learning curve, training curve, drift, epoch, metric,
confusion matrix, seal, job"""


def test_every_word_of_the_field_is_explained():
    known = {term.lower() for term in GLOSSARY}
    assert not {" ".join(word.split()) for word in FIELD.split(",")} - known


@pytest.mark.parametrize("name", METRICS)
def test_a_metric_has_its_formula_and_when_it_misleads(name):
    metric = METRICS[name]
    (entry,) = {
        word.text
        for word in words()
        if word.part == "Metric" and word.text.startswith(metric.formula)
    }
    assert metric.misleads in entry and metric.formula.endswith(".")
    assert metric.misleads.endswith(".") and len(metric.formula) > 20


@pytest.mark.parametrize("name", PLOTS)
def test_a_plot_has_its_sentence(name):
    plot = PLOTS[name]
    assert [word for word in words() if word.term.lower() == plot.title.lower()]
    assert plot.help.endswith(".") and len(plot.help) > 20


def test_each_entry_is_a_sentence():
    for word in words():
        assert word.text.endswith((".", "?")) and word.text[0] == word.text[0].upper(), word


def test_the_kinds_of_split_and_of_calls_are_words():
    known = {word.term: word.text for word in words()}
    for kind in OF_KIND.values():
        assert known[f"{kind.label} split"] == kind.line
    for cell in CELLS.values():
        assert known[cell.title] == cell.text


def test_what_the_app_does_not_have_yet_is_no_word_of_it():
    assert not {"project", "champion", "model card"} & {word.term.lower() for word in words()}


def test_a_search_finds_words_by_their_parts_terms_first():
    assert search("out fold")[0].term == "Out of fold"
    assert {word.term for word in search("MISS positive")} >= {"False negative"}
    assert search("zebra crossing") == [] and len(search("")) == len(words())
