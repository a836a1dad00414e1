"""One case by a form: a field a feature with what training knew of it, and the live answer."""

from __future__ import annotations

import datetime
import random
from pathlib import Path
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.cases import Field, fields, row_of, typical_error
from core.jobs.live import Predictor
from core.plots.labels import number, percent
from dashboard import state
from dashboard.strips import strip
from dashboard.text import escape, shorten

if TYPE_CHECKING:
    from core.experiment import Experiment
    from core.run import Run

FIRST = 12
"""So many fields stand open, the most important ones; the others are behind a line."""
CLASSES = 8
"""So many classes have a bar."""
MISSING = "missing"
LONG_AGO, FAR_AHEAD = datetime.date(1, 1, 1), datetime.date(9999, 12, 31)


_asking: dict[Path, Predictor] = {}


def predictor() -> Predictor:
    """The warm predictor of this server's store, started by its first question; one a server."""
    store = state.store()
    if store.path not in _asking:
        while _asking:
            _asking.popitem()[1].close()
        _asking[store.path] = Predictor(store)
    return _asking[store.path]


@st.cache_resource(max_entries=32, show_spinner="Looking at the training rows")
def known(home: str, experiment_id: str, features: tuple[str, ...], _experiment) -> tuple:
    """What the training rows hold of each feature, made once for all who look."""
    return fields(_experiment, features)


def fields_of(run: Run) -> tuple[Field, ...]:
    """The run's features as its training rows have them, in the run's order."""
    experiment = run.experiment
    return known(str(state.home()), experiment.id, run.request.features, experiment)


def draw_case(run: Run) -> None:
    """The form at the left, the answer at the right; both follow each change at once."""
    st.fragment(_draw)(run)


def _draw(run: Run) -> None:
    predictor().begin()
    found = by_importance(run, fields_of(run))
    with st.container(horizontal=True, vertical_alignment="center", key="case-head"):
        st.caption("Change a value: the answer follows. The pictures show the training rows.")
        st.space("stretch")
        st.button("Take a row of the data", icon=":material/casino:", on_click=_take, args=[run],
                  key="case-row", help="A random row that the model has learned from.")  # fmt: skip
        st.button("Usual values", icon=":material/restart_alt:", on_click=_usual, args=[run, found],
                  key="case-usual", help="Medians and most frequent labels.")  # fmt: skip
    form, said = st.columns([5, 2], gap="large")
    with form:
        values = _form(run, found)
    with said, st.container(border=True, key="answer"):
        _answer(run, found, values)


def by_importance(run: Run, found: tuple[Field, ...]) -> list[Field]:
    """The most important features first, once the run's importance is known; else as they are."""
    table = state.store().part(run.id, "importance")
    if table is None or not len(table):
        return list(found)
    drops = table.groupby("feature")["drop"].mean().to_dict()
    return sorted(found, key=lambda field: -drops.get(field.name, 0.0))


def _key(run: Run, field: Field) -> str:
    column = run.experiment.dataset.names.index(field.name)
    return f"case-{run.experiment.id}-{column}"


def _form(run: Run, found: list[Field]) -> dict[str, Any]:
    with st.grid(3, min_column_width=150, gap="medium"):
        values = {field.name: _field(run, field) for field in found[:FIRST]}
    if found[FIRST:]:
        with (
            st.expander(f"{len(found) - FIRST:,} more feature{'s' * (len(found) > FIRST + 1)}"),
            st.grid(3, min_column_width=150, gap="medium"),
        ):
            values |= {field.name: _field(run, field) for field in found[FIRST:]}
    return values


def _field(run: Run, field: Field) -> Any:
    """The widget of one feature, the picture of its training values, and their range in words."""
    with st.container(gap="xxsmall"):
        value = _widget(field, _key(run, field))
        if picture := strip(field, value):
            st.image(picture, width="stretch", alt=f"Training values of {field.name[:60]}")
        st.caption(escape(_known(field, value)))
    return value


def _widget(field: Field, key: str) -> Any:
    label = escape(shorten(field.name, 40))
    common = {"key": key, "persist_state": "session"}
    if key not in st.session_state:
        st.session_state[key] = _as_shown(field, field.usual)
    if field.kind == "numeric":
        step = 1.0 if field.whole else _step(field)
        return st.number_input(label, value=None, step=step, format="%.15g", placeholder=MISSING,
                               **common)  # fmt: skip
    if field.kind == "datetime":
        day = st.date_input(label, value=None, min_value=LONG_AGO, max_value=FAR_AHEAD,
                            format="YYYY-MM-DD", **common)  # fmt: skip
        return None if day is None else f"{day} 00:00:00"
    if field.kind == "text":
        return st.text_area(label, placeholder=MISSING, height=80, **common) or None
    # Labels are data: a select box shows them as they are, without Markdown.
    options = [None, *field.labels]
    return st.selectbox(
        label, options, index=None, accept_new_options=True, placeholder=MISSING,
        format_func=lambda one: MISSING if one is None else shorten(one, 60), **common,
    )  # fmt: skip


def _step(field: Field) -> float:
    spread = (field.high or 0.0) - (field.low or 0.0)
    return float(f"{spread / 50 or 1:.0e}")


def _as_shown(field: Field, value: Any) -> Any:
    """A value as its widget keeps it."""
    if field.kind == "datetime" and value is not None:
        return datetime.date.fromisoformat(value[:10])
    if field.kind == "numeric" and value is not None:
        return float(value)
    return (value or "") if field.kind == "text" else value


def _known(field: Field, value: Any) -> str:
    """What training knew, in a few words; not escaped."""
    gaps = f" · {percent(field.missing / field.rows)} missing" if field.missing else ""
    if field.kind in ("numeric", "datetime") and field.low is not None:
        ends = [end[:10] if field.kind == "datetime" else f"{end:,.6g}"
                for end in (field.low, field.high)]  # fmt: skip
        return f"{ends[0]} to {ends[1]}{gaps}"
    if field.kind == "text":
        return f"length in characters{gaps}"
    if value in field.labels:
        share = field.counts[field.labels.index(value)] / field.rows
        return f"{percent(share)} of rows · {field.distinct:,} labels"
    return gaps.removeprefix(" · ") or f"{field.distinct:,} labels"


def _take(run: Run) -> None:
    row = random.choice(run.experiment.final_rows.tolist())
    values = row_of(run.experiment, run.request.features, row)
    for field in fields_of(run):
        st.session_state[_key(run, field)] = _as_shown(field, values[field.name])
    st.session_state["_case-row"] = {"run": run.experiment.id, "row": int(row)}


def _usual(run: Run, found: list[Field]) -> None:
    for field in found:
        st.session_state[_key(run, field)] = _as_shown(field, field.usual)
    st.session_state.pop("_case-row", None)


def _answer(run: Run, found: list[Field], values: dict[str, Any]) -> None:
    """What the run says about these values, how sure, and what training never saw."""
    try:
        with st.spinner("Asking the model"):
            (said,) = predictor().ask(run.id, [values])
    except ValueError as error:
        st.error(escape(error), icon=":material/error:")
        return
    st.caption(f"Predicted {escape(shorten(run.experiment.target, 40))}")
    if run.experiment.task == "regression":
        _number(run, said["prediction"])
    else:
        _classes(run, said)
    strange = [words for field in found if (words := field.outside(values[field.name]))]
    for words in strange[:5]:
        st.caption(f":orange[:material/warning:] {escape(words)}")
    if len(strange) > 5:
        st.caption(f"and {len(strange) - 5:,} more like this")
    taken = st.session_state.get("_case-row")
    if taken and taken["run"] == run.experiment.id:
        _truth(run.experiment, taken["row"])


def _number(run: Run, value: float) -> None:
    st.markdown(f"## {escape(number(value, 4))}")
    error = _error(str(state.home()), run.id, run)
    st.markdown(f"Likely between **{escape(number(value - error, 4))}** and "
                f"**{escape(number(value + error, 4))}**.")  # fmt: skip
    st.caption(
        f"80 % of the out-of-fold errors were within ±{escape(number(error))}, over all rows: this "
        "case may be easier or harder."
    )


@st.cache_data(max_entries=256, show_spinner=False)
def _error(home: str, run_id: str, _run: Run) -> float:
    return typical_error(_run)


def _classes(run: Run, said: dict[str, Any]) -> None:
    st.markdown(f"## {escape(shorten(said['prediction'], 60))}")
    classes = run.experiment.classes
    ordered = sorted(zip(said["probability"], range(len(classes))), reverse=True)
    for probability, i in ordered[:CLASSES]:
        words = f"{escape(shorten(classes[i], 40))} · {probability:.3f}"
        st.progress(min(max(probability, 0.0), 1.0), text=words)
    if rest := ordered[CLASSES:]:
        total = sum(probability for probability, _ in rest)
        st.caption(f"{len(rest):,} other classes together: {total:.3f}")
    if run.experiment.task == "binary":
        positive = escape(shorten(run.experiment.positive, 40))
        st.caption(f"{positive} is predicted from a probability of {run.threshold:g} on.")


def _truth(experiment: Experiment, row: int) -> None:
    (actual,) = row_of(experiment, (experiment.target,), row).values()
    st.caption(
        f"Filled from row {row + 1:,} of the data, whose {escape(shorten(experiment.target, 30))} "
        f"is {escape(shorten(actual, 40))}. The model has learned from this row."
    )
