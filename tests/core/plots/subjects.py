"""What each plot is drawn from in the contract tests: runs, an experiment or a dataset."""

import core
from core import explanation
from core.plots.explore import plot_for
from core.prediction import score_rows
from core.scored import outcome


def subject_of(plot, runs):
    """The first argument of the plot's table."""
    experiment = runs[0].experiment
    if plot.stage == "model":
        return explained(plot.name, runs)
    return {"explore": experiment.dataset, "setup": experiment}.get(plot.stage, runs)


def explained(name, runs):
    """What `core.explanation` finds for a plot of one run, of the linear one or of a small tree."""
    run = runs[1]
    if name == "tree":
        run = core.train(run.experiment, "tree", {"max_depth": 4})
        return explanation.nodes(run)
    if name == "null_test":
        return run, core.null_test(run, 5)
    if name == "dependence":
        return explanation.dependences(run, list(run.request.features))
    if name == "predicted":
        frame = run.experiment.dataset.frame(run.request.features)
        return outcome(run, score_rows(run, frame))
    return {"importance": explanation.permutation, "coefficients": explanation.coefficients}[name](
        run
    )


def options_of(plot, runs) -> list[dict]:
    """The options it is tried with; an explore plot is tried on every column it is for."""
    experiment = runs[0].experiment
    dataset = experiment.dataset
    if plot.name == "confusion_matrix":
        return [{"normalize": "counts"}, {"normalize": "actual"}, {"normalize": "predicted"}]
    if plot.name == "dependence":
        return [{"feature": name} for name in ("number", "city", "day")]
    if plot.name == "against_target":
        asked = {"target": "target", "task": experiment.task, "positive": experiment.positive}
        return [{"column": name, **asked} for name in dataset.names if name != "target"]
    if plot.stage == "explore" and plot.name not in ("correlation", "missing_pattern"):
        return [{"column": name} for name in dataset.names if plot_for(dataset, name) == plot.name]
    return [{}]
