"""Last looks at a build before it is promoted, and the counts that its server needs."""

import hashlib
import json
import sqlite3
from contextlib import closing
from pathlib import Path

from archive.builds import Build
from pipelines.build.staging import BuildError, Staging


def prove(staging: Staging) -> None:
    """Raise BuildError where a database is damaged or a row refers to nothing."""
    for db in (staging.archive, staging.search, staging.originals):
        answer = db.execute("PRAGMA integrity_check").fetchone()[0]
        if answer != "ok":
            raise BuildError(f"a database of the build is damaged ({answer}); check the disk and build again")
    broken = staging.archive.execute("PRAGMA foreign_key_check").fetchone()
    if broken:
        raise BuildError(
            f"row {broken[1]} of {broken[0]} refers to a row of {broken[2]} that does not exist; "
            "build with --full, and report it if that does not help"
        )


def write_inspect(build: Build) -> None:
    """Write the row counts of all databases as `datasette inspect` would."""
    found = {path.stem: _inspect(path) for path in (build.archive, build.search, build.originals)}
    build.inspect.write_text(json.dumps(found, indent=2, sort_keys=True) + "\n", "utf-8")


def _inspect(path: Path) -> dict[str, object]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    with closing(sqlite3.connect(path)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        counts = {name: {"count": db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]} for name in names}  # noqa: S608
    return {"hash": digest, "size": path.stat().st_size, "file": path.name, "tables": counts}
