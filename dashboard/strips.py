"""The small picture behind a field: how often the training rows had which value, and this one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.cases import Field

WIDE, HIGH, FLAT = 240, 28, 10
BAR, EDGE, HERE = "#9AA8B8", "#7C8B9C", "#2F86C9"
"""Greys that stand on light and dark, and the mark of the value at hand."""
MOST = 24
"""So many labels have a part of their own."""


def strip(field: Field, value: Any) -> str:
    """The picture as SVG, with a mark at the value; it holds numbers only, never a name.

    Numbers, dates and lengths of text have a histogram; labels one bar, cut by their shares.
    """
    if not sum(field.counts):
        return ""
    high, shapes = (
        (HIGH, _histogram(field, value)) if field.edges else (FLAT, _shares(field, value))
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{high}" '
        f'viewBox="0 0 {WIDE} {high}">{"".join(shapes)}</svg>'
    )


def _histogram(field: Field, value: Any) -> list[str]:
    width, top = WIDE / len(field.counts), max(field.counts)
    shapes = []
    for i, count in enumerate(field.counts):
        if count:
            tall = max(HIGH * count / top, 1.0)
            shapes.append(_rect(i * width, HIGH - tall, max(width - 0.5, 0.5), tall, BAR))
    at = _place(field, value)
    if at is not None:
        shapes.append(_rect(min(max(at * WIDE - 1.25, 0), WIDE - 2.5), 0, 2.5, HIGH, HERE))
    return shapes


def _shares(field: Field, value: Any) -> list[str]:
    total, left, shapes = sum(field.counts), 0.0, []
    for i, (label, count) in enumerate(zip(field.labels[:MOST], field.counts)):
        width = WIDE * count / total
        colour = HERE if label == value else (BAR, EDGE)[i % 2]
        shapes.append(_rect(left, 0, max(width - 1, 0.5), FLAT, colour))
        left += width
    return shapes


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
    )


def _place(field: Field, value: Any) -> float | None:
    """Where the value stands, as a share of the width."""
    if value is None:
        return None
    if field.kind == "text":
        return _share(len(value), *field.edges[:: len(field.edges) - 1])
    if field.kind == "datetime":
        return _share(*map(_seconds, (value, field.low, field.high)))
    return _share(value, field.edges[0], field.edges[-1])


def _seconds(moment: Any) -> float:
    return datetime.fromisoformat(str(moment)).timestamp()


def _share(value: float, low: float, high: float) -> float:
    return min(max((value - low) / ((high - low) or 1), 0.0), 1.0)
