"""The reading process: `python -m core.dataset.child`, a request on stdin, a record in a file.

It alone parses what users upload. It has limits, no secrets in its environment, and writes only
into the folder that it is given. Nothing but its stdin ties it to the process that asked: when that
closes, the asker is gone or wants no answer, and the child ends.
"""

from __future__ import annotations

import json
import math
import os
import signal
import sys
import threading
import traceback
from pathlib import Path
from typing import Any

from core.dataset.limits import Limits, Refused

RECORD = "record.json"
GRACE = 5
"""Seconds that the asking process has to end this one itself, with a sentence."""
_FAILED = (
    "The file could not be read as a table: the reading failed at a step that should not fail "
    "(code {}). Save the table as plain CSV in UTF-8 and try again; if it fails too, report it."
)


def main() -> None:
    """Answer one request: {"raw" and "look", or "database"; "folder", "options", "limits"}."""
    # imported before the request comes, while the upload is still being copied
    import core.dataset.build  # noqa: F401

    line = sys.stdin.readline()
    if not line:
        return  # whoever started it went away before asking
    request = json.loads(line)
    limits = Limits(**request["limits"])
    _limit_memory(limits)
    _end_with_the_asker(limits)
    record = answer(request, limits)
    folder = Path(request["folder"])
    partial = folder / (RECORD + ".part")
    partial.write_text(json.dumps(record))
    partial.replace(folder / RECORD)


def answer(request: dict[str, Any], limits: Limits) -> dict[str, Any]:
    """The record of the table, or {"error": a sentence}; what failed is named, no cell is shown."""
    from core.dataset.build import build, build_database

    asked = Path(request["folder"]), request["options"], limits
    try:
        if "database" in request:
            return build_database(request["database"], *asked)
        return build(Path(request["raw"]), *asked, request["look"])
    except Refused as error:
        return {"error": str(error)}
    except MemoryError:
        return {"error": _no_memory(limits)}
    except Exception as error:
        traceback.print_exc()  # to the log of this reading
        return {"error": _FAILED.format(type(error).__name__)}


def _no_memory(limits: Limits) -> str:
    return f"Reading needs more than {limits.memory >> 20:,} MB of memory: the file is too large."


def _end_with_the_asker(limits: Limits) -> None:
    """End this process when stdin closes; at the latest a little after the limit on time."""
    threading.Thread(target=_until_closed, daemon=True).start()
    if hasattr(signal, "alarm"):  # its default action needs no Python code to run
        signal.alarm(math.ceil(limits.seconds) + GRACE)


def _until_closed() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


def _limit_memory(limits: Limits) -> None:
    """A ceiling on the address space, well above the limit that the parent watches."""
    try:
        import resource
    except ImportError:  # Windows has none; the parent still watches the time
        return
    ceiling = limits.memory + (4 << 30)
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or hard > ceiling:
        resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))


if __name__ == "__main__":
    main()
    os._exit(0)  # everything is written: nobody has to wait until all memory is taken apart
