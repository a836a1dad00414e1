"""The leak check on screen: it begins by itself, shows what it found and offers to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

import core.jobs
from core.findings import SEVERITIES, Finding
from core.jobs.work.leaks import PART, drafted
from dashboard import state
from dashboard.doing import doing
from dashboard.findings import draw_findings
from dashboard.question import take_split
from dashboard.text import escape

if TYPE_CHECKING:
    from core.experiment import Experiment
    from dashboard.draft import Draft

LOOK = 1.0
"""Seconds between two looks; a question that has not changed for so long is checked."""
LOOKING = (
    "Looking at the training rows for columns that tell the target, repeated rows, groups, time "
    "and drift."
)
LIMITS = {"seconds": 120}


def found(experiment: Experiment) -> dict[str, Any] | None:
    """What the check of this question found, as core.leaks.Scan keeps it; None before it has."""
    store = state.store()
    kept = store.part(experiment.id, PART, kind="experiment")
    return kept or store.part(experiment.dataset.id, drafted(experiment), kind="dataset")


def counted(record: dict[str, Any]) -> str:
    """How many findings there are, by severity, as Markdown badges."""
    severities = [finding["severity"] for finding in record["findings"]]
    named = [(name, severities.count(name)) for name in SEVERITIES[:2]]
    colours = {"serious": "red", "warning": "orange"}
    said = [
        f":{colours[name]}-badge[{count} {name}{'s' * (name == 'warning' and count > 1)}]"
        for name, count in named
        if count
    ]
    return " ".join(said) or ":green-badge[:material/check: nothing to worry about]"


def watch(experiment: Experiment, draft: Draft) -> None:
    """The check of the drafted question: begun once it rests, looked at until it is over."""
    record = found(experiment)
    if record is not None:
        _show(record, experiment, draft)
        return
    st.fragment(_waiting, run_every=LOOK)(experiment)


def _waiting(experiment: Experiment) -> None:
    if found(experiment) is not None:
        st.rerun()
    key, session = drafted(experiment), st.session_state
    job = core.jobs.job(state.store(), session[key]) if key in session else None
    if job is not None and not job.live:
        st.caption(f":material/error: The check did not finish: {escape(doing(job))}")
        st.button("Try again", key="scan-again", on_click=_begin, args=(experiment,))
        return
    if job is None and session.get("_resting") == key:
        _begin(experiment)
    session["_resting"] = key
    where = "" if job is None else f" It is {escape(doing(job))}."
    st.caption(f":material/hourglass_top: {LOOKING}{where}")


def _begin(experiment: Experiment) -> None:
    """Queue the check of a question that may change yet; one that is queued already is followed."""
    key = drafted(experiment)
    request = {"question": experiment.question(), "draft": key}
    st.session_state[key] = _at_work(key) or core.jobs.submit(
        state.store(), "leak_scan", experiment.dataset.id, request, limits=LIMITS
    )


def _at_work(key: str) -> int | None:
    """The job that checks this question already, whoever asked for it."""
    live = core.jobs.jobs(state.store(), live=True, kind="leak_scan")
    return next((job.id for job in live if job.request.get("draft") == key), None)


def _show(record: dict[str, Any], experiment: Experiment, draft: Draft) -> None:
    findings = [Finding.from_json(one) for one in record["findings"]]
    seconds = max(record["seconds"], 0.1)
    st.caption(f"Looked at {escape(record['said'])} in {seconds:.1f} s; sealed rows keep their "
               "targets to themselves.")  # fmt: skip

    def action(finding: Finding, number: int) -> None:
        key = draft.key(f"mend-{number}")
        if finding.fix == "drop" and set(finding.columns) & set(experiment.features):
            st.button("Leave out", key=key, icon=":material/remove_circle:",
                      on_click=leave_out, args=(draft, experiment, finding.columns))  # fmt: skip
        elif finding.fix in ("group", "time") and finding.columns:
            by = (draft, finding.fix, finding.columns[0])
            st.button(f"Split by {finding.fix}", key=key, icon=":material/call_split:",
                      on_click=take_split, args=by)  # fmt: skip

    if findings:
        draw_findings(findings, action)
    else:
        st.markdown(":green-badge[:material/check: nothing found] by any of the rules.")


def leave_out(draft: Draft, experiment: Experiment, columns: tuple[str, ...]) -> None:
    """Before the page is drawn again: these columns are no features any more."""
    rest = tuple(name for name in experiment.features if name not in columns)
    number, _ = st.session_state.get(draft.key("mended"), (0, ()))
    st.session_state[draft.key("mended")] = (number + 1, rest)


def keep(experiment: Experiment) -> None:
    """The check of a question that is saved now: taken over, or begun."""
    store = state.store()
    if store.part(experiment.id, PART, kind="experiment") is not None:
        return
    record = found(experiment)
    if record is not None:
        store.attach(experiment.id, PART, record, kind="experiment")
    elif not _at_work(drafted(experiment)):
        core.jobs.submit(store, "leak_scan", experiment.id, {}, limits=LIMITS)


def line(experiment: Experiment) -> None:
    """One line on what the check found, with the way to it; nothing while there is none."""
    record = found(experiment)
    if record is None:
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(f":gray[Leak check:] {counted(record)}", width="content")
        st.page_link("../pages/setup.py", label="See what it found", icon=":material/search:",
                     query_params=state.query_for("setup"))  # fmt: skip
