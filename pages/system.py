"""System: devices, jobs at work, storage and versions."""

import platform

import pandas as pd
import psutil
import streamlit as st

import core.jobs
from core.models import optional_engines
from dashboard import ceilings, inventory, state, tables
from dashboard.amounts import size
from dashboard.text import escape

store = state.store()


@st.cache_data(ttl=5, show_spinner=False)
def stored(home: str) -> dict[str, int]:
    """The storage by kind, looked up at most every five seconds."""
    return inventory.storage(store)


def work() -> None:
    """The jobs at work and waiting, their processes, the memory; looked at every other second."""
    live = core.jobs.jobs(store, live=True)
    waiting = sum(job.state == "queued" for job in live)
    memory, most = psutil.virtual_memory(), inventory.at_once(store)
    with st.grid(4, min_column_width=150):
        st.metric("Jobs at work", f"{len(live) - waiting} of {most}", border=True)
        st.metric("Waiting", waiting, border=True)
        st.metric("Memory free", size(memory.available), border=True)
        st.metric("This server", size(psutil.Process().memory_info().rss), border=True)
    with st.container(border=True, key="card-workers"):
        st.subheader("Jobs and workers")
        if live:
            tables.show(inventory.workers(store, live), hide_index=True, alt="Jobs and workers")
        else:
            st.caption("Nothing is at work or waiting. Train a model and its worker appears here.")
        cared = "A supervisor looks after the queue" if core.jobs.started(store) else (
            "No supervisor looks after the queue: queued jobs start when a server does"
        )  # fmt: skip
        many = f"{most} jobs run side by side, each" if most > 1 else "one job runs at a time,"
        st.caption(f"{cared}; {many} in a process of its own.")


st.title("System")
st.caption("What this machine can compute on, what it is doing, and what is kept.")
st.fragment(work, run_every=2.0)()
with st.container(border=True, key="card-devices"):
    st.subheader("Devices")
    devices = inventory.devices(store)
    if len(devices):
        tables.show(devices, hide_index=True, alt="Devices")
    if why := inventory.no_graphics(store):
        st.caption(escape(why))
left, right = st.columns(2)
with left.container(border=True, height="stretch", key="card-storage"):
    st.subheader("Storage")
    used = stored(str(state.home()))
    tables.pairs({name: size(count) for name, count in used.items()})
    free = psutil.disk_usage(str(store.path)).free
    st.caption(f"{size(sum(used.values()))} in all; {size(free)} of the disk are free.")
    st.caption("The folder, set by FITBOARD_HOME:")
    st.code(str(store.path), language=None, wrap_lines=True)
    st.caption(f"On {escape(platform.platform())}.")
with right.container(border=True, height="stretch", key="card-versions"):
    st.subheader("Versions")
    found = {"Python": platform.python_version(), **inventory.versions()}
    found |= {title: version for title, usable, version, _ in optional_engines() if usable}
    table = pd.DataFrame({"Library": list(found), "Version": list(found.values())})
    tables.show(table, hide_index=True, height="content", row_height=30, alt="Versions")
    for title, usable, version, install in optional_engines():
        if not usable:
            why = f"{version} is too old" if version else "not installed"
            st.caption(f"{title} is optional, and {why}. This line brings its models:")
            st.code(install, language=None, wrap_lines=True)
with st.container(border=True, key="card-limits"):
    st.subheader("Limits on files")
    st.caption(
        "What goes beyond one of them is refused in a sentence. A file that has come is read in a "
        "process of its own. Each limit is an environment variable, read when the server starts "
        "(`FITBOARD_MAX_UPLOAD=4GB make run`)."
    )
    limits = pd.DataFrame(ceilings.listed())
    tables.show(limits, hide_index=True, height="content", row_height=30, alt="Limits on files")
    for line in ceilings.doors():
        st.caption(line)
