"""The small picture behind a field: how often the training rows had which value, and this one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from core.cases import Field

WIDE, HIGH = 240, 26
BAR, HERE = "#8FA3B5", "#D55E00"
"""A grey that stands on light and dark, and the mark of the value at hand."""
MOST = 24
"""So many labels have a bar."""


def strip(field: Field, value: Any) -> str:
    """The picture as SVG, with a mark at the value; it holds numbers only, never a name."""
    counts = field.counts[:MOST] if not field.edges else field.counts
    if not counts:
        return ""
    top = max(counts) or 1
    at = _place(field, value, len(counts))
    width = WIDE / len(counts)
    bars = []
    for i, count in enumerate(counts):
        height = max(HIGH * count / top, 1.0 if count else 0.0)
        own = not field.edges and at == i
        bars.append(
            f'<rect x="{i * width + 0.3:.1f}" y="{HIGH - height:.1f}" width="{_bar(width):.1f}" '
            f'height="{height:.1f}" fill="{HERE if own else BAR}"/>'
        )
    if field.edges and at is not None:
        x = min(max(at * WIDE, 1), WIDE - 1)
        bars.append(f'<rect x="{x - 1:.1f}" y="0" width="2" height="{HIGH}" fill="{HERE}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{HIGH}" '
        f'viewBox="0 0 {WIDE} {HIGH}" preserveAspectRatio="none">{"".join(bars)}</svg>'
    )


def _bar(width: float) -> float:
    return min(max(width - 0.6, 0.5), 40)


def _place(field: Field, value: Any, bars: int) -> float | int | None:
    """Where the value stands: a share of the width, or the number of its bar."""
    if value is None:
        return None
    if not field.edges:
        return field.labels.index(value) if value in field.labels[:bars] else None
    if field.kind == "text":
        return _share(len(value), *field.edges[:: len(field.edges) - 1])
    if field.kind == "datetime":
        return _share(*map(_seconds, (value, field.low, field.high)))
    return _share(value, field.edges[0], field.edges[-1])


def _seconds(moment: Any) -> float:
    return datetime.fromisoformat(str(moment)).timestamp()


def _share(value: float, low: float, high: float) -> float:
    return min(max((value - low) / ((high - low) or 1), 0.0), 1.0)
