"""The simulated archive that pages, load and release are measured on, built once and kept between runs.

NIANBAO_SIMULATED names its folder (by default one in the system's folder for temporary files), NIANBAO_REPORTS says how
many reports it has, 60,000 without.
"""

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import sqlite_utils

from archive import schema
from archive.builds import current_build
from archive.datadir import DataDir
from tests.generators.simulated import REPORTS, simulate

ALLOWED = 40.0  # minutes for building it


def folder() -> DataDir:
    """Return where the archive lies."""
    reports = number_of_reports()
    return DataDir(
        Path(os.environ.get("NIANBAO_SIMULATED") or Path(tempfile.gettempdir()) / f"nianbao-simulated-{reports}")
    )


def number_of_reports() -> int:
    """Return how many reports are asked for."""
    return int(os.environ.get("NIANBAO_REPORTS") or REPORTS)


def ensure() -> Iterator[str]:
    """Build the archive where it is not there; yield what that took, and what is measured on."""
    data = folder()
    if current_build(data) is None:
        start = time.monotonic()
        data.root.mkdir(parents=True, exist_ok=True)
        simulate(data, number_of_reports(), say=lambda _: None)
        minutes = (time.monotonic() - start) / 60
        word = "reached" if minutes <= ALLOWED else "MISSED"
        yield f"{word}: building the simulated archive {minutes:.1f} minutes (at most {ALLOWED:g})"
    build = current_build(data)
    if build is None:
        raise RuntimeError(f"no simulated archive in {data.root}")
    with closing(sqlite3.connect(f"{build.archive.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        stale = _lacking(db)
        reports = db.execute("SELECT count(*) FROM reports").fetchone()[0]
    if stale:
        yield f"MISSED: the archive in {data.root} lacks {', '.join(stale)}; remove that folder and run again"
    sizes = sum(path.stat().st_size for path in build.folder.resolve().iterdir())
    yield f"{reports:,} reports, {sizes / 1e9:.1f} GB of databases, in {data.root}"


def _lacking(db: sqlite3.Connection) -> list[str]:
    """Return what today's schema has and the archive lacks."""
    now = sqlite_utils.Database(memory=True)
    schema.create(now)
    with closing(now.conn) as memory:
        query = (
            "SELECT m.name || coalesce('.' || c.name, '') FROM sqlite_master m LEFT JOIN pragma_table_info(m.name) c"
        )
        held = {row[0] for row in db.execute(query)}
        return sorted({row[0] for row in memory.execute(query)} - held)
