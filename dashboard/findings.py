"""A list of findings on screen: how bad, what, where, the evidence, why it matters, what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.findings import worst_first
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.findings import Finding

BADGES = {
    "serious": ":red-badge[:material/error: serious]",
    "warning": ":orange-badge[:material/warning: warning]",
    "note": ":gray-badge[:material/info: note]",
}
FEW = 5
"""So many findings stand open; the others are behind a line."""
NAMES = 6
"""So many columns of a finding are named."""


def draw_findings(
    findings: Sequence[Finding], action: Callable[[Finding, int], None] | None = None
) -> None:
    """Each finding, the worst first; `action(finding, number)` draws its button, if it has one."""
    ordered = worst_first(findings)
    for number, finding in enumerate(ordered[:FEW]):
        _draw(finding, number, action)
    if rest := ordered[FEW:]:
        with st.expander(f"{len(rest):,} more"):
            for number, finding in enumerate(rest, FEW):
                _draw(finding, number, action)


def _draw(finding: Finding, number: int, action) -> None:
    with st.container(gap="xxsmall"):
        head = f"{BADGES[finding.severity]} **{escape(finding.title)}** {columns(finding)}"
        if action is None:
            st.markdown(head)
        else:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(head, width="stretch")
                action(finding, number)
        said = " ".join(escape(text) for text in (finding.evidence, finding.why) if text)
        st.markdown(f"{said} :gray[{escape(finding.remedy)}]" if finding.remedy else said)
        if finding.rule:
            st.caption(f"Rule `{finding.code}`: {escape(finding.rule)}")


def columns(finding: Finding) -> str:
    """The finding's columns as badges, as Markdown; "" when it is about none."""
    names = [f":gray-badge[{escape(shorten(name, 30))}]" for name in finding.columns[:NAMES]]
    rest = len(finding.columns) - NAMES
    return " ".join(names) + (f" and {rest:,} more" if rest > 0 else "")
