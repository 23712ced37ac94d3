"""Chromium for the tests that look at pages as a reader's browser draws them.

Without it they are skipped, unless NIANBAO_NEED_CHROMIUM is set (as CI does): then its absence is a failure.
"""

import os
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

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


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run one headless Chromium for many pages."""
    if CHROMIUM is None:
        pytest.fail("NIANBAO_NEED_CHROMIUM is set, but no Chromium is installed: install it or unset the variable")
    with sync_playwright() as playwright:
        switches = [f"--{switch}" for switch in _SWITCHES]
        with playwright.chromium.launch(executable_path=CHROMIUM, args=switches) as browser:
            yield browser


@contextmanager
def served(app: Any) -> Iterator[str]:
    """Serve an application on loopback in a thread of this process and yield its address without a final slash."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(64)  # from here on the browser waits instead of being refused
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="on", timeout_graceful_shutdown=5))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=30)
