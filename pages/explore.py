"""Explore: the target first, then every column alone and against it; what goes together."""

import streamlit as st

from dashboard import charts, explore, filters, linked, state, tables
from dashboard.draft import likely_target
from dashboard.text import escape, shorten

VIEWS = ("All columns", "Associations", "Missing values")
NOTHING = "(nothing)"


def draw_target() -> None:
    """The target's own distribution and, beside it, what goes with it; a click picks a column."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(f"**{escape(shorten(target))}**{', the target' if experiment else ''}")
        explore.draw_column(looked, target, "target")
    with right:
        st.markdown("**What goes with it**")
        found = explore.together(looked, target)
        picked = tables.show(
            found[["column", "strength"]], hide_index=True, height=300, on_select="rerun",
            selection_mode="single-row", key=f"together-{looked.view.dataset}",
            alt="Columns by the strength of their association with the target",
            column_config={
                "column": st.column_config.TextColumn("Column"),
                "strength": st.column_config.ProgressColumn(
                    "Association", min_value=0, max_value=1, format="%.2f", color="primary"
                ),
            },
        )  # fmt: skip
        st.caption("Tick a row to look at it. 0 is none, 1 is all; Associations says how.")
    if rows := picked.selection.rows:
        pick(found["column"].iloc[rows[0]])


def pick(name: str) -> None:
    """Look at another column."""
    state.set_option("column", name)
    st.rerun()


def draw_pair(name: str) -> None:
    """A column alone and, beside it, against the target."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**Distribution**")
        explore.draw_column(looked, name, "alone")
    with right:
        if target == NOTHING:
            st.caption("Choose above what to set it against.")
        else:
            st.markdown(f"**Against {escape(shorten(target))}**")
            explore.draw_against(looked, name, target)


def draw_all() -> None:
    """Every column small, a page at a time; a click on a name looks at it."""
    names = dataset.names
    first = explore.TILES * (explore.page_of(-(-len(names) // explore.TILES)) - 1)
    shown = names[first : first + explore.TILES]
    for start in range(0, len(shown), explore.ACROSS):
        row = shown[start : start + explore.ACROSS]
        for cell, name in zip(st.columns(explore.ACROSS), row):
            with cell:
                if explore.draw_tile(looked, name):
                    pick(name)


st.title("Explore")
dataset, experiment = state.dataset(), state.experiment()
if dataset is None:
    st.caption("There is no dataset yet: what is in its columns is drawn here.")
    st.page_link("../pages/home.py", label="Open a sample or drop a file", icon=":material/home:")
    st.stop()

with st.container(horizontal=True, vertical_alignment="center", key="filters"):
    chosen = filters.draw_bar(dataset)
    looked = explore.Looked(explore.view_of(dataset, experiment, chosen), dataset, experiment)
    st.caption(looked.sentence(), width="content")
    st.space("stretch")
    setup = not experiment and st.button("Set up", icon=":material/tune:", type="primary")
if not looked.mask.any():
    st.caption("No row passes the filters. Take one away to go on.")
    st.stop()

with st.container(border=True, key="one"):
    with st.container(horizontal=True):
        first = experiment.target if experiment else explore.first_column(dataset)
        name = linked.one(st.selectbox, "Column", "column", dataset.names, first)
        if experiment:
            target = experiment.target
        else:
            options, likely = (NOTHING, *dataset.names), likely_target(dataset)
            target = linked.one(st.selectbox, "Against", "against", options, likely)
    if name == target:
        draw_target()
    else:
        draw_pair(name)

with st.container(border=True, key="together"):
    look = {"label_visibility": "collapsed", "required": True}
    shown = linked.one(st.segmented_control, "View", "view", VIEWS, VIEWS[0], **look)
    if shown == "All columns":
        draw_all()
    else:
        plot = "correlation" if shown == "Associations" else "missing_pattern"
        charts.show(plot, looked.table(plot), charts.current_look())

if setup:
    # What it was set against is the likely question.
    state.go("setup", dataset=dataset.id, **({} if target == NOTHING else {"target": target}))
