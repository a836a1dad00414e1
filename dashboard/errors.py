"""What the user sees when something fails: a sentence, or a code that leads to the log."""

from __future__ import annotations

import hashlib
import logging
import traceback
from pathlib import Path

import streamlit as st

from dashboard.text import escape

ROOT = Path(__file__).resolve().parent.parent
CORE = ROOT / "core"
log = logging.getLogger("fitboard")


def sentence(error: Exception) -> str | None:
    """What `core` says the user can do about it; None when `error` is a bug.

    A ValueError that a line of `core` raises is a sentence for the user. One that Python or a
    library raised is not: it names neither the thing nor the rule in the user's words.
    """
    frames = traceback.extract_tb(error.__traceback__)
    if not isinstance(error, ValueError) or not frames:
        return None
    place = frames[-1]
    ours = Path(place.filename).is_relative_to(CORE) and (place.line or "").startswith("raise")
    return str(error) if ours else None


def show(error: Exception) -> bool:
    """Show `error` on the page, log it if it is a bug; True: nothing more need be shown."""
    words = sentence(error)
    if words is None:
        words = (
            f"Something went wrong on this page (code {report(error)}). Your data and runs are "
            "safe. The code is in the server's log, with the place."
        )
        st.error(words, icon=":material/error:")
    else:
        st.error(escape(words), icon=":material/error:")
    return True


def report(error: Exception) -> str:
    """Log where `error` was raised and return its code: the same fault has the same code.

    The message is left out, since it may quote cells of the user's table.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in frames]
    kind = type(error).__name__
    code = hashlib.sha256(f"{kind} {places[-2:]}".encode()).hexdigest()[:6].upper()
    log.error("%s %s at %s", code, kind, " > ".join(places[-8:]))
    return code
