"""The frame around each page: navigation, status strip, and what is shown when a page fails."""

from pathlib import Path

import streamlit as st

import core.jobs
from dashboard import errors, glossary, state
from dashboard.status import badge, badges
from dashboard.text import escape

PAGES = {
    "Data": {
        "home": ("Home", "home", "Open a sample, drop a file, or go on with recent work."),
        "data": ("Data", "table", "What was read, column by column, and what was assumed."),
        "explore": ("Explore", "query_stats", "Distributions, alone and against the target."),
    },
    "Build": {
        "setup": ("Set up", "tune", "Target, task, split and metric: the question."),
        "train": ("Train", "model_training", "Pick models from forms and watch them learn."),
    },
    "Judge": {
        "compare": ("Compare", "compare", "Runs side by side, on the same rows."),
        "model": ("Model", "psychology", "One run: how good it is, what it uses, where it errs."),
    },
    "Use": {
        "predict": ("Predict", "online_prediction", "One case by a form, or a whole file."),
    },
    "System": {
        "runs": ("Runs", "history", "Every run, its state and what it holds."),
        "system": ("System", "memory", "Devices, jobs at work, storage and versions."),
    },
}


def navigation():
    """The page the address names. The menu is `menu`: Streamlit's own would drop the ids."""
    return st.navigation(
        [
            st.Page(
                f"../pages/{name}.py",
                title=title,
                icon=f":material/{icon}:",
                help=words,
                default=name == "home",
            )
            for pages in PAGES.values()
            for name, (title, icon, words) in pages.items()
        ],
        position="hidden",
    )


def menu() -> None:
    """The pages, grouped, at the side; each entry is a link that carries the ids."""
    for group, pages in PAGES.items():
        with st.sidebar.container(gap="xxsmall"):
            st.caption(group)
            for name, (title, icon, _) in pages.items():
                st.page_link(
                    f"../pages/{name}.py",
                    label=title,
                    icon=f":material/{icon}:",
                    query_params=state.query_for(name),
                    width="stretch",
                )
    with st.sidebar:
        glossary.button()


def live_runs() -> int:
    """How many runs are queued or at work in this store."""
    return len(core.jobs.jobs(state.store(), live=True, kind="train"))


def at_work(drawn: int) -> None:
    """The badge of the runs at work; when the last one ends, the page is drawn once more."""
    live = live_runs()
    if drawn and not live:
        st.rerun()
    if live:
        words = f"{live} run{'s' * (live > 1)} at work"
        st.markdown(badge(words, "progress_activity", "orange"))


@st.fragment
def share() -> None:
    """The link to this view, read when the popover opens, so that it is never an old one."""
    label = {"label": "Share", "icon": ":material/link:", "type": "tertiary"}
    with st.popover(**label, key="share", on_change="rerun"):
        st.caption("Whoever opens this link on this server sees the same view.")
        st.code(state.link(), language=None, wrap_lines=True)


def strip() -> None:
    """The status strip at the top of every page, with the link to the page at its right end."""
    with st.container(horizontal=True, wrap=False, vertical_alignment="center", key="strip"):
        live = live_runs()
        st.markdown(" ".join(badges(bool(live))), width="stretch")
        # A fragment takes the whole width unless it stands in a container as wide as its content.
        with st.container(width="content"):
            st.fragment(at_work, run_every=1.0 if live else None)(live)
        with st.container(width="content"):
            share()


ICON = Path(__file__).with_name("icon.svg")
MENU = 220
"""The menu's width in pixels: the pages need the room more."""
st.set_page_config(page_title="Fitboard", page_icon=ICON, layout="wide", initial_sidebar_state=MENU)
page = navigation()
damaged = state.begin(page.url_path or "home")
menu()
strip()
for words in damaged:
    st.error(escape(words), icon=":material/error:")
try:
    page.run()
except ValueError as error:
    if errors.sentence(error) is None:
        raise
    errors.show(error)
