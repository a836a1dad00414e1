"""The limits on files: what each is set to, and the setting that changes it."""

from __future__ import annotations

import sys
from dataclasses import asdict

from core.dataset.limits import SETTINGS, configured, look_up, told
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
