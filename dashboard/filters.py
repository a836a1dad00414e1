"""Filters at the top of Explore: they hold for all its charts and live in the link."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboard import state
from dashboard.columns import summary_of
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.dataset import Column, Dataset
    from core.dataset.summary import ColumnSummary

RANGES = ("numeric", "datetime")
LABELS = ("categorical", "boolean")
Filters = dict[str, list[Any]]
"""What `core.dataset.filter_rows` takes: [low, high] for a range, labels otherwise."""


def read(dataset: Dataset) -> Filters:
    """The link's filters on columns that the dataset has; what is not one is left out."""
    found: Filters = {}
    for text in state.options("filter"):
        try:
            name, wanted = json.loads(text)
        except (ValueError, TypeError):
            continue
        if name in dataset.names and isinstance(wanted, list) and wanted:
            found[name] = wanted
    return found


def write(filters: Filters) -> None:
    """Put the filters into the link, in place of the old ones."""
    pairs = [[name, wanted] for name, wanted in filters.items()]
    state.set_option("filter", [json.dumps(pair, ensure_ascii=False) for pair in pairs])


def words(column: Column, wanted: list[Any]) -> str:
    """A filter as it is read: "tenure from 10 to 20", "Contract is A or B" (not escaped)."""
    name = shorten(column.name, 28)
    if column.kind in RANGES and len(wanted) == 2:
        low, high = wanted
        if low is not None and high is not None:
            return f"{name} from {_plain(low)} to {_plain(high)}"
        return f"{name} up to {_plain(high)}" if low is None else f"{name} from {_plain(low)} on"
    named = ["missing" if label is None else shorten(label, 24) for label in wanted[:3]]
    rest = f" or {len(wanted) - 3} more" if len(wanted) > 3 else ""
    return f"{name} is {' or '.join(named)}{rest}"


def _plain(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def draw_bar(dataset: Dataset) -> Filters:
    """One button a filter, which takes it away, and the door to a new one; the filters."""
    filters = read(dataset)
    adding = st.popover(
        "Filter", icon=":material/filter_alt:", on_change="rerun", key=f"add-{dataset.id}"
    )
    if adding.open:
        with adding:
            _new(dataset, filters)
    for name, wanted in filters.items():
        label, place = escape(words(dataset.column(name), wanted)), dataset.names.index(name)
        others = {other: kept for other, kept in filters.items() if other != name}
        st.button(
            label, key=f"drop-{place}", icon=":material/close:", help="Take it away",
            on_click=write, args=(others,),
        )  # fmt: skip
    return filters


def _new(dataset: Dataset, filters: Filters) -> None:
    """The fields of a filter on the chosen column; Apply puts it into the link."""
    names = [column.name for column in dataset.columns if column.kind in RANGES + LABELS]
    if not names:
        st.caption("No column holds numbers, dates or categories.")
        return
    name = st.selectbox("Column", names, key=f"filter-column-{dataset.id}")
    column = dataset.column(name)
    found = summary_of(dataset).column(name)
    key = f"filter-{dataset.id}-{dataset.names.index(name)}"
    with st.form(key, border=False):
        labels = None if column.kind in RANGES else labels_of(found)
        if labels is None:
            _range(column, found, key)
        else:
            _choice(labels, key)
        st.form_submit_button(
            "Apply", type="primary", width="stretch",
            on_click=_apply, args=(f"add-{dataset.id}", key, column, labels, filters),
        )  # fmt: skip


def _apply(door: str, key: str, column: Column, labels: list[str | None] | None, filters) -> None:
    """Put what the form says into the link, and close it."""
    said = st.session_state
    if labels is not None:
        wanted = [labels[i] for i in said[f"{key}-labels"]]
    elif column.kind == "datetime":
        wanted = [said[f"{key}-{end}"].strip() or None for end in ("low", "high")]
    else:
        wanted = [said[f"{key}-{end}"] for end in ("low", "high")]
    # Two open ends are no filter; a single None is: the missing cells.
    if wanted and wanted != [None, None]:
        write({**filters, column.name: wanted})
        said[door] = False


def _range(column: Column, found: ColumnSummary, key: str) -> None:
    """The two ends, open where the field is left empty."""
    left, right = st.columns(2)
    if column.kind == "datetime":
        edges = found.histogram.edges if found.histogram else ("", "")
        left.text_input("From", key=f"{key}-low", placeholder=edges[0])
        right.text_input("To", key=f"{key}-high", placeholder=edges[-1])
        return
    low, high = (f"{found.stats[end]:g}" if found.stats else "" for end in ("min", "max"))
    common = {"value": None, "format": "%g"}
    left.number_input("From", key=f"{key}-low", placeholder=low, **common)
    right.number_input("To", key=f"{key}-high", placeholder=high, **common)


def labels_of(found: ColumnSummary) -> list[str | None]:
    """The most frequent labels; None stands for the missing cells, where there are any."""
    return [*([label for label, _ in found.top] or ["0", "1"]), *[None] * bool(found.missing)]


def _choice(labels: list[str | None], key: str) -> None:
    """Some of the labels."""
    # Places are chosen, so that a label which says "(missing)" is told from a missing cell.
    st.multiselect(
        "Values", range(len(labels)), key=f"{key}-labels", placeholder="Choose values",
        format_func=lambda i: "(missing)" if labels[i] is None else shorten(labels[i], 60),
        help="The 20 most frequent.",
    )  # fmt: skip
