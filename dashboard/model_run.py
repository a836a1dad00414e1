"""Model: what jobs computed of a run, and the tables of its plots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

import core
import core.jobs
from dashboard import state

if TYPE_CHECKING:
    import pandas as pd

    from core.run import Run


def part(run: Run, name: str) -> Any:
    """What a job computed of the run, None when it has not; read once for all who look."""
    file = state.store().file("run", run.id, name, check=False)
    return None if file is None else _part(str(state.home()), run.id, name, file.name)


@st.cache_resource(max_entries=64, show_spinner=False)
def _part(home: str, id: str, name: str, file: str) -> Any:
    return state.store().part(id, name)


def explained(plot: str, run: Run, **options) -> pd.DataFrame:
    """A plot's table of a part of the same name, which must be there."""
    file = state.store().file("run", run.id, plot, check=False)
    key = (str(state.home()), plot, run.id, file.name, tuple(sorted(options.items())))
    return _table(key, part(run, plot))


@st.cache_data(max_entries=128, show_spinner=False)
def _table(key: tuple, _found: Any) -> pd.DataFrame:
    _, plot, _, _, options = key
    table = core.PLOTS[plot].table(_found, **dict(options))
    table.attrs["kept"] = repr(key)
    return table


def at_work(run: Run, kind: str) -> bool:
    """Whether a job of that kind about the run is waiting or being done."""
    return bool(core.jobs.jobs(state.store(), live=True, kind=kind, subject=run.id))
