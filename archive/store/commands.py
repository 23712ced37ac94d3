"""`nianbao import`, `nianbao verify` and `nianbao merge`."""

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from archive.cli import data_option, language
from archive.datadir import DataDir
from archive.progress import Progress
from archive.store import files
from archive.store.damaged import set_index_aside
from archive.store.importing import Imported, find_files, import_file
from archive.store.index import CaptureIndex, Synced
from archive.store.merging import Merged, merge_file, one_at_a_time
from archive.store.verifying import torn_files
from archive.store.verifying import verify as check_store
from archive.store.writer import WarcWriter
from archive.texts import text

_PATH = click.Path(path_type=Path)


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=_PATH, metavar="PATH…")
@click.option("--url", help="Address the one file given was published at.")
@data_option
def import_files(paths: tuple[Path, ...], url: str | None, data: DataDir) -> None:
    """Keep local files, folders or WARC files as captures.

    Exit 0 when all were kept or held already, 1 when any failed (it is named, the others are kept), 2 for wrong usage.
    """
    if url is not None and (len(paths) != 1 or paths[0].is_dir()):
        raise click.UsageError("--url says where one file was published: give exactly one file with it")
    if url is not None and not url.startswith(("http://", "https://")):
        raise click.UsageError(f"--url must begin with http:// or https://, not {url!r}")
    done = Imported()
    crawl = f"import-{datetime.now(UTC):%Y%m%dT%H%M%SZ}"
    chosen = language()
    with WarcWriter(data, crawl=crawl) as writer, Progress(text("store.import_progress", chosen)) as progress:
        for line in writer.synced.losses():
            progress.say(line)
        for path in find_files(paths, done.failures):
            known = len(done.known)
            import_file(writer, path, url, done)
            for name in done.known[known:]:
                progress.say(text("store.already_kept", chosen, name=name))
            progress.advance(note=path.name)
        for failure in done.failures:
            progress.say(failure)
    counts = {"kept": done.kept, "known": len(done.known), "failed": len(done.failures)}
    click.echo(text("store.import_done", chosen, **counts))
    sys.exit(1 if done.failures else 0)


@click.command()
@click.option("--rebuild", is_flag=True, help="Make the index anew from the WARC files first.")
@data_option
def verify(rebuild: bool, data: DataDir) -> None:
    """Check every WARC record's digests, and the index against the records.

    Exit 0 when all is in order, 1 when something is wrong (each place is named on standard error).
    """
    if not data.root.is_dir():
        raise click.UsageError(f"there is no data directory {data.root}")
    chosen = language()
    if rebuild and (aside := set_index_aside(data)):
        click.echo(text("store.index_aside", chosen, name=aside.name), err=True)
    with CaptureIndex(data, to_look=not rebuild) as index:
        synced = index.rebuild() if rebuild else index.sync()
        if rebuild:
            click.echo(text("store.rebuilt", chosen, captures=synced.captures))
        with Progress(text("store.verify_progress", chosen)) as progress:
            done = check_store(data, index, lambda name: progress.advance(note=name))
    for path in torn_files(data):
        click.echo(text("store.torn", chosen, name=path.name, size=path.stat().st_size), err=True)
    for error in done.errors:
        click.echo(error, err=True)
    counts = {"files": done.files, "records": done.records, "captures": done.captures, "errors": len(done.errors)}
    click.echo(text("store.verify_bad" if done.errors else "store.verify_good", chosen, **counts))
    sys.exit(1 if done.errors else 0)


@click.command()
@click.argument("stores", nargs=-1, required=True, type=_PATH, metavar="DIR…")
@data_option
def merge(stores: tuple[Path, ...], data: DataDir) -> None:
    """Join the stores of other machines (their data directories) into this one; nothing is ever replaced.

    Exit 0 when all WARC files are held and whole now, 1 when any is not (it is named), 2 for wrong usage.
    """
    sources = [DataDir(store.resolve()) for store in stores]
    for store, source in zip(stores, sources, strict=True):
        if not source.warc.is_dir():
            raise click.UsageError(f"{store} is no data directory: it has no folder warc")
        if source.root == data.root:
            raise click.UsageError(f"{store} is the data directory itself")
    chosen = language()
    done = Merged()
    with one_at_a_time(data):
        for source in sources:
            _merge_store(data, source, done, text("store.merge_progress", chosen))
    with CaptureIndex(data) as index:
        synced: Synced = index.sync()
    for line in synced.losses():
        click.echo(line, err=True)
    counts = {"copied": done.copied, "known": done.known, "failed": len(done.failures), "captures": synced.captures}
    click.echo(text("store.merge_done", chosen, **counts))
    sys.exit(1 if done.failures or synced.damaged else 0)


def _merge_store(data: DataDir, source: DataDir, done: Merged, label: str) -> None:
    names = files.all_files(source)
    with Progress(label, len(names)) as progress:
        for name in names:
            failed = len(done.failures)
            merge_file(data, source, name, done)
            for failure in done.failures[failed:]:
                progress.say(failure)
            progress.advance(note=name)
