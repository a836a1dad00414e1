"""The findings of a dataset on screen: what was found, one click where it can be mended safely."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import pandas as pd
import streamlit as st

import core.jobs
from core.dataset.findings import FINDINGS
from core.dataset.findings.look import PART, imbalance_of
from core.findings import Finding
from dashboard import leaks, rereading, roles, state, tables
from dashboard.doing import doing
from dashboard.findings import draw_findings
from dashboard.text import escape

if TYPE_CHECKING:
    from core.dataset import Dataset
    from core.experiment import Experiment

LOOK = 1.0
"""Seconds between two looks for findings that are not made yet."""
DISMISSED = "dismissed"
"""The dataset's part that keeps which findings somebody does not want to see."""


def draw(dataset: Dataset, experiment: Experiment | None) -> None:
    """What was found, the worst first; made by a job where the dataset was kept without it."""
    record = state.store().part(dataset.id, PART, kind="dataset")
    found = None
    if record is not None:
        found = [Finding.from_json(one) for one in record["findings"]]
        if experiment is not None:
            others = [one for one in found if one.code != "imbalance"]
            found = [*others, *imbalance_of(dataset, experiment.target)]
    _head(found)
    if found is None:
        st.fragment(_waiting, run_every=LOOK)(dataset)
    else:
        st.caption(f"{len(FINDINGS)} rules looked at {escape(record['said'])}.")
        _list(dataset, found)
    if experiment is not None:
        leaks.line(experiment)
    else:
        st.caption("Columns that give the target away are looked for in Set up, once there is one.")
    _catalogue()


def _head(found: list[Finding] | None) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("Findings", width="content")
        if found is not None:
            st.markdown(leaks.counted({"findings": [vars(one) for one in found]}), width="content")


def _waiting(dataset: Dataset) -> None:
    """Queue the look at a dataset that nobody has looked at; follow one that is queued already."""
    store = state.store()
    if store.part(dataset.id, PART, kind="dataset") is not None:
        st.rerun()
    last = next(iter(core.jobs.jobs(store, kind="inspect", subject=dataset.id)), None)
    if last is None or not last.live:
        if last is not None:
            st.caption(f":material/error: The look did not finish: {escape(doing(last))}")
            if not st.button("Try again", key="inspect-again"):
                return
        last = core.jobs.job(store, core.jobs.submit(store, "inspect", dataset.id, {}))
    st.caption(f":material/hourglass_top: Looking at every column: {escape(doing(last))}.")


def name_of(finding: Finding) -> str:
    """What a finding is remembered by: its code and its columns."""
    return "\n".join((finding.code, *finding.columns))


def _list(dataset: Dataset, found: list[Finding]) -> None:
    kept = state.store().part(dataset.id, DISMISSED, kind="dataset") or {"names": []}
    shown = [one for one in found if name_of(one) not in kept["names"]]
    hidden = [one for one in found if name_of(one) in kept["names"]]

    def action(finding: Finding, number: int) -> None:
        with st.container(horizontal=True, width="content", gap="xsmall"):
            _fix(dataset, finding)
            st.button("Ignore", key=key("hide", dataset, finding), type="tertiary",
                      on_click=_dismiss, args=(dataset, kept["names"], finding, True))  # fmt: skip

    def back(finding: Finding, number: int) -> None:
        st.button("Show again", key=key("show", dataset, finding), type="tertiary",
                  on_click=_dismiss, args=(dataset, kept["names"], finding, False))  # fmt: skip

    if shown:
        draw_findings(shown, action)
    else:
        st.markdown(":green-badge[:material/check: nothing found] by any of the rules."
                    if not hidden else "Everything that was found is ignored.")  # fmt: skip
    if hidden:
        with st.expander(f"{len(hidden):,} ignored"):
            draw_findings(hidden, back)


def key(what: str, dataset: Dataset, finding: Finding) -> str:
    """The key of a finding's button."""
    return f"{what}-{dataset.id}-{crc32(name_of(finding).encode()):x}"


def _fix(dataset: Dataset, finding: Finding) -> None:
    """The button that mends it; a change of the reading is looked at before it is applied."""
    fix = key("fix", dataset, finding)
    if finding.fix == "read" and dataset.source is not None:
        st.button("Fix", key=fix, icon=":material/build:", help="You see what changes first.",
                  on_click=rereading.propose, args=(dataset, finding.options))  # fmt: skip
    elif finding.fix == "ignore" and any(
        dataset.column(name).role != "ignore" for name in finding.columns
    ):
        st.button("Leave out", key=fix, icon=":material/remove_circle:",
                  help="Its role becomes ignore: Set up does not offer it as a feature.",
                  on_click=roles.assign, args=(dataset, finding.columns, "ignore"))  # fmt: skip


def _dismiss(dataset: Dataset, names: list[str], finding: Finding, hide: bool) -> None:
    one = name_of(finding)
    names = [*names, one] if hide else [name for name in names if name != one]
    state.store().attach(dataset.id, DISMISSED, {"names": names}, kind="dataset")


def _catalogue() -> None:
    rules = st.expander("What is looked for", on_change="rerun", key="findings-rules-open")
    if not rules.open:
        return
    with rules:
        tables.show(catalogue(), hide_index=True, height=640, row_height=78,
                    alt="The rules of the findings", key="findings-rules")  # fmt: skip
        st.caption("Serious: wrong numbers. Warning: look before you train. Note: good to know.")


def catalogue() -> pd.DataFrame:
    """A row a rule: its stable code, what it finds, the rule with its number, why it matters."""
    rows = [(r.code, r.title, r.rule, r.why, r.remedy) for r in FINDINGS]
    return pd.DataFrame(rows, columns=["Code", "Finding", "Rule", "Why it matters", "What to do"])
