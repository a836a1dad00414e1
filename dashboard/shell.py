"""The frame around each page: navigation, status strip, and what is shown when a page fails."""

from pathlib import Path

import streamlit as st

import core.jobs
from dashboard import errors, machine, state
from dashboard.text import escape, shorten

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
    "Judge": {"compare": ("Compare", "compare", "Runs side by side, on the same rows.")},
    "System": {
        "runs": ("Runs", "history", "Every run, its state and what it holds."),
        "system": ("System", "memory", "Devices, jobs at work, storage and versions."),
    },
}


def navigation():
    """The pages, grouped as the menu shows them."""
    here = Path(__file__).resolve().parent.parent / "pages"
    return st.navigation(
        {
            group: [
                st.Page(
                    f"../pages/{name}.py",
                    title=title,
                    icon=f":material/{icon}:",
                    help=words,
                    default=name == "home",
                )
                for name, (title, icon, words) in pages.items()
                if (here / f"{name}.py").exists()
            ]
            for group, pages in PAGES.items()
        }
    )


def badges() -> list[tuple[str, str, str, str]]:
    """The strip's badges: words, icon, colour, what they mean."""
    found = []
    dataset, experiment = state.dataset(), state.experiment()
    if dataset:
        size = f"{dataset.rows:,} × {len(dataset.columns)}"
        found.append((f"{escape(shorten(dataset.name))} · {size}", "table", "blue", "Dataset"))
    if experiment:
        found += about(experiment)
    found.append((escape(machine.label()), "memory", "gray", "What runs compute on"))
    return found


def about(experiment) -> list[tuple[str, str, str, str]]:
    """The badges of the question: target, split and seed, holdout."""
    target = escape(shorten(experiment.target, 24))
    if experiment.positive is not None:
        target += f" = {escape(shorten(experiment.positive, 16))}"
    folds = f"{experiment.n_folds} {experiment.split.kind} folds · seed {experiment.seed}"
    sealed = len(experiment.holdout_rows)
    seal = f"holdout {sealed:,} sealed" if sealed else "no holdout"
    return [
        (f"target {target}", "flag", "gray", "Target, and the positive class"),
        (folds, "splitscreen_bottom", "gray", "Split and seed"),
        (seal, "lock", "green" if sealed else "gray", "Rows that no run has seen"),
    ]


def live_runs() -> int:
    """How many runs are queued or at work in this store."""
    return sum(job.kind == "train" for job in core.jobs.jobs(state.store(), live=True))


def at_work(drawn: int) -> None:
    """The badge of the runs at work; when the last one ends, the page is drawn once more."""
    live = live_runs()
    if drawn and not live:
        st.rerun()
    if live:
        words = f"{live} run{'s' * (live > 1)} at work"
        st.badge(words, icon=":material/progress_activity:", color="orange")


@st.fragment
def share() -> None:
    """The link to this view, read when the popover opens, so that it is never an old one."""
    label = {"label": "Share", "icon": ":material/link:", "type": "tertiary"}
    with st.popover(**label, key="share", on_change="rerun"):
        st.caption("Whoever opens this link on this server sees the same view.")
        st.code(state.link(), language=None, wrap_lines=True)


def strip() -> None:
    """Where the user stands, at the top of every page, and the link to it."""
    with st.container(horizontal=True, vertical_alignment="center", key="strip"):
        for words, icon, colour, meaning in badges():
            st.badge(words, icon=f":material/{icon}:", color=colour, help=meaning)
        live = live_runs()
        st.fragment(at_work, run_every=1.0 if live else None)(live)
        st.space("stretch")
        share()


st.set_page_config(page_title="Fitboard", page_icon=":material/leaderboard:", layout="wide")
page = navigation()
state.begin(page.url_path or "home")
strip()
try:
    page.run()
except ValueError as error:
    if errors.sentence(error) is None:
        raise
    errors.show(error)
