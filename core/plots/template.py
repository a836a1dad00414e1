"""The look of every figure: palettes, solid colour scales for each theme, template, layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from core.plots.spec import Look

PALETTE_LIGHT = (
    "#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#B5A300", "#7F7F7F",
)  # fmt: skip
"""Okabe and Ito's colours, safe for colour-blind eyes (jfly.uni-koeln.de/color, 2008).

Their yellow and grey are darkened: a thin line must be seen on white.
"""
PALETTE_DARK = (
    "#4BA3E3", "#F2B233", "#2FC79A", "#E09BC4", "#8FD3FF", "#F0803C", "#F0E442", "#ABABAB",
)  # fmt: skip

SEQUENTIAL_LIGHT = ("#F1F5FA", "#C6DBEF", "#85B6DB", "#3F87BF", "#0F5C9C", "#083D73")
SEQUENTIAL_DARK = ("#1E2732", "#1D3C5A", "#205E90", "#3A8BC9", "#7DBBEA", "#CFE8FB")
DIVERGING_LIGHT = ("#A64200", "#E58F4E", "#F9DCC4", "#F4F4F4", "#C6DBEF", "#5A9CCB", "#0F5C9C")
DIVERGING_DARK = ("#F5A56B", "#B85C1E", "#5C3418", "#262A30", "#1D3C5A", "#2F77B5", "#8AC6F2")
"""From low to high, solid: what a cell shows is the colour its text is chosen against."""


def sequential(dark: bool) -> tuple[str, ...]:
    """The colours from nothing to much; the first is near the page's own background."""
    return SEQUENTIAL_DARK if dark else SEQUENTIAL_LIGHT


def diverging(dark: bool) -> tuple[str, ...]:
    """The colours from -1 over 0 to +1."""
    return DIVERGING_DARK if dark else DIVERGING_LIGHT


def colorscale(colours: tuple[str, ...]) -> list[list]:
    """The colours as Plotly takes them: [[0, first], ..., [1, last]]."""
    return [[i / (len(colours) - 1), colour] for i, colour in enumerate(colours)]


def _rgb(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))


def colour_at(colours: tuple[str, ...], share: float) -> str:
    """The colour at `share` (0 to 1) of the scale, mixed as Plotly mixes it (linear in RGB)."""
    place = min(max(share, 0.0), 1.0) * (len(colours) - 1)
    low = min(int(place), len(colours) - 2)
    pairs = zip(_rgb(colours[low]), _rgb(colours[low + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * (place - low)):02X}" for a, b in pairs)


def fade(colour: str, opacity: float) -> str:
    """The colour with an opacity, for bands."""
    return "rgba({},{},{},{})".format(*_rgb(colour), opacity)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""

    def luminance(colour: str) -> float:
        parts = [c / 255 for c in _rgb(colour)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def ink_on(colour: str) -> str:
    """Black or white, whichever can be read better on this colour (always at least 4.5 to 1)."""
    return max(("#000000", "#FFFFFF"), key=lambda ink: contrast(ink, colour))


def ink(dark: bool) -> str:
    """The colour of quiet lines: axes of reference, the baseline, chance."""
    return "#A3A8B4" if dark else "#6B7280"


def template(dark: bool) -> go.layout.Template:
    """Our template, given to every figure: importing Streamlit replaces Plotly's default one."""
    import plotly.graph_objects as go

    text, grid = ("#E6E8EC", "#3A3F47") if dark else ("#31333F", "#E3E5EA")
    axis = {"gridcolor": grid, "linecolor": grid, "zerolinecolor": grid, "zeroline": False}
    axis |= {"automargin": True, "ticks": "", "title": {"standoff": 10, "font": {"size": 13}}}
    return go.layout.Template(
        layout={
            "colorway": PALETTE_DARK if dark else PALETTE_LIGHT,
            "font": {"color": text, "family": "Source Sans, system-ui, sans-serif", "size": 13},
            "xaxis": {**axis, "showgrid": False},
            "yaxis": axis,
            "hoverlabel": {"bgcolor": "#262A30" if dark else "#FFFFFF", "font": {"color": text}},
        }
    )


def figure(look: Look, height: int, x: str = "", y: str = "", **layout) -> go.Figure:
    """An empty figure in our look: transparent, no legend; `x`, `y` title the axes."""
    import plotly.graph_objects as go

    return go.Figure(layout=base(look, height) | layout).update_layout(
        xaxis_title_text=x, yaxis_title_text=y
    )


def base(look: Look, height: int) -> dict:
    """The layout that all figures share."""
    clear = "rgba(0,0,0,0)"
    return {
        "template": template(look.dark),
        "height": height,
        "paper_bgcolor": clear,
        "plot_bgcolor": clear,
        "showlegend": False,
        "dragmode": False,
        "margin": {"l": 10, "r": 10, "t": 10, "b": 10},
    }
