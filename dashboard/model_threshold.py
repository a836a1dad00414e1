"""Model, threshold: where a probability becomes a decision, what it earns, and how it is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import core.jobs
from core.decision import CELLS, OBJECTIVES, best_threshold
from dashboard import charts, compare_classes, compare_curves, compared, linked, model_run, state
from dashboard.text import escape

if TYPE_CHECKING:
    import pandas as pd

    from core.plots import Look
    from core.run import Run


def section(run: Run, look: Look) -> None:
    """One slider, what it does to rows, rates and payoff, and what is kept with the run."""
    pending = model_run.at_work(run, "nested")
    st.fragment(_draw, run_every=1.0 if pending else None)(run, look, pending)


def _draw(run: Run, look: Look, pending: bool) -> None:
    if pending and not model_run.at_work(run, "nested"):
        st.rerun()
    with st.container(border=True, key="card-threshold"):
        st.subheader(
            "Threshold", width="content",
            help="A row is called positive when its probability is at least this.",
        )  # fmt: skip
        payoff = _payoff(run)
        cut = _slider(run, payoff)
        _kept(run, cut, payoff, pending)
    pictures(run, look, cut, payoff)


def _payoff(run: Run) -> dict[str, float]:
    """What each outcome of a row is worth; starts from what is kept with the run."""
    decided = state.store().decision(run.id)
    before = (decided.payoff if decided else None) or {}
    yes = escape(str(run.experiment.positive))
    with st.container(horizontal=True, vertical_alignment="bottom", key="payoff"):
        st.markdown(f"One row is worth  \n:gray[positive: {yes}]", width=170)
        found = {}
        for name, cell in CELLS.items():
            key = f"payoff-{run.id}-{name}"
            st.session_state.setdefault(key, float(before.get(name, cell.worth)))
            found[name] = st.number_input(cell.title, key=key, step=1.0, format="%g", width=150,
                                          help=cell.text, persist_state="session")  # fmt: skip
    return found


def _slider(run: Run, payoff: dict[str, float]) -> float:
    """The slider, and buttons that put it where an objective is best on the out-of-fold rows."""

    def put(objective: str) -> None:
        _, y, values = run.pooled()
        best = best_threshold(y, values[:, 1], objective, payoff)
        best = round(min(max(best, 0.01), 0.99), 2)
        state.set_option("threshold", str(best))
        st.session_state["option-threshold"] = best
        by = payoff if objective == "payoff" else None
        st.session_state["_objective"] = (run.id, best, objective, by)

    row = {"horizontal": True, "vertical_alignment": "center", "gap": "medium"}
    with st.container(**row):
        look = {"label_visibility": "collapsed", "width": 420, "format": "%.2f"}
        cut = linked.share("Threshold", "threshold", round(run.threshold, 2), **look)
        for name, objective in OBJECTIVES.items():
            st.button(f"Best {objective.title}", on_click=put, args=(name,), key=f"best-{name}",
                      help=f"The threshold with {objective.text}.")  # fmt: skip
    return cut


def _objective(run: Run, cut: float, payoff: dict[str, float]) -> str:
    """What the slider was put here by; "" for a hand, and once the payoff is another."""
    id, best, name, by = st.session_state.get("_objective", ("", None, "", None))
    return name if (id, best) == (run.id, cut) and by in (None, payoff) else ""


def _kept(run: Run, cut: float, payoff: dict[str, float], pending: bool) -> None:
    """What the run predicts by, and the buttons that change it."""
    store, decided = state.store(), state.store().decision(run.id)
    with st.container(horizontal=True, vertical_alignment="center", key="decision"):
        same = decided is not None and round(decided.threshold, 2) == cut
        if st.button(f"Predict from {cut:.2f} on", type="primary", key="decide",
                     icon=":material/check:", disabled=same or pending):  # fmt: skip
            store.decide(run.id, cut, payoff, _objective(run, cut, payoff))
            st.rerun()
        if decided is not None and st.button("Back to 0.50", key="undecide", disabled=pending):
            store.decide(run.id, None)
            state.set_option("threshold", None)
            st.rerun()
        honest = decided is not None and decided.nested
        if decided is not None and decided.objective and not honest:
            _assess(run, pending)
        st.caption(_words(run, decided, honest))


def _assess(run: Run, pending: bool) -> None:
    told = (
        "Chooses each fold's threshold inside its training rows, so that the scores may be "
        "believed. Three more fits a fold."
    )
    if st.button("Assess honestly", icon=":material/verified:", key="assess", help=told,
                 disabled=pending):  # fmt: skip
        core.jobs.submit(state.store(), "nested", run.id, {})
        st.rerun()


def _words(run: Run, decided, honest: bool) -> str:
    """Where the run's threshold comes from and what that does to its scores."""
    if decided is None:
        return "The run says the positive class from 0.50 on. Nothing was chosen yet."
    objective = OBJECTIVES.get(decided.objective)
    by = objective.text if objective else "a hand on the slider"
    words = f"The run says the positive class from {decided.threshold:.2f} on, chosen by {by}."
    if model_run.at_work(run, "nested"):
        return f"{words} :material/progress_activity: Being assessed inside the training rows."
    if honest:
        return f"{words} Its scores come from thresholds chosen inside each fold's training rows."
    return (
        f"{words} It was chosen on the rows that judge it: scores that depend on it are marked as "
        "selected, drawn hollow, without an interval, and stand in no tie group."
    )


def pictures(run: Run, look: Look, cut: float, payoff: dict[str, float]) -> None:
    """Scores by class beside the matrix; the rates beside the payoff."""
    worth = tuple(payoff[cell] for cell in CELLS)
    rows = (
        (("score_histogram", {"threshold": cut}),
         ("confusion_matrix", {"normalize": "counts", "threshold": cut})),
        (("threshold_rates", {"threshold": cut}), ("payoff", {"payoff": worth, "threshold": cut})),
    )  # fmt: skip
    for row in rows:
        for column, (name, options) in zip(st.columns(2), row, strict=True):
            with column.container(border=True, height="stretch", key=f"card-{name}-cut"):
                compare_curves.title(name)
                _picture(name, compared.table(name, [run], **options), look)


def _picture(name: str, table: pd.DataFrame, look: Look) -> None:
    if name != "confusion_matrix":
        charts.show(name, table, look, f"{name}-cut")
        return
    words = compare_classes.said(table)
    charts.picture(name, table, look, f"{name}-cut", words)
    charts.foot(name, table, f"{name}-cut", words)
