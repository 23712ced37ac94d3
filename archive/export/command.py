"""`nianbao export`: a dated, checksummed release of bulk files."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import click

from archive.builds import Build, current_build
from archive.cli import data_option, language
from archive.datadir import DataDir
from archive.export import release, words
from archive.export.changes import is_changed, write_changes
from archive.export.citation import citation
from archive.export.codebook import write_codebook
from archive.export.datapackage import CHANGED_FIGURES, Sum, datapackage, sum_of
from archive.export.excel import writing_excel
from archive.export.figure_changes import Changes, summary, write_changed_figures
from archive.export.resource import Resource, table_resources
from archive.export.sinks import packed_text
from archive.export.tables import write_tables
from archive.export.visible import Contents, contents, copy_visible
from archive.export.wide import wide_resources
from archive.progress import Progress
from archive.rights import licence_texts, notice
from archive.texts import text


@click.command()
@click.argument("directory", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option("--if-changed", is_flag=True, help="Only if the archive says anything else than the latest release.")
@data_option
def export(directory: Path, if_changed: bool, data: DataDir) -> None:
    """Write a release of bulk files into DIR/<date>.

    Tables as CSV and Parquet, a spreadsheet edition, the SQLite database, codebook, descriptor and checksums.
    A release is complete or not there at all; DIR/latest points to the newest. Exit 1 where there is no build yet
    or the release could not be written.
    """
    build = current_build(data)
    if build is None:
        raise click.ClickException(f"there is no build below {data.root} to export; run `nianbao build` first")
    try:
        final = make_release(build, directory.resolve(), datetime.now(UTC).date(), if_changed=if_changed)
    except release.ExportRunning as error:
        raise click.ClickException(str(error)) from None
    except (OSError, sqlite3.Error) as error:
        raise click.ClickException(
            f"no release of build {build.id} was written into {directory}: {error}; earlier releases are untouched"
        ) from error
    if final is None:
        click.echo(text("export.unchanged", language(), release=release.finished(directory.resolve())[-1].name))
        return
    files = [path for path in final.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 1e6
    with closing(_open(final / release.ARCHIVE)) as db:
        held = contents(db, build.id)
    said = {"folder": final, "reports": held.reports, "files": len(files), "size": f"{size:.1f}"}
    click.echo(text("export.done", language(), **said))


def make_release(build: Build, target: Path, day: date, *, if_changed: bool = False) -> Path | None:
    """Write one release of a build and return its folder; None where `if_changed` and the latest one says the same.

    Raises ExportRunning, OSError or sqlite3.Error; then nothing of it stays and `latest` is as it was.
    """
    with release.exporting(target) as left:
        for name in left:
            click.echo(text("export.left", language(), name=name), err=True)
        before = release.finished(target)
        name = release.free_name(target, day)
        with release.staging(target, name) as folder:
            _copy(build, folder / release.ARCHIVE)
            if if_changed and before and not is_changed(folder / release.ARCHIVE, before[-1] / release.ARCHIVE):
                release.note_same(target, build.id)
                return None
            _fill(build, folder, name, before[-1] if before else None)
            return release.publish(folder)


def _copy(build: Build, archive: Path) -> None:
    with Progress(text("export.copying", language()), 1) as progress:
        copy_visible(build.archive, archive)
        progress.advance()


def _fill(build: Build, folder: Path, name: str, before: Path | None) -> None:
    archive = folder / release.ARCHIVE
    with closing(_open(archive)) as db:
        held = contents(db, build.id)
        resources = [*table_resources(db), *wide_resources(db)]
        notes = words.workbook_notes(held, name)
        with writing_excel(archive, folder, notes), Progress(text("export.writing", language())) as progress:
            write_tables(db, resources, folder, _about(held, name), progress)
        write_codebook(db, resources, folder)
    if before:
        click.echo(text("export.comparing", language(), release=before.name), err=True)
    changes = _compare(folder, before)
    (folder / "CHANGES.md").write_text(summary(changes, name), "utf-8")
    (folder / "README.md").write_text(words.readme(held, name), "utf-8")
    (folder / "CITATION.cff").write_text(citation(held, name), "utf-8")
    (folder / "NOTICE.txt").write_text(notice(), "utf-8")
    (folder / "LICENSES").mkdir()
    for file, licence in licence_texts().items():
        (folder / "LICENSES" / file).write_text(licence, "utf-8")
    _describe(folder, resources, held, name, changes)


def _compare(folder: Path, before: Path | None) -> Changes:
    """Write what differs from the release before, by report and by figure."""
    archive, earlier = folder / release.ARCHIVE, before / release.ARCHIVE if before else None
    if before is None or earlier is None or not earlier.exists():
        before = earlier = None
    reports = write_changes(archive, earlier, folder / "changes.csv")
    with packed_text(folder / CHANGED_FIGURES) as out:
        return write_changed_figures(archive, earlier, reports, out, before.name if before else None)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)


def _about(held: Contents, name: str) -> dict[str, str]:
    """Return what each Parquet file says of itself."""
    return {"title": words.workbook_notes(held, name)[0], "release": name, "build": held.build} | (
        {"notice": text("export.package.demonstration", "en")} if held.demonstration else {}
    )


def _describe(folder: Path, resources: list[Resource], held: Contents, name: str, changes: Changes) -> None:
    """Write datapackage.json over all files so far, and SHA256SUMS over these and itself."""
    sums: dict[str, Sum] = {}
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    with Progress(text("export.checksums", language()), len(paths)) as progress:
        for path in paths:
            sums[path.relative_to(folder).as_posix()] = sum_of(path)
            progress.advance(note=path.name)
    descriptor = folder / "datapackage.json"
    descriptor.write_text(datapackage(resources, sums, held, name, changes.counts()), "utf-8")
    sums[descriptor.name] = sum_of(descriptor)
    lines = "".join(f"{sums[path].sha256}  {path}\n" for path in sorted(sums))
    (folder / "SHA256SUMS").write_text(lines, "utf-8")
