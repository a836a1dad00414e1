"""What Explore shows: which rows, and the tables of its charts, each made once and kept by ids."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import streamlit as st

from core.dataset import filter_rows
from core.dataset.association import COLUMNS
from core.plots import PLOTS
from core.plots.explore import plot_for
from core.target import choose_positive, classes_of, guess_task, plain
from dashboard import charts, state
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.dataset import Column, Dataset
    from core.experiment import Experiment
    from dashboard.filters import Filters

TILES, ACROSS = 9, 3
"""So many columns stand on a page of the overview, and in one of its rows."""
TILE = 170
LABELS = 6
"""So many labels fit on a tile."""


@dataclass(frozen=True)
class View:
    """Which rows of what are looked at; everything kept goes by it, never by a frame."""

    home: str
    dataset: str
    experiment: str
    filters: str


def view_of(dataset: Dataset, experiment: Experiment | None, filters: Filters) -> View:
    """The view of this dataset, question and filters."""
    said = json.dumps(filters, sort_keys=True)
    return View(str(state.home()), dataset.id, experiment.id if experiment else "", said)


@st.cache_resource(max_entries=32, show_spinner=False)
def rows(view: View, _dataset: Dataset, _experiment: Experiment | None) -> np.ndarray:
    """A mask (rows,): the filters' rows; with an experiment, its training rows among them."""
    mask = filter_rows(_dataset, json.loads(view.filters))
    if _experiment is not None:
        training = np.zeros(_dataset.rows, dtype=bool)
        training[_experiment.training_rows] = True
        mask &= training
    return mask


@st.cache_resource(max_entries=512, show_spinner="Counting")
def _table(view: View, plot_name: str, _dataset: Dataset, _rows, **options: Any) -> pd.DataFrame:
    table = PLOTS[plot_name].table(_dataset, rows=_rows, **options)
    named = json.dumps([vars(view), plot_name, options], sort_keys=True, default=str)
    table.attrs["kept"] = hashlib.sha256(named.encode()).hexdigest()[:16]
    return table


@dataclass(frozen=True)
class Looked:
    """A dataset, a question and the rows that are looked at."""

    view: View
    dataset: Dataset
    experiment: Experiment | None

    @property
    def mask(self) -> np.ndarray:
        """The rows looked at, (rows,)."""
        return rows(self.view, self.dataset, self.experiment)

    def table(self, plot_name: str, **options: Any) -> pd.DataFrame:
        """The table of a plot over these rows; read only."""
        return _table(self.view, plot_name, self.dataset, self.mask, **options)

    def sentence(self) -> str:
        """Which rows are shown, and why not the others, as Markdown."""
        shown, all_rows = int(np.count_nonzero(self.mask)), self.dataset.rows
        if self.experiment is None:
            return f"All {all_rows:,} rows." if shown == all_rows else (
                f"{shown:,} of {all_rows:,} rows pass the filters."
            )  # fmt: skip
        training = len(self.experiment.training_rows)
        sealed = len(self.experiment.holdout_rows)
        said = f"{training:,} training rows only" if shown == training else (
            f"{shown:,} of {training:,} training rows pass the filters"
        )  # fmt: skip
        seal = f", {sealed:,} sealed rows left out" if sealed else ""
        return f"Target {escape(shorten(self.experiment.target))}: {said}{seal}."


def first_column(dataset: Dataset) -> str:
    """The column that is looked at first: one that may be a feature, where there is one."""
    useful = [column.name for column in dataset.columns if column.role != "ignore"]
    return (useful or dataset.names)[0]


def page_of(pages: int) -> int:
    """The overview's page, from 1, chosen by its numbers and kept in the link."""
    said = state.option("part", "1")
    page = min(max(int(said), 1), pages) if said.isdecimal() else 1
    if pages < 2:
        return 1
    # The widget starts at the link's page; where the link changes by itself, it starts anew.
    number, last = st.session_state.get("_overview", (0, page))
    number += last != page
    page = st.pagination(pages, default=page, key=f"overview-{number}")
    st.session_state["_overview"] = (number, page)
    state.set_option("part", None if page == 1 else str(page))
    return page


def draw_column(looked: Looked, name: str, key: str) -> None:
    """One column's distribution, with its sentence and its table; an identifier's in words."""
    if looked.dataset.column(name).kind == "identifier":
        st.caption(identifier_words(looked.dataset.column(name)))
        return
    plot = plot_for(looked.dataset, name)
    charts.show(plot, looked.table(plot, column=name), charts.current_look(), key)


@st.cache_resource(max_entries=64, show_spinner=False)
def _asked(home: str, dataset: str, name: str, _dataset: Dataset) -> tuple[str, Any]:
    """The task and positive class that an experiment on this column would start with."""
    values = _dataset.frame([name])[name]
    task, _ = guess_task(_dataset.column(name), values)
    if task != "binary":
        return task, None
    counts = {plain(value): count for value, count in values.value_counts().items()}
    return task, choose_positive(classes_of(values), counts)[0]


def draw_against(looked: Looked, name: str, target: str) -> None:
    """The column against the target; a target that is none is a sentence."""
    asked = looked.experiment
    try:
        if asked is not None:
            task, positive = asked.task, asked.positive
        else:
            home, id = looked.view.home, looked.view.dataset
            task, positive = _asked(home, id, target, looked.dataset)
        options = {"column": name, "target": target, "task": task, "positive": positive}
        table = looked.table("against_target", **options)
    except ValueError as error:
        st.caption(escape(error))
        return
    charts.show("against_target", table, charts.current_look())


def identifier_words(column: Column) -> str:
    """What an identifier says, as Markdown: the length of a name is nothing to look at."""
    reason = escape(shorten(column.reason, 90)) or "its kind says so"
    use = "It tells which rows belong together." if column.role == "group" else (
        "It names the row and measures nothing."
    )  # fmt: skip
    return (
        f":material/fingerprint: An identifier: {reason.removeprefix('an identifier that ')}. {use}"
    )


def draw_tile(looked: Looked, name: str) -> bool:
    """A column's distribution as a small picture; True when its name is clicked."""
    plot, place = plot_for(looked.dataset, name), looked.dataset.names.index(name)
    column = looked.dataset.column(name)
    with st.container(border=True, gap=None, height="stretch"):
        label = escape(shorten(name, 28))
        pressed = st.button(label, key=f"tile-{place}", type="tertiary", wrap=False)
        if column.kind == "identifier":
            st.caption(identifier_words(column))
        elif len(table := looked.table(plot, column=name)):
            look, sentence = charts.current_look(), PLOTS[plot].sentence(table)
            st.plotly_chart(
                _small(table.attrs["kept"], look.dark, plot, table, look),
                key=f"small-{place}",
                config={"displayModeBar": False},
                alt=shorten(f"{name}: {sentence}", 200),
            )
        else:
            st.caption("No value.")
    return pressed


@st.cache_resource(max_entries=256, show_spinner=False)
def _small(kept: str, dark: bool, plot_name: str, _table: pd.DataFrame, _look):
    """A figure of the catalogue, small: few labels, no titles."""
    first = _table.head(LABELS) if plot_name == "categories" else _table
    figure = PLOTS[plot_name].draw(first, _look)
    figure.update_layout(height=TILE, margin={"l": 4, "r": 4, "t": 18, "b": 4}, font_size=11)
    figure.update_xaxes(title_text=None, nticks=4)
    if plot_name == "categories":
        # Room for the share at the end of the longest bar.
        figure.update_xaxes(range=[0, 1.4 * max(first["count"].max(), 1)], showticklabels=False)
        figure.update_yaxes(title_text=None)
    else:
        figure.update_yaxes(title_text=None, nticks=3)
    return figure


def together(looked: Looked, target: str) -> pd.DataFrame:
    """What goes with the target, the strongest first: column, association, strength (0 to 1)."""
    fit = [c.name for c in looked.dataset.columns if c.role != "ignore" and c.name != target]
    kinds = ("numeric", "categorical", "boolean", "datetime")
    fit = [name for name in fit if looked.dataset.column(name).kind in kinds][: COLUMNS - 1]
    table = looked.table("correlation", columns=(target, *fit))
    found = table[(table["column"] == target) & (table["other"] != target)].dropna()
    found = found.assign(strength=found["association"].abs()).drop(columns="column")
    return found.rename(columns={"other": "column"}).sort_values("strength", ascending=False)
