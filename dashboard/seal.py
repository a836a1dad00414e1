"""The sealed holdout on screen: sealed or opened, how often, by whom; and the way to open it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import streamlit as st

from dashboard import opening, state
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.run import Run
    from core.store import Opening

NAMED = 3
"""So many openings are told one by one."""


def badge(experiment: Experiment) -> tuple[str, str, str]:
    """What the status strip says of the holdout: words, icon, colour."""
    sealed = len(experiment.holdout_rows)
    if not sealed:
        return "no holdout", "lock_open", "gray"
    if found := state.store().openings(experiment.id):
        return counted(experiment, found), "lock_open", "orange"
    return f"holdout {sealed:,} sealed", "lock", "green"


def counted(experiment: Experiment, found: Sequence[Opening]) -> str:
    """How often it was opened and what came after: "opened 2 times; 14 runs since"."""
    times = "once" if len(found) == 1 else f"{len(found):,} times"
    since = state.store().runs_since(experiment.id)
    after = f"; {since:,} run{'s' * (since != 1)} since" if since else ""
    return f"opened {times}{after}"


def opened(run: Run) -> Opening | None:
    """The opening that showed this run's holdout scores; None while they are sealed."""
    found = state.store().openings(run.experiment.id)
    return next((one for one in found if one.run_id == run.id), None)


def told(one: Opening) -> str:
    """An opening in words: "LightGBM by Ana, 12 Nov 2026, 14:03" (not escaped)."""
    return f"{shorten(one.title, 40)} by {shorten(one.who, 40)}, {moment(one.at)}"


def moment(at: float) -> str:
    """A time (seconds since 1970) by the reader's clock: "12 Nov 2026, 14:03"."""
    then = datetime.fromtimestamp(at, ZoneInfo(st.context.timezone or "UTC"))
    return f"{then.day} {then:%b %Y, %H:%M}"


def line(runs: Sequence[Run]) -> None:
    """Under the compared scores: what became of the holdout, and the way to open it."""
    experiment = runs[0].experiment
    sealed = len(experiment.holdout_rows)
    if not sealed:
        return
    found = state.store().openings(experiment.id)
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", key="seal"):
        st.caption(_story(experiment, found, sealed), width="stretch")
        with st.container(width="content"):
            opening.button(runs)


def _story(experiment: Experiment, found: Sequence[Opening], sealed: int) -> str:
    if not found:
        return (
            f":material/lock: {sealed:,} rows are sealed: no score here has seen them. Choose by "
            "the cross-validated scores, then open the holdout to check the choice."
        )
    last = "; ".join(escape(told(one)) for one in found[-NAMED:][::-1])
    older = f"; and {len(found) - NAMED:,} earlier" if len(found) > NAMED else ""
    return (
        f":material/lock_open: Holdout of {sealed:,} rows {counted(experiment, found)}: {last}"
        f"{older}. A run made or picked since may owe its holdout score to what was seen."
    )
