"""What the link says: dataset, experiment, runs and page options.

The only reader and writer of the URL's query. The store holds the truth, the URL holds ids, the
session keeps the ids and each page's options, so that walking through the pages loses nothing.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit, urlunsplit

import streamlit as st

import core

if TYPE_CHECKING:
    from core.dataset import Dataset
    from core.experiment import Experiment
    from core.store import Store

IDS = ("dataset", "experiment", "run")
"""The ids of a link; each stands on the one before it."""
MOST_RUNS = 8
"""As many runs as there are colours, side by side."""


def home() -> Path:
    """The store's folder: FITBOARD_HOME, or .fitboard in the user's folder."""
    return Path(os.environ.get("FITBOARD_HOME") or Path.home() / ".fitboard")


@cache
def _opened(path: Path) -> Store:
    return core.open_store(path)


def store() -> Store:
    """The store of this server: one object a process."""
    return _opened(home())


@st.cache_resource(max_entries=32, show_spinner=False)
def _kept(path: str, kind: str, id: str) -> Dataset | Experiment:
    return store().load(kind, id)


def begin(page: str) -> list[str]:
    """Reconcile URL and session before anything is drawn; once a script run.

    A link that names a dataset, an experiment or a run is believed; ids that the store does not
    know are dropped, and so are damaged ones and runs of another experiment: the sentences about
    those are returned. Without an id, the session's ids and this page's last options come back.
    """
    session = st.session_state
    options = session.setdefault("_options", {})
    query = _query()
    if not any(key in query for key in IDS):
        query = {**session.get("_ids", {}), **options.get(page, {}), **query}
    asked = query.get("run", [])
    known = _known(query)
    damaged = _torn(
        [id for key in IDS for id in query.get(key, []) if id not in known.get(key, [])]
    )
    query, unreadable = _readable(known)
    if query != _query():
        st.query_params.from_dict(query)
    session["_page"] = page
    session["_ids"] = {key: value for key, value in query.items() if key in IDS}
    options[page] = {key: value for key, value in query.items() if key not in IDS}
    return damaged + unreadable + _strangers(asked, query)


def _torn(dropped: list[str]) -> list[str]:
    """The sentences about the link's ids whose records are damaged."""
    found = store().damaged() if dropped else {}
    return [found[id] for id in dict.fromkeys(dropped) if id in found]


def _strangers(asked: list[str], query: dict[str, list[str]]) -> list[str]:
    """The sentence about the link's runs that its experiment does not have."""
    left = [id for id in asked[: 4 * MOST_RUNS] if id not in query.get("run", [])]
    here = query.get("experiment", [])
    records = [record for id in left for record in store().list("run", id=id)]
    titles = [record.title for record in records if [record.experiment_id] != here]
    if not titles or not here:
        return []
    return [
        f"Left out, because judged in another experiment (other rows, another target or other "
        f"folds), so that its scores cannot be compared: {', '.join(titles)}."
    ]


def _query() -> dict[str, list[str]]:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _known(query: dict[str, list[str]]) -> dict[str, list[str]]:
    """`query` without the ids that the store does not have; runs stay within one experiment."""
    ids = query.get("run", [])[: 4 * MOST_RUNS]
    runs = [record for id in dict.fromkeys(ids) for record in store().list("run", id=id)]
    named = query.get("experiment") or [record.experiment_id for record in runs]
    found = [record for id in named[:1] for record in store().list("experiment", id=id)]
    data = [record.dataset_id for record in found] or query.get("dataset", [])
    known = {
        "dataset": [record.id for id in data[:1] for record in store().list("dataset", id=id)],
        "experiment": [record.id for record in found],
        "run": [r.id for r in runs if found and r.experiment_id == found[0].id][:MOST_RUNS],
    }
    ours = {key: value for key, value in known.items() if value}
    return {**{key: value for key, value in query.items() if key not in IDS}, **ours}


def _readable(query: dict[str, list[str]]) -> tuple[dict[str, list[str]], list[str]]:
    """`query` without what cannot be read and what stands on it, and the sentences that say why."""
    said = []
    for level, kind in enumerate(IDS[:2]):
        for id in query.get(kind, []):
            try:
                _kept(str(home()), kind, id)
            except ValueError as error:
                said.append(str(error))
                query = {key: value for key, value in query.items() if key not in IDS[level:]}
    return query, said


def _put(key: str, value: str | list[str] | None) -> None:
    if value:
        st.query_params[key] = value
    elif key in st.query_params:
        del st.query_params[key]


def dataset() -> Dataset | None:
    """The dataset the link names (an experiment names its own); None when there is none."""
    id = st.query_params.get("dataset")
    return _kept(str(home()), "dataset", id) if id else None


def experiment() -> Experiment | None:
    """The experiment the link names; None when there is none."""
    id = st.query_params.get("experiment")
    return _kept(str(home()), "experiment", id) if id else None


def kept(kind: str, id: str) -> Dataset | Experiment:
    """A dataset or an experiment that the link does not name, loaded once for all sessions."""
    return _kept(str(home()), kind, id)


def forget(kind: str, id: str) -> None:
    """Load a dataset or an experiment anew where it is next asked for: something of it changed."""
    _kept.clear(str(home()), kind, id)


def run_ids() -> list[str]:
    """The runs the link names, in its order; at most eight, of one experiment."""
    return st.query_params.get_all("run")


def choose(
    dataset: str | None = None, experiment: str | None = None, runs: list[str] | None = None
) -> None:
    """Write ids into the URL and stay on the page; what is not given is kept where it still fits.

    Another dataset drops experiment and runs, another experiment drops the runs.
    """
    for key, value in _chosen(dataset, experiment, runs).items():
        if st.query_params.get_all(key) != value:
            _put(key, value)
    st.session_state["_ids"] = {key: value for key, value in _query().items() if key in IDS}


def _chosen(
    dataset: str | None, experiment: str | None, runs: list[str] | None
) -> dict[str, list[str]]:
    """The ids of the link once these are chosen."""
    now = {key: st.query_params.get_all(key) for key in IDS}
    if dataset and [dataset] != now["dataset"]:
        now = {"dataset": [dataset], "experiment": [], "run": []}
    if experiment and [experiment] != now["experiment"]:
        now = {**now, "experiment": [experiment], "run": []}
        now["dataset"] = [store().list("experiment", id=experiment)[0].dataset_id]
    if runs is not None:
        now["run"] = list(dict.fromkeys(runs))[:MOST_RUNS]
    return now


def option(name: str, default: str = "") -> str:
    """A page option of the link, as text; `default` when the link does not say."""
    return st.query_params.get(name, default)


def options(name: str) -> list[str]:
    """Every value of a page option that may be repeated."""
    return st.query_params.get_all(name)


def set_option(name: str, value: str | list[str] | None) -> None:
    """Write a page option into the link; None, "" or [] takes it out."""
    if name in IDS:
        raise KeyError(f"{name} is an id: state.choose writes it")
    value = [str(v) for v in value] if isinstance(value, list) else str(value or "")
    if options(name) != ([value] if isinstance(value, str) else value):
        _put(name, value)
    kept = st.session_state["_options"].setdefault(st.session_state["_page"], {})
    kept[name] = options(name)


def remember_link() -> None:
    """Before the run of a click: the link as this session wrote it last.

    A click may leave the browser before it has heard of the change that the last one made.
    """
    session = st.session_state
    kept = {**session.get("_ids", {}), **session["_options"].get(session["_page"], {})}
    for key, value in kept.items():
        if st.query_params.get_all(key) != value:
            _put(key, value)


def query_for(
    page: str,
    dataset: str | None = None,
    experiment: str | None = None,
    runs: list[str] | None = None,
    **options: str,
) -> dict[str, list[str]]:
    """The query of a link to `page`: its last options, these ids, these options."""
    kept = st.session_state["_options"].get(page, {})
    given = {key: [str(value)] for key, value in options.items()}
    query = {**_chosen(dataset, experiment, runs), **kept, **given}
    return {key: value for key, value in query.items() if value}


def go(page: str, **ids) -> None:
    """Switch to a page by name ("compare"), keeping ids; takes what `query_for` takes."""
    st.switch_page(f"../pages/{page}.py", query_params=query_for(page, **ids))


def link() -> str:
    """The address of this view, to be opened in another browser."""
    page = st.session_state.get("_page", "")
    query = urlencode(_query(), doseq=True)
    here = urlsplit(st.context.url or "")
    path = here.path if here.netloc else f"/{page}"
    return urlunsplit((here.scheme, here.netloc, path, query, ""))
