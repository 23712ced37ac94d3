"""LibreOffice for the tests that need a legacy document, which only it can make.

Without it they are skipped, unless NIANBAO_NEED_LIBREOFFICE is set (as CI does): then its absence is a failure.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice")
needs_libreoffice = pytest.mark.skipif(
    PROGRAM is None and not os.environ.get("NIANBAO_NEED_LIBREOFFICE"), reason="no LibreOffice is installed"
)


def converted(files: Sequence[bytes], suffix: str, to: str, reading: str | None = None) -> list[bytes]:
    """Return the files, of a format with this suffix, in another (`doc`, `xml:MS Word 2003 XML`), all in one call.

    `reading` names the filter that opens them, where the suffix alone does not say enough.
    """
    if PROGRAM is None:
        pytest.fail(
            "NIANBAO_NEED_LIBREOFFICE is set, but no LibreOffice is installed: install it or unset the variable"
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = [folder / f"{number:04}.{suffix}" for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [PROGRAM, "--headless", "--norestore", profile, "--convert-to", to, "--outdir", name]
        command += [f"--infilter={reading}"] if reading else []
        subprocess.run([*command, *map(str, paths)], check=True, capture_output=True, timeout=300)
        return [path.with_suffix(f".{to.partition(':')[0]}").read_bytes() for path in paths]
