"""What each plot is drawn from in the contract tests: runs, an experiment or a dataset."""

from core.plots.explore import plot_for


def subject_of(plot, runs):
    """The first argument of the plot's table."""
    experiment = runs[0].experiment
    return {"explore": experiment.dataset, "setup": experiment}.get(plot.stage, runs)


def options_of(plot, runs) -> list[dict]:
    """The options it is tried with; an explore plot is tried on every column it is for."""
    experiment = runs[0].experiment
    dataset = experiment.dataset
    if plot.name == "confusion_matrix":
        return [{"normalize": "counts"}, {"normalize": "actual"}, {"normalize": "predicted"}]
    if plot.name == "against_target":
        asked = {"target": "target", "task": experiment.task, "positive": experiment.positive}
        return [{"column": name, **asked} for name in dataset.names if name != "target"]
    if plot.stage == "explore" and plot.name not in ("correlation", "missing_pattern"):
        return [{"column": name} for name in dataset.names if plot_for(dataset, name) == plot.name]
    return [{}]
