"""What each plot is drawn from in the contract tests: runs, an experiment or a dataset."""


def subject_of(plot, runs):
    """The first argument of the plot's table."""
    experiment = runs[0].experiment
    return {"explore": experiment.dataset, "setup": experiment}.get(plot.stage, runs)


def options_of(plot, runs) -> list[dict]:
    """The options it is tried with; an explore plot is tried on every column it is for."""
    if plot.name == "confusion_matrix":
        return [{"normalize": "counts"}, {"normalize": "actual"}, {"normalize": "predicted"}]
    return [{}]
