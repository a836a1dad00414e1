"""GLOSSARY: the words on screen, each in a sentence; the catalogues bring their own."""

from __future__ import annotations

from dataclasses import dataclass

GLOSSARY: dict[str, str] = {
    "Dataset": "A table as it was read: typed columns, and notes on what was assumed or changed.",
    "Experiment": "One question to a dataset: target, task, split, holdout, metric and seed; runs "
    "of one experiment are judged on the same rows.",
    "Run": "One procedure, trained and judged in an experiment: features, preparation, model and "
    "parameters.",
    "Model": "What a run has learned: it turns the cells of a row into a prediction.",
    "Target": "The column that is to be predicted.",
    "Feature": "A column that the model may look at.",
    "Role": "What a column is for: feature, target, group, time, or ignored.",
    "Kind": "What a column holds: numbers, categories, yes or no, dates, text, or identifiers.",
    "Task": "What is predicted: one of two classes (binary), one of several (multiclass), or a "
    "number (regression).",
    "Positive class": "Of two classes the one that is looked for, such as the customers who leave.",
    "Split": "How the rows are divided into those a model learns from and those that judge it.",
    "Fold": "One division of the rows: the model learns from the training rows and is judged on "
    "the test rows; every row is a test row once.",
    "Cross-validation": "Training once a fold, so that every row is judged by a model that has not "
    "seen it.",
    "Out of fold": "Predicted by a model that had not learned from that row.",
    "Repeats": "The same number of folds drawn again, to make the score steadier.",
    "Holdout": "Rows that are put aside before anything is trained, to judge the final model.",
    "Seal": "What keeps the holdout closed; opening it is counted and stands beside the score.",
    "Validation": "The inner rows of a training part that early stopping looks at.",
    "Baseline": "A model that looks at no feature; what does not beat it has learned nothing.",
    "Leaderboard": "The runs of an experiment, best first, with intervals and ties.",
    "Metric": "A number that says how good predictions are; each has cases in which it misleads.",
    "Score": "A metric's value for a run: the mean over folds, weighted by their test rows.",
    "95 % interval": "Where the mean score of the procedure may lie at this training size, from "
    "the spread over folds (corrected t of Nadeau and Bengio).",
    "Tie": "Runs with the same letter cannot be told apart by paired tests on the same folds.",
    "Paired test": "A test on the differences of two runs fold by fold, on the same rows.",
    "p-value": "How often chance alone would show a difference at least this large.",
    "Selected score": "A score of something that was chosen by looking at these very rows: drawn "
    "hollow, without interval, in no tie group.",
    "Threshold": "The probability from which on a row is called positive.",
    "Payoff": "What each kind of right and wrong call is worth, to choose a threshold by cost.",
    "Decision": "The threshold that was settled for a run; every prediction obeys it.",
    "Probability": "How sure a model is of a class, from 0 to 1; the classes' add up to 1.",
    "Calibration": "Whether of the rows given 70 % about 70 % are positive.",
    "Learning curve": "The score against the number of training rows: would more rows help?",
    "Training curve": "The loss against the epoch or round while one model learns.",
    "Epoch": "One pass of a network over all its training rows.",
    "Round": "One more tree in a boosted model.",
    "Early stopping": "Stopping when inner validation rows no longer gain, and keeping the best "
    "step.",
    "Loss": "What a model makes smaller while it learns.",
    "Overfitting": "Learning the training rows by heart: good on them, worse on new ones.",
    "Parameter": "A setting of a model that is chosen before it learns.",
    "Seed": "The number that random choices start from: the same seed gives the same result.",
    "Preparation": "What turns columns into numbers for a model: filling, scaling, encoding; it is "
    "learned from training rows only.",
    "Impute": "To fill missing cells, for instance by the training rows' median.",
    "Scale": "To bring numbers to a common spread, so that none weighs more by its unit.",
    "Encode": "To turn categories into numbers: a column each (one-hot), a code (ordinal), or the "
    "target's mean (target encoding).",
    "PCA": "Fewer columns, each a mix of the old ones, that keep most of the spread.",
    "Class weights": "Counting rare classes more while a model learns.",
    "Permutation importance": "How much worse the score gets when one feature's cells are shuffled "
    "among the test rows.",
    "Partial dependence": "The model's mean answer when one feature is set to each value and all "
    "else stays as it is.",
    "Coefficient": "A linear model's weight of a column: its sign says which way it pushes.",
    "Residual": "Actual less predicted: above zero the prediction was too low.",
    "Leak": "A column or row that gives the answer away in training and is missing in use.",
    "Null test": "Training again on a shuffled target: what a score looks like by chance alone.",
    "Finding": "What a check saw, by a stated rule, with its evidence and what to do.",
    "Check": "A question asked of every finished run, such as: does it overfit?",
    "Drift": "New rows that look unlike those the model has learned from.",
    "Job": "Work that goes on when the page is closed: training, curves, explanations.",
    "Bundle": "A run as one file that predicts elsewhere; it holds no pickle and no data.",
    "Identifier": "A column that names each row; a model that learns it learns nothing general.",
    "Imbalance": "One class is much rarer than the other, so accuracy says little.",
    "Macro average": "The mean over classes, each counting the same.",
    "Weighted average": "The mean over classes, each counting by its rows.",
    "Confusion matrix": "Counts of actual classes (rows) against predicted ones (columns).",
}


@dataclass(frozen=True)
class Word:
    """An entry of the glossary as it is shown: what it is, in which part it belongs."""

    term: str
    text: str
    part: str


def words() -> list[Word]:
    """The whole glossary by term: words, kinds of split, calls, metrics with their traps, plots."""
    from core.decision import CELLS
    from core.metrics import METRICS
    from core.plots import PLOTS
    from core.splits import OF_KIND

    found = [Word(term, text, "Word") for term, text in GLOSSARY.items()]
    found += [Word(f"{kind.label} split", kind.line, "Word") for kind in OF_KIND.values()]
    found += [Word(cell.title, cell.text, "Word") for cell in CELLS.values()]
    for metric in METRICS.values():
        averaging = f" ({metric.averaging})" if metric.averaging else ""
        told = f"{metric.formula} When it misleads: {metric.misleads}"
        found.append(Word(f"{metric.title}{averaging}", told, "Metric"))
    known = {word.term.lower() for word in found}
    found += [
        Word(plot.title, plot.help, "Plot")
        for plot in PLOTS.values()
        if plot.title.lower() not in known
    ]
    return sorted(found, key=lambda word: word.term.lower())


def search(asked: str) -> list[Word]:
    """The entries that hold all the words asked for; those that hold them in their term first."""
    parts = asked.lower().split()
    found = [w for w in words() if all(p in f"{w.term} {w.text}".lower() for p in parts)]
    return sorted(found, key=lambda word: not all(p in word.term.lower() for p in parts))
