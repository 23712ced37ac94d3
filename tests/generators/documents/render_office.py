"""Turns made Word files into .doc with LibreOffice, many in one call. WPS saves the same bytes as .wps."""

import shutil
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

_SECONDS = 20  # for each file at most, and as much for the start


@cache
def office() -> str | None:
    """Return the program's path; None where LibreOffice is not installed."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def as_doc(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the .doc of every .docx, by the same name; those that LibreOffice does not turn are missing."""
    program = office()
    if program is None or not files:
        return {}
    with TemporaryDirectory() as folder:
        inside, outside = Path(folder) / "in", Path(folder) / "out"
        inside.mkdir()
        for name, data in files.items():
            (inside / f"{name}.docx").write_bytes(data)
        command = [
            program, f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}", "--headless", "--norestore",
            "--convert-to", "doc:MS Word 97", "--outdir", str(outside), *map(str, sorted(inside.iterdir())),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS * (len(files) + 3))
        return {path.stem: path.read_bytes() for path in sorted(outside.glob("*.doc"))}
