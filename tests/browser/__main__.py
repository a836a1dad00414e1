"""`python -m tests.browser`: see to it that there is a browser for the tests."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tests.browser.conftest import FLAGS, system_chromium


def runs(path: str | None) -> bool:
    """Whether the browser at `path` starts (on some systems the name is only a signpost)."""
    if path is None:
        return False
    command = [path, "--headless", *FLAGS, "--dump-dom", "about:blank"]
    try:
        return subprocess.run(command, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def from_debian() -> bool:
    """Install Debian's Chromium, where that needs no password."""
    if shutil.which("apt-get") is None:
        return False
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and shutil.which("sudo") is None:
        return False
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    steps = (["update"], ["install", "-y", "--no-install-recommends", "chromium"])
    return all(
        subprocess.run([*apt, *step], stdin=subprocess.DEVNULL, check=False).returncode == 0
        for step in steps
    )


def own() -> str | None:
    """The path of Playwright's own Chromium, if it is installed."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


if not runs(system_chromium()) and not runs(own()):
    print("The browser tests need Chromium; installing it.", flush=True)
    if not (from_debian() and runs(system_chromium())):
        sys.exit(
            subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"]).returncode
        )
