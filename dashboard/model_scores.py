"""Model, scores: the verdict in words, every metric with its interval, the folds, the classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.comparison import placed
from core.metrics import METRICS, majority, metrics_for
from core.models import BASELINE
from core.plots import labels
from core.plots.template import ink
from core.verdict import sentences
from dashboard import charts, compare_curves, compared, downloads, leaderboard, tables
from dashboard.amounts import lasting
from dashboard.text import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.plots import Look
    from core.run import Run
    from core.store import RunRecord

WIDTH = leaderboard.WIDTH
PLACE = (
    "Among the finished models of this experiment. A score that was chosen on these rows flatters: "
    "it has no place and is not counted."
)
SEEN = "The primary metric on rows that the fold's model has learned from."


def verdict(run: Run, look: Look) -> None:
    """The card that a meeting sees first: four numbers, then what they say."""
    experiment, metric = run.experiment, METRICS[run.experiment.metric]
    records = compared.finished(experiment)
    base = next((one for one in records if one.request.model == BASELINE), None)
    score = run.scores[metric.name]
    with st.container(border=True, key="card-verdict"):
        st.subheader("Verdict")
        with st.grid(4, min_column_width=150):
            title = escape(f"{metric.caption(experiment)} {metric.arrow}")
            told = escape(f"{metric.formula} Below it: {leaderboard.INTERVAL}")
            st.metric(title, labels.number(score.mean), _interval(score) or None, help=told,
                      delta_color="off", delta_arrow="off")  # fmt: skip
            floor = labels.number(base.scores[metric.name].mean) if base else "–"
            st.metric("Baseline", floor, help="A model that looks at no feature, same folds.")
            st.metric("Place", _place(run, records), help=PLACE)
            took = lasting(run.facts.get("fit_seconds"))
            st.metric("Training", took, help="Seconds to train on one fold's training rows.")
        st.markdown("\n".join(f"- {escape(line)}" for line in sentences(run, records)))
        st.caption(escape(_told(run)))


def _place(run: Run, records: Sequence[RunRecord]) -> str:
    """Which one it is among those that are ranked, "3 of 7"; records are of its experiment."""
    if run.request.model == BASELINE:
        return "baseline"
    order = [one.id for one in placed(records, run.experiment.metric)]
    return f"{order.index(run.id) + 1} of {len(order)}" if run.id in order else "–"


def _told(run: Run) -> str:
    """What holds for the numbers."""
    experiment = run.experiment
    said = f"Scores are of {experiment.n_folds} folds that the model had not learned from."
    if experiment.task != "regression":
        rows = experiment.y(experiment.tested_rows)
        for metric in metrics_for(experiment.task):
            if metric.majority:
                said += f" Beside {metric.title.lower()}: {majority(rows, experiment.classes)}"
    if experiment.task == "binary":
        said += f" {compared.thresholds([run])}"
    return said


def metrics(run: Run, look: Look) -> None:
    """Every metric of the task: mean, interval, and its folds as dots."""
    with st.container(border=True, key="card-metrics"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader("Every metric", width="content")
            st.space("stretch")
            table = metric_table(run)
            st.download_button(
                "CSV", lambda: downloads.csv(table), "metrics.csv", "text/csv",
                key="metrics-csv", icon=":material/download:", on_click="ignore",
            )  # fmt: skip
        shown = pd.DataFrame({
            "metric": table["metric"], "mean": table["mean"].map(labels.number),
            "drawn": [_drawn(run, name, look) for name in run.scores],
            "interval": [_interval(run.scores[name]) for name in run.scores],
            "meaning": [METRICS[name].formula for name in run.scores],
            "misleads": [METRICS[name].misleads for name in run.scores],
        })  # fmt: skip
        text = st.column_config.TextColumn
        tables.show(
            shown, hide_index=True, key="metrics-table", row_height=leaderboard.ROW,
            height="content", alt="Every metric",
            column_config={
                "metric": text("Metric", width=210), "mean": text("Mean", width=70),
                "drawn": st.column_config.ImageColumn("Interval and folds", width=WIDTH + 20,
                                                      help=leaderboard.INTERVAL),
                "interval": text("95 % interval", width=120),
                "meaning": text("What it is", width=360),
                "misleads": text("When it misleads", width=300),
            },
        )  # fmt: skip
        st.caption(
            "Each picture has a scale of its own. Large dot: the mean over folds; small dots: the "
            "folds; hollow: chosen on these rows, so without an interval."
        )


def metric_table(run: Run) -> pd.DataFrame:
    """A row a metric: metric (caption and arrow), mean, low, high, selected, fold_1 ... fold_K."""
    rows = []
    for name, score in run.scores.items():
        entry = METRICS[name]
        folds = {f"fold_{k}": value for k, value in enumerate(score.folds, start=1)}
        rows.append({"metric": f"{entry.caption(run.experiment)} {entry.arrow}",
                     "mean": score.mean, "low": score.low, "high": score.high,
                     "selected": score.selected, **folds})  # fmt: skip
    return pd.DataFrame(rows)


def _interval(score) -> str:
    return "" if score.low is None else f"{labels.number(score.low)} – {labels.number(score.high)}"


def _drawn(run: Run, name: str, look: Look) -> str:
    score = run.scores[name]
    if score.mean is None:
        return leaderboard.picture(score, (0, 1), "", "", None)
    ends = labels.span([score.mean, score.low, score.high, *score.folds], [])
    return leaderboard.picture(score, ends, look.colour(run.id), ink(look.dark), None)


def folds(run: Run, look: Look) -> None:
    """The primary metric fold by fold, with each fold's rows."""
    with st.container(border=True, key="card-folds"):
        st.subheader("By fold", help="Each fold's model is judged on rows it has not seen.")
        table = compared.table("metric_intervals", [run], metric=run.experiment.metric)
        charts.picture("metric_intervals", table, look, "model-folds", spread(run))
        charts.foot("metric_intervals", table, "model-folds", spread(run))
        names = [run.experiment.metric, *_few(run)]
        training, test = run.experiment.fold_sizes
        shown = pd.DataFrame({"fold": range(1, len(test) + 1), "training": training, "test": test})
        seen = run.facts.get("training_scores")
        if seen:
            shown["seen"] = [labels.number(value) for value in seen]
        for name in names:
            shown[name] = [labels.number(value) for value in run.scores[name].folds]
        config = {name: leaderboard.header(name, run.experiment) for name in names}
        config |= {"fold": "Fold", "training": "Training rows", "test": "Test rows",
                   "seen": st.column_config.TextColumn("On training rows", help=SEEN)}  # fmt: skip
        tables.show(shown, hide_index=True, column_config=config, key="folds-table", alt="By fold")


def spread(run: Run) -> str:
    """How far the folds lie apart, in words."""
    entry = METRICS[run.experiment.metric]
    known = [value for value in run.scores[entry.name].folds if value is not None]
    if not known:
        return f"{entry.title} is undefined on every fold."
    return (
        f"From {labels.number(min(known))} to {labels.number(max(known))} over {len(known)} folds "
        "(small dots); the large dot is their mean, weighted by test rows, the bar its 95 % "
        "interval."
    )


def _few(run: Run) -> list[str]:
    """Up to four metrics beside the primary one, for the table of folds."""
    main = [metric.name for metric in metrics_for(run.experiment.task) if metric.main]
    return [name for name in main if name in run.scores and name != run.experiment.metric][:4]


def classes(run: Run, look: Look) -> None:
    """Precision, recall and F1 of each class."""
    with st.container(border=True, key="card-class_scores"):
        compare_curves.title("class_scores")
        table = compared.table("class_scores", [run], threshold=run.threshold)
        charts.show("class_scores", table, look)
