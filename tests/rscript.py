"""R for the tests that run our examples in it.

Without it they are skipped, unless NIANBAO_NEED_R is set (as CI does): then its absence is a failure.
"""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROGRAM = shutil.which("Rscript")
needs_r = pytest.mark.skipif(PROGRAM is None and not os.environ.get("NIANBAO_NEED_R"), reason="no R is installed")


def run(code: str, folder: Path) -> str:
    """Return what an R program prints when it is run in a folder; in a UTF-8 locale, as R's users have."""
    if PROGRAM is None:
        pytest.fail("NIANBAO_NEED_R is set, but no Rscript is installed: install r-base-core or unset the variable")
    script = [PROGRAM, "--vanilla", "-e", code]
    done = subprocess.run(
        script, cwd=folder, check=False, capture_output=True, timeout=120, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()
