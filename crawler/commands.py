"""`nianbao crawl`: collects reports, and what chooses sites for it."""

import re
import shlex
import sqlite3
from pathlib import Path

import click

from archive.cli import data_option, language
from archive.datadir import DataDir
from archive.records import Outcome
from archive.store.errors import StoreError
from archive.store.index import CaptureIndex
from archive.texts import text
from crawler.due import due_sites, in_shard
from crawler.process import CrawlError, CrawlResult, SiteResult, crawl_sites
from crawler.registry import RegistryError, Site, load_registry, province_of
from crawler.reporting import NotCarriedOutError, report_again, report_crawl

_MOST_BLOCKED = 20  # of one site named at the end; `nianbao status` counts all
_SHARD = re.compile(r"([1-9]\d*)/([1-9]\d*)")

sites_option = click.option(
    "--sites",
    "registry",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A registry file that replaces the bundled one.",
)


def _say(key: str, **values: object) -> str:
    return text(f"crawler.{key}", language(), **values)


def load_sites(path: Path | None) -> tuple[Site, ...]:
    """Return the sites of a file, or the bundled ones. Raises click.UsageError for what is wrong in them."""
    try:
        return load_registry(path)
    except RegistryError as error:
        raise click.UsageError(str(error)) from error


@click.command()
@click.option("--site", "ids", multiple=True, metavar="ID", help="A site of the registry; may be repeated.")
@click.option("--province", metavar="P", help="All sites of a province, by the first two digits of its code (64).")
@click.option("--due", is_flag=True, help="Only sites that are due by their own history; alone, of the whole registry.")
@click.option("--shard", metavar="I/N", help="Only the I-th of N shares of all hosts, for one of N machines.")
@click.option("--hook", metavar="CMD", envvar="NIANBAO_HOOK", help="Gets the crawl's report as JSON (NIANBAO_HOOK).")
@click.option("--report", "again", metavar="CRAWL", help="Crawl nothing; make an earlier crawl's report again.")
@sites_option
@data_option
@click.pass_context
def crawl(  # noqa: PLR0917 (click passes one argument for each option, by name)
    ctx: click.Context,
    ids: tuple[str, ...],
    province: str | None,
    due: bool,
    shard: str | None,
    hook: str | None,
    again: str | None,
    registry: Path | None,
    data: DataDir,
) -> None:
    """Collect reports from government sites.

    Bundled sites are crawled only when asked for by --site, --province or --due; with --sites FILE all of that file
    are. Several choices narrow each other: --province 64 --due takes the due sites of province 64. The exit code is 0
    only if nothing failed beyond what the sites' entries expect, 1 if something did (it is named), 2 for wrong usage,
    3 if the crawl could not be carried out or broke off.
    """
    if not (ids or province or due or registry or again):
        raise click.UsageError(
            "name what to crawl: --site ID, --province P or --due; or --sites FILE for all of a file"
        )
    registered = load_sites(registry)
    if again:
        ctx.exit(report_again(data, registered, again))
    chosen = _shared_out(chosen_sites(registered, ids, province), shard)
    if shard and not chosen:
        click.echo(_say("no_share", shard=shard))
        return
    if due:
        chosen = _due_of(chosen, data)
    if not chosen:
        click.echo(_say("nothing_due"))
        return
    click.echo(_say("crawl_started", sites=len(chosen)), err=True)
    try:
        result = crawl_sites(chosen, data, {"NIANBAO_INSIST": bool(ids) and not due})
    except CrawlError as error:
        raise NotCarriedOutError(str(error)) from error
    _tell_end(result, data)
    ctx.exit(report_crawl(data, registered, result, hook))


def _due_of(sites: tuple[Site, ...], data: DataDir) -> tuple[Site, ...]:
    """Return the sites that are due; what keeps their captures from being read keeps the crawl from beginning."""
    try:
        with CaptureIndex(data) as index:
            for line in index.sync().losses():
                click.echo(line, err=True)
            return due_sites(sites, index)
    except (OSError, sqlite3.Error, StoreError) as error:
        raise NotCarriedOutError(f"{data.root}: the crawl could not begin: {error}") from error


def chosen_sites(sites: tuple[Site, ...], ids: tuple[str, ...], province: str | None) -> tuple[Site, ...]:
    """Return the sites of some ids and a province, all where neither is given.

    Raises click.UsageError for an id or a province that the registry does not have.
    """
    if unknown := sorted(set(ids) - {site.id for site in sites}):
        raise click.UsageError(f"no site {', '.join(unknown)} in the registry; see `nianbao sites list`")
    if province and not re.fullmatch(r"\d{2}", province):
        raise click.UsageError(f"--province takes a two-digit code such as 64, not {province!r}")
    chosen = [site for site in sites if not ids or site.id in ids]
    chosen = [site for site in chosen if not province or province_of(site) == province]
    if province and not chosen:
        raise click.UsageError(f"the registry has no site of province {province}; see `nianbao sites list`")
    return tuple(chosen)


def _shared_out(sites: tuple[Site, ...], shard: str | None) -> tuple[Site, ...]:
    if shard is None:
        return sites
    share = _SHARD.fullmatch(shard)
    if not share or int(share[1]) > int(share[2]):
        raise click.UsageError(f"--shard takes I/N with I from 1 to N, such as 2/3, not {shard!r}")
    return tuple(site for site in sites if in_shard(site, int(share[1]), int(share[2])))


def _tell_end(result: CrawlResult, data: DataDir) -> None:
    for site in result.sites:
        click.echo(_say("site_line", site=site.site, listed=site.listed, counts=_counts(site)))
        if site.missing:
            click.echo(_say("site_missing", site=site.site, missing=site.missing))
        if site.postponed:
            click.echo(_say("site_postponed", site=site.site, reason=site.postponed))
        _tell_blocked(site, data)
    if result.fatal:
        click.echo(_say("crawl_stopped", crawl=result.crawl, reason=result.fatal), err=True)
    elif result.failed:
        click.echo(_say("crawl_failed", crawl=result.crawl, failed=sum(site.failed for site in result.sites)))
    else:
        click.echo(_say("crawl_ok", crawl=result.crawl))


def _tell_blocked(site: SiteResult, data: DataDir) -> None:
    """Name the command that keeps a file saved by hand, for each address that blocks keep from us."""
    for url in site.blocked_lists:
        click.echo(_say("list_blocked", site=site.site, url=url))
    for url in site.blocked[:_MOST_BLOCKED]:
        command = shlex.join(["nianbao", "import", "FILE", "--url", url, "--data", str(data.root)])
        click.echo(_say("page_blocked", site=site.site, command=command))
    if len(site.blocked) > _MOST_BLOCKED:
        click.echo(_say("more_blocked", site=site.site, count=len(site.blocked) - _MOST_BLOCKED))


def _counts(site: SiteResult) -> str:
    parts = [_say(f"outcome.{o.value}", n=site.counts[o]) for o in Outcome if site.counts.get(o)]
    return _say("comma").join(parts) or _say("nothing_asked")
