"""Text on screen: names are data, so they pass through `escape` before Markdown reads them."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_JOINER = "\N{WORD JOINER}"


def escape(text: object) -> str:
    """`text` so that Streamlit's Markdown shows it letter by letter, on one line.

    Punctuation gets a backslash. Icons, emoji and bare addresses are looked for after the
    backslashes are gone, so an invisible word joiner breaks those.
    """
    line = " ".join(str(text).split())
    joined = re.sub(r"(?<=[:@])(?=\S)|(?<=www)(?=\.)", _JOINER, line)
    return _PUNCTUATION.sub(r"\\\1", joined)


def shorten(text: object, length: int = 40) -> str:
    """`text` on one line of at most `length` characters; what is cut is marked."""
    line = " ".join(str(text).split())
    return line if len(line) <= length else line[: length - 1] + "…"
