"""Files that lie on the server already: below one folder that the administrator allows."""

from __future__ import annotations

import os
import stat
from pathlib import Path

VARIABLE = "FITBOARD_DATA"
MOST = 2_000
"""So many files are listed."""
LOOKED_AT = 20_000
"""So many entries are looked at, so that a huge folder does not hold up the page."""


def allowed() -> Path | None:
    """The folder of FITBOARD_DATA with all its links followed; None where there is none."""
    given = os.environ.get(VARIABLE, "").strip()
    folder = Path(os.path.realpath(given)) if given else None
    return folder if folder and folder.is_dir() else None


def listing(folder: Path, endings: tuple[str, ...]) -> tuple[list[str], bool]:
    """Paths of the files below `folder` with one of the endings, and whether there are more.

    Links are not followed and hidden files are left out, so that nothing outside is shown.
    """
    found: list[str] = []
    seen = 0
    for here, folders, files in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        seen += len(files) + 1
        for name in sorted(files):
            path = os.path.join(here, name)
            known = name.rpartition(".")[2].lower() in endings and not name.startswith(".")
            if known and stat.S_ISREG(os.lstat(path).st_mode):
                found.append(os.path.relpath(path, folder))
        if len(found) > MOST or seen > LOOKED_AT:
            return found[:MOST], True
    return found, False


def inside(folder: Path, name: str) -> Path:
    """The file of that name below `folder`; ValueError if it is not there, or leads outside."""
    try:
        path = Path(os.path.realpath(folder / name, strict=True))
        regular = path.is_file()
    except (OSError, ValueError):
        regular = False
    if not regular:
        raise ValueError("That file is no longer there. Reload the page.")
    if not path.is_relative_to(folder):
        raise ValueError(f"Only files below the folder of {VARIABLE} can be opened.")
    return path
