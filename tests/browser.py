"""Chromium for the tests that look at pages as a reader's browser draws them.

Without it they are skipped, unless NIANBAO_NEED_CHROMIUM is set (as CI does): then its absence is a failure.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_SWITCHES = (
    "headless", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-background-networking",
    "disable-component-update", "disable-sync",
)  # fmt: skip
needs_chromium = pytest.mark.skipif(
    CHROMIUM is None and not os.environ.get("NIANBAO_NEED_CHROMIUM"), reason="no Chromium is installed"
)


def screenshot(url: str, folder: Path, width: int) -> Path:
    """Draw a page with headless Chromium and return the PNG."""
    if CHROMIUM is None:
        pytest.fail("NIANBAO_NEED_CHROMIUM is set, but no Chromium is installed: install it or unset the variable")
    picture = folder / f"{width}.png"
    command = [
        CHROMIUM,
        *(f"--{switch}" for switch in _SWITCHES),
        f"--user-data-dir={folder / 'profile'}",
        f"--screenshot={picture}",
        f"--window-size={width},2000",
        url,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return picture
