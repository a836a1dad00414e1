"""Model, checks and null test: what the catalogue sees in a run, and what chance would score."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

import core.jobs
from core.findings import Finding
from dashboard import charts, compare_curves, findings, model_run, state
from dashboard.amounts import lasting
from dashboard.text import escape

if TYPE_CHECKING:
    from core.plots import Look
    from core.run import Run

WAIT = 1.0
"""Seconds between two looks while shuffles are trained."""


def checks(run: Run, look: Look) -> None:
    """What was seen, the worst first, and below it what was asked, each with its rule."""
    from core.checks import CHECKS

    asked = [one for one in CHECKS.values() if run.experiment.task in one.tasks]
    with st.container(border=True, key="card-checks"):
        told = "What is asked of every run; each rule stands with its number."
        st.subheader("Checks", width="content", help=told)
        kept = model_run.part(run, "checks")
        if kept is None:
            st.caption("This run is older than the checks. Train it again to have them.")
            return
        found = [Finding.from_json(record) for record in kept["findings"]]
        codes = {finding.code for finding in found}
        if found:
            findings.draw_findings(found)
        passed = [one for one in asked if one.code not in codes]
        if not found:
            st.markdown(f":material/check_circle: All {len(asked)} checks passed.")
        with st.expander(f"Passed: {len(passed)} of {len(asked)}", key="checks-passed"):
            for one in passed:
                st.markdown(f"**{escape(one.title)}**: no. :gray[{escape(one.rule)}]")
        if not kept["importance"]:
            st.caption("Whether one column carries it all is asked when the importance is known.")


def null(run: Run, look: Look) -> None:
    """The null test: its dots once it is done, the way to it before, its progress meanwhile."""

    def draw() -> None:
        job = _job(run)
        with st.container(border=True, key="card-null"):
            compare_curves.title("null_test")
            table = model_run.part(run, "null")
            if table is not None and len(table):
                charts.show("null_test", core.PLOTS["null_test"].table((run, table)), look)
            if job is not None:
                _progress(job)
            else:
                _ask(run, 0 if table is None else len(table))
        if pending and job is None:
            st.rerun()

    pending = _job(run) is not None
    st.fragment(draw, run_every=WAIT if pending else None)()


def _job(run: Run):
    found = core.jobs.jobs(state.store(), live=True, kind="null_test", subject=run.id)
    return found[0] if found else None


def _progress(job) -> None:
    done, of = job.progress.get("fold", 0), job.progress.get("of")
    words = "Waits for its turn" if not of else f"Shuffle {done + 1} of {of}"
    st.progress(done / of if of else 0.0, text=words)
    if st.button("Stop", icon=":material/stop:", key="null-stop"):
        core.jobs.cancel(state.store(), job.id)
        st.rerun()


def _ask(run: Run, done: int) -> None:
    from core.null import REPEATS

    if not done:
        st.markdown(
            "Train the same procedure on a shuffled target: if chance alone scores as well, the "
            "real score means nothing. The shuffle respects groups and time."
        )
    wanted = REPEATS if done < REPEATS else done + REPEATS
    seconds = (wanted - done) * run.experiment.n_folds * run.facts.get("fit_seconds", 0.0)
    label = f"Shuffle {wanted - done} times" if not done else f"{wanted - done} more shuffles"
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(label, icon=":material/casino:", key="null-start"):
            request = {"repeats": wanted}
            core.jobs.submit(state.store(), "null_test", run.id, request)
            st.rerun()
        took = lasting(max(seconds, 1.0))
        st.caption(f"Takes about {took}; training goes first.", width="content")
