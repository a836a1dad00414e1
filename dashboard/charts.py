"""A plot of the catalogue on a page: figure, sentence, and the table and image behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.plots import PLOTS, Look
from core.plots.template import PALETTE_DARK, PALETTE_LIGHT
from dashboard import downloads, state, tables
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    import pandas as pd

    from core.run import Run
    from core.store import RunRecord

FIRST_ROWS = 1_000
"""So many rows of the table are shown; the download has all."""


def current_look(runs: Sequence[Run | RunRecord] = ()) -> Look:
    """The browser's theme, and each run's colour: by its number, so the same on every page."""
    dark = st.context.theme.type == "dark"
    palette = PALETTE_DARK if dark else PALETTE_LIGHT
    numbers = {run.id: getattr(run, "number", None) or _number(run.id) for run in runs}
    return Look(dark, {id: palette[(number - 1) % len(palette)] for id, number in numbers.items()})


def _number(run_id: str) -> int:
    """The number of a run in its experiment; a record has it at hand."""
    return state.store().list("run", id=run_id)[0].number


@st.fragment
def show(plot_name: str, table: pd.DataFrame, look: Look, key: str | None = None) -> None:
    """Draw a plot from its table, with its sentence and what is behind it.

    An empty table shows its sentence alone; `key` must differ where a page draws a plot twice.
    It is a fragment: opening the table draws this chart anew, not the page.
    """
    plot, key = PLOTS[plot_name], key or plot_name
    sentence = plot.sentence(table)
    if plot.draw is None and len(table):
        tables.show(table.head(FIRST_ROWS), hide_index=True, key=f"{key}-rows", alt=plot.title)
    elif len(table):
        picture(plot_name, table, look, key, sentence)
    foot(plot_name, table, key, sentence)


def picture(plot_name: str, table: pd.DataFrame, look: Look, key: str, sentence: str) -> None:
    """The figure alone; `sentence` is what a screen reader says for it.

    A table that says which one it is (`.attrs["kept"]`) has its figure kept too: Plotly takes some
    20 ms to build one, ten times what it takes to send it.
    """
    plot, kept = PLOTS[plot_name], table.attrs.get("kept")
    colours = tuple(look.colours.items())
    figure = (
        _drawn(plot_name, kept, key, look.dark, colours, table, look)
        if kept
        else plot.draw(table, look)
    )
    st.plotly_chart(
        figure,
        theme="streamlit",
        key=key,
        config=_config(plot_name, st.session_state.get(f"{key}-image", "PNG")),
        alt=shorten(f"{plot.title}. {sentence}", 300),
    )


@st.cache_resource(max_entries=256, show_spinner=False)
def _drawn(plot_name: str, kept: str, key: str, dark: bool, colours, _table, _look: Look):
    """A figure that is drawn once and only read."""
    return PLOTS[plot_name].draw(_table, _look)


def foot(plot_name: str, table: pd.DataFrame, key: str, sentence: str) -> None:
    """The sentence under a figure and, at its right, what is behind it."""
    row = {"horizontal": True, "wrap": False, "vertical_alignment": "center", "gap": "small"}
    with st.container(**row, key=f"{key}-foot"):
        st.caption(escape(sentence), width="stretch")
        if len(table):
            _behind(plot_name, table, key)


def _behind(plot_name: str, table: pd.DataFrame, key: str) -> None:
    """A popover with the table behind the picture, its CSV, and the image's format."""
    plot = PLOTS[plot_name]
    opened = st.popover(
        "Data", icon=":material/table_view:", type="tertiary", key=f"{key}-data", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        if plot.draw is not None:
            tables.show(table.head(FIRST_ROWS), hide_index=True, height=260, key=f"{key}-rows")
        if len(table) > FIRST_ROWS:
            st.caption(f"The first {FIRST_ROWS:,} of {len(table):,} rows; the file has all.")
        st.download_button(
            "Download CSV", lambda: downloads.csv(table), f"{plot_name}.csv", "text/csv",
            key=f"{key}-csv", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
        if plot.draw is not None:
            st.segmented_control(
                "Image", ["PNG", "SVG"], default="PNG", key=f"{key}-image", required=True,
                help="What the camera at the chart's upper right corner saves.",
            )  # fmt: skip


def _config(plot_name: str, image: str) -> dict:
    """Plotly's bar with one button: the camera. `scale` makes a PNG sharp enough for a slide."""
    saved = {"format": image.lower(), "filename": plot_name, "scale": 1 if image == "SVG" else 2}
    return {"displaylogo": False, "modeBarButtons": [["toImage"]], "toImageButtonOptions": saved}
