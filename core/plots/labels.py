"""Words and numbers on figures: names made safe, numbers made short, labels kept apart."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from html import escape


def safe(name: object, length: int = 40) -> str:
    """A name as Plotly shall show it: its pseudo-HTML escaped, one line, at most `length` long.

    Names come from files. Unescaped, Plotly would draw `<a href=...>` as a link, and a `%{x}` in a
    hover template would be replaced.
    """
    text = " ".join(str(name).split()) or "(empty)"
    if len(text) > length:
        text = text[: length - 1] + "…"
    return escape(text, quote=False).replace("%{", "%\u200b{")


def number(value: float | None, digits: int = 3) -> str:
    """Three significant digits (whole numbers in full from 1,000 on), or a dash for nothing."""
    if value is None or not math.isfinite(value):
        return "–"
    if abs(value) >= 10 ** (digits - 1):
        return f"{value:,.0f}"
    if value == int(value) and abs(value) >= 10:
        return f"{value:.0f}"
    return f"{value:#.{digits}g}".rstrip(".")


def short(value: float) -> str:
    """A number on an axis or in a bin: as few digits as tell it apart."""
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    return f"{value:.4g}"


def percent(share: float | None) -> str:
    """A share as a percentage: "90.1 %"."""
    if share is None or not math.isfinite(share):
        return "–"
    return "100 %" if share == 1 else f"{100 * share:.1f} %"


def several(names: Sequence[str]) -> str:
    """Names in a sentence: "A, B and C"."""
    names = list(names)
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def span(values: Sequence[float], quiet: Sequence[float], far: float = 1.0) -> tuple[float, float]:
    """The axis range of `values`, and of `quiet` ones (a baseline's) if they are not too far off.

    Quiet values further off than `far` widths of the others would squeeze those into a line.
    """
    known = [v for v in values if v is not None and math.isfinite(v)]
    more = [v for v in quiet if v is not None and math.isfinite(v)]
    both = known + more
    low, high = min(known or both), max(known or both)
    if max(low - min(both), max(both) - high) <= far * (high - low):
        low, high = min(both), max(both)
    pad = 0.06 * (high - low) or 0.05 * abs(high) or 1.0
    return low - pad, high + pad


def apart(places: Sequence[float], gap: float) -> list[float]:
    """The places (0 to 1) moved as little as needed so that neighbours are `gap` apart.

    Places are pushed up from the lowest, then down from the top where they ran over.
    """
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = [places[i] for i in order]
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + gap)
    top = 1.0
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], top)
        top = moved[i] - gap
    return [moved[order.index(i)] for i in range(len(places))]


def end_labels(fig, entries: Sequence[tuple[str, str, float]], height: int) -> None:
    """Direct labels right of the plot: entries are (text, colour, place 0 to 1 on the axis).

    They replace a legend: a dot in the line's colour, the text in the page's own colour.
    """
    places = apart([min(max(place, 0.02), 1) for *_, place in entries], 18 / max(height - 70, 60))
    for (text, colour, _), place in zip(entries, places, strict=True):
        fig.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=8, y=place, yref="paper", yanchor="middle",
            text=f'<span style="color:{colour}">●</span> {text}', showarrow=False, align="left",
        )  # fmt: skip
    longest = max((len(re.sub("<[^>]*>|&[a-z]+;", "", text)) for text, _, _ in entries), default=0)
    fig.update_layout(margin_r=34 + 7 * longest)
