"""The fields of Set up: what is predicted and judged by, and how the rows are dealt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.metrics import METRICS, advice, metrics_for
from core.splits import KINDS, OF_KIND, Split, suggestions
from core.target import TASKS
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.splits import Suggestion
    from dashboard.draft import Draft

KEPT = {"persist_state": "session"}
GAP = "Distinct times left out between training and test, and before the holdout."
WINDOW = "Distinct times a fold is trained on, the latest before its test; 0 takes all before it."
ORDERED = ("datetime", "numeric", "identifier")
"""Kinds of column that can tell what came before what."""
REPEATS = "Deals the rows anew so often: steadier scores, longer training."
SEED = "Deals the folds. The holdout does not move with it."


def question_fields(draft: Draft, left, right) -> tuple[Experiment, dict[str, Any]]:
    """Task on the left, positive class and metric on the right, each with its reason under it.

    Gives the experiment so far, and the fields that are not core's defaults. ValueError in core's
    words as soon as the target cannot be predicted.
    """
    with left.container(gap="xsmall"):
        given: dict[str, Any] = {"task": _task(draft, draft.ask())}
        asked = draft.ask(**given)
        st.caption(escape(asked.reasons["task"]))
    if asked.task == "binary":
        with right.container(gap="xsmall"):
            given["positive"] = _positive(draft, asked)
        asked = draft.ask(**given)
    with right.container(gap="xsmall"):
        given["metric"] = _metric(draft, asked)
    return asked, given


def in_words(experiment: Experiment) -> str:
    """What is predicted from how much, and judged by what; the split has its own sentence."""
    target, metric = shorten(experiment.target, 40), METRICS[experiment.metric]
    if experiment.positive is not None:
        target += f" = {shorten(experiment.positive, 20)}"
    count = len(experiment.features)
    columns = f"{count:,} column{'s' * (count != 1)}"
    return (
        f"Predict {target} from {columns}, judged by {metric.caption(experiment)} {metric.arrow}."
    )


def _task(draft: Draft, guess: Experiment) -> str | None:
    task = st.segmented_control(
        "Task", TASKS, key=draft.key("task", draft.pick("task", TASKS, guess.task)), required=True,
        format_func=str.capitalize, **KEPT,
    )  # fmt: skip
    return None if task == guess.task else task


def _positive(draft: Draft, asked: Experiment) -> Any:
    classes = sorted(asked.classes, key=str)
    positive = st.selectbox(
        "Positive class", classes, **KEPT,
        key=draft.key("positive", draft.pick("positive", classes, asked.positive)),
    )  # fmt: skip
    default = positive == asked.positive
    st.caption(escape(asked.reasons["positive"]) if default else "You chose it.")
    return None if default else positive


def _metric(draft: Draft, asked: Experiment) -> str | None:
    names = [metric.name for metric in metrics_for(asked.task)]
    metric = st.selectbox(
        "Primary metric", names, **KEPT,
        key=draft.key(f"metric-{asked.task}", draft.pick("metric", names, asked.metric)),
        format_func=lambda name: f"{METRICS[name].caption(asked)} {METRICS[name].arrow}",
        help="Runs are ranked by it; every other metric is computed too.",
    )  # fmt: skip
    default = metric == asked.metric
    rows = asked.training_rows
    said = "" if default else advice(metric, asked.y(rows), asked.classes)
    st.caption(escape(said or asked.reasons["metric"]))
    return None if default else metric


def kind_field(draft: Draft, asked: Experiment) -> str:
    """How the rows are dealt; a column that suggests another way is named, and one click away."""
    return st.segmented_control(
        "Kind of split", KINDS, required=True, **KEPT,
        format_func=lambda kind: OF_KIND[kind].label,
        key=draft.key("kind", draft.pick("kind", KINDS, asked.split.kind)),
        label_visibility="collapsed",
    )  # fmt: skip


def take_split(draft: Draft, kind: str, column: str) -> None:
    """Before the page is drawn again: split this way, by this column."""
    st.session_state[draft.key("kind")] = kind
    st.session_state[draft.key(f"by-{OF_KIND[kind].by}")] = column


def suggested(draft: Draft, kind: str) -> None:
    """A line for each column that speaks for another split than `kind`: why, and a button."""
    for one in suggestions(draft.dataset, draft.target):
        if OF_KIND[kind].by != one.kind:
            _suggest(draft, one)


def _suggest(draft: Draft, one: Suggestion) -> None:
    reason = escape(shorten(one.reason, 70))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.button(
            f"Split by {escape(shorten(one.column, 30))}", key=draft.key(f"take-{one.kind}"),
            on_click=take_split, args=(draft, one.kind, one.column), type="tertiary",
            icon=":material/lightbulb:",
        )  # fmt: skip
        st.caption(f"{reason[:1].upper()}{reason[1:]}. {one.why}.", width="stretch")


def split_fields(draft: Draft, asked: Experiment, kind: str) -> dict[str, Any]:
    """The fields of this kind of split, and the seed; None where core's default was kept."""
    fields = OF_KIND[kind].fields
    by = _by(draft, kind) if OF_KIND[kind].by else None
    found, cells = {}, (*st.columns(2), *st.columns(2))
    numbers = {
        "folds": (asked.split.folds, 2, 50, None), "repeats": (1, 1, 100, REPEATS),
        "gap": (0, 0, 10**6, GAP), "window": (0, 0, 10**6, WINDOW),
    }  # fmt: skip
    drawn = [name for name in numbers if name in fields]
    for cell, name in zip(cells, drawn):
        with cell:
            found[name] = _whole(draft, name, *numbers[name])
    with cells[len(drawn)]:
        seed = _whole(draft, "seed", 0, 0, 2**31 - 1, SEED)
    holdout = None
    if "holdout" in fields:
        with st.container(gap="xsmall"):
            holdout = _holdout(draft, asked)
    split = Split(kind, by=by, **found)
    return {
        "split": None if split == asked.split else split,
        "holdout": holdout,
        "seed": seed or None,
    }


def _by(draft: Draft, kind: str) -> str:
    names = [name for name in draft.dataset.names if name != draft.target]
    wanted = OF_KIND[kind].by
    if wanted == "time":
        ordered = [n for n in names if draft.dataset.column(n).kind in ORDERED]
        names = ordered or names
    hinted = {s.kind: s.column for s in suggestions(draft.dataset, draft.target)}.get(wanted)
    started = OF_KIND.get(draft.start.get("kind"))
    first = hinted or names[0]
    if started and started.by == wanted:
        first = draft.pick("by", names, first)
    key = draft.key(f"by-{wanted}", first)
    label = {"group": "Group", "time": "Time", "fold": "Column of folds"}[wanted]
    return st.selectbox(label, names, key=key, **KEPT)


def _whole(draft: Draft, name: str, default: int, low: int, high: int, help=None) -> int:
    start = int(draft.number(name, default, low, high))
    key = draft.key(name, start)
    return int(st.number_input(name.capitalize(), low, high, key=key, help=help, step=1, **KEPT))


def _holdout(draft: Draft, asked: Experiment) -> float | None:
    default = round(100 * asked.holdout)
    start = round(100 * draft.number("holdout", asked.holdout, 0, 0.5))
    share = st.slider(
        "Holdout", 0, 50, key=draft.key("holdout", start), format="%d %%", **KEPT,
        help="Rows that no run sees until the seal is opened.",
    )  # fmt: skip
    st.caption(asked.reasons["holdout"] if share == default else "You chose it.")
    return None if share == default else share / 100
