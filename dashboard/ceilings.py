"""The limits on files and the doors they come by: what each is set to, and the setting."""

from __future__ import annotations

import sys
from dataclasses import asdict

from core.dataset.database import SWITCH, databases_allowed
from core.dataset.limits import SETTINGS, configured, look_up, told
from dashboard import server_files
from dashboard.arrivals import DEFAULTS


def check() -> None:
    """End the start when a setting in the environment is no amount."""
    try:
        listed()
    except ValueError as error:
        sys.exit(str(error))


def listed() -> list[dict[str, str]]:
    """A row a limit: what it is on, how high it is now, the environment variable."""
    limits = asdict(configured())
    found = [(setting, limits[name]) for name, setting in SETTINGS.items()]
    found += [(setting, look_up(setting, default)) for setting, default in DEFAULTS.items()]
    return [
        {"Limit": setting.what, "Now": told(setting, amount), "Setting": setting.variable}
        for setting, amount in found
    ]


def doors() -> list[str]:
    """What may be read besides uploads, a sentence a setting; no value is told, only its effect."""
    data = "offered on Home" if server_files.allowed() else "not offered"
    databases = "as the setting allows" if databases_allowed() else "switched off"
    return [
        f"Files that lie on the server, below the folder that `{server_files.VARIABLE}` names: "
        f"{data}.",
        f"Tables of databases, where `{SWITCH}` is `yes` or holds the beginnings of the URLs that "
        f"may be read: {databases}.",
    ]
