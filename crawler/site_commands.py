"""`nianbao sites`: shows, checks and extends the registry."""

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from archive.cli import data_option, language, no_data_option
from archive.datadir import DataDir
from archive.records import Outcome
from archive.regions import DEMONSTRATION, region_at
from archive.texts import text
from crawler.addresses import why_not
from crawler.commands import chosen_sites, load_sites, sites_option
from crawler.entries import add_entry, column_key, entry_text, file_of, same_column, verify_entry
from crawler.platforms import platforms
from crawler.process import CrawlError
from crawler.proposal import Given, Proposal, propose, provisional
from crawler.recognise import GENERIC, list_shown
from crawler.registry import FAMILIES, RegistryError, Site, read_registry
from crawler.visit import Visit, look_at, visit_sites

_READ = (Outcome.KEPT, Outcome.NEEDS_BROWSER)


def _say(key: str, **values: object) -> str:
    return text(f"crawler.sites.{key}", language(), **values)


@click.group()
def sites() -> None:
    """Show, check and extend the registry of sites."""


@sites.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print all that the entries say, as one JSON array.")
@sites_option
@no_data_option
def list_sites(as_json: bool, registry: Path | None) -> None:
    """List all sites, one a line, its parts separated by tabs.

    The parts: id, region, family, the day of verification, whether the list was seen in evidence or only the portal
    is known, the list's address, the body.
    """
    found = load_sites(registry)
    if as_json:
        click.echo(json.dumps([_as_json(site) for site in found], ensure_ascii=False, indent=1))
        return
    for site in found:
        verified = site.verified.isoformat() if site.verified else _say("unverified")
        known = _say(f"list_from.{site.list_from or 'unsaid'}")
        click.echo(f"{site.id}\t{site.region}\t{site.family}\t{verified}\t{known}\t{site.list}\t{site.body}")


def _as_json(site: Site) -> dict[str, object]:
    return {**asdict(site), "verified": site.verified.isoformat() if site.verified else None}


@sites.command("check")
@click.option("--site", "ids", multiple=True, metavar="ID", help="A site of the registry; may be repeated.")
@click.option("--province", metavar="P", help="All sites of a province, by its two-digit code (64).")
@click.option("--offline", is_flag=True, help="Ask nobody: only look whether the entries are valid.")
@click.option("--write", is_flag=True, help="Write today's date into the entries whose lists show reports.")
@sites_option
@data_option
@click.pass_context
def check_sites(  # noqa: PLR0917 (click passes one argument for each option, by name)
    ctx: click.Context,
    ids: tuple[str, ...],
    province: str | None,
    offline: bool,
    write: bool,
    registry: Path | None,
    data: DataDir,
) -> None:
    """Check that entries are valid and, with --site, --province or --sites, visit each list once.

    Without any of these, and with --offline, nobody is asked. The exit code is 0 only if every entry is valid and
    every list that was visited can be read as its entry says.
    """
    every = load_sites(registry)
    chosen = chosen_sites(every, ids, province)
    faults = [fault for site in chosen for fault in _faults(site, every)]
    for fault in faults:
        click.echo(fault, err=True)
    asked = bool(ids or province or registry) and not offline
    if faults or not asked:
        if not faults:
            click.echo(_valid(chosen))
        if not (asked or offline):
            click.echo(_say("how_to_visit"))
        ctx.exit(1 if faults else 0)
    visits = _visit(chosen, data, insist=bool(ids))
    for visit in visits:
        for line in _told(visit):
            click.echo(line)
    if write:
        _write_dates(visits, registry)
    ctx.exit(0 if all(visit.good for visit in visits) else 1)


def _valid(found: tuple[Site, ...]) -> str:
    families = len({site.family for site in found})
    unverified = sum(site.verified is None for site in found)
    unknown = sum(site.list_from == "unknown" for site in found)
    return _say("valid", sites=len(found), families=families, unverified=unverified, unknown=unknown)


def _faults(site: Site, every: tuple[Site, ...]) -> Iterator[str]:
    """Yield what is wrong with an entry beyond what its file shows."""
    if reason := why_not(site, site.list):
        yield _say("foreign_list", site=site.id, reason=reason)
    if site.family not in platforms():
        yield _say("unread_family", site=site.id, family=site.family)
    if not _is_region(site.region):
        yield _say("unknown_region", site=site.id, region=site.region)
    same = next(other for other in every if column_key(other.list) == column_key(site.list))
    if same.id != site.id:
        yield _say("same_column", site=site.id, other=same.id)


def _is_region(code: str) -> bool:
    return code.startswith(DEMONSTRATION) or region_at(code, None) is not None


def _visit(chosen: tuple[Site, ...], data: DataDir, *, insist: bool) -> tuple[Visit, ...]:
    """Visit lists; `insist` asks hosts that are left alone after a block, too, since a person names them."""
    try:
        return visit_sites(chosen, data, {"NIANBAO_INSIST": insist})
    except CrawlError as error:
        raise click.ClickException(str(error)) from error


def _told(visit: Visit) -> Iterator[str]:
    """Yield what a visit found, in lines that begin with the site's id."""
    listing, site = visit.listing, visit.site.id
    if visit.other_family:
        yield _say("other_family", site=site, family=visit.other_family, entry=visit.site.family)
    if visit.outcome is not Outcome.KEPT or listing is None:
        yield _say("not_reached", site=site, outcome=_say(f"outcome.{visit.outcome.value}"), reason=visit.reason)
        return
    counts = {"entries": len(listing.entries), "reports": len(visit.titles), "columns": len(listing.columns)}
    yield _say("reached", site=site, family=visit.family, pages=len(listing.pages), **counts)
    if listing.confidence is not None and visit.family == GENERIC:
        yield _say("confidence", site=site, confidence=f"{listing.confidence:.2f}")
    if visit.url != visit.site.list and column_key(visit.url) != column_key(visit.site.list):
        yield _say("moved", site=site, url=visit.url)
    if visit.reason:
        yield _say("note", site=site, reason=visit.reason)


def _write_dates(visits: tuple[Visit, ...], registry: Path | None) -> None:
    day = today()
    for visit in visits:
        if not visit.proven:
            continue
        try:
            path = verify_entry(visit.site, registry, day)
        except RegistryError as error:
            raise click.ClickException(str(error)) from error
        click.echo(_say("verified", site=visit.site.id, day=day.isoformat(), path=path))


def today() -> date:
    """Return the day in UTC, which is the one that captures have."""
    return datetime.now(UTC).date()


@sites.command("add")
@click.argument("url")
@click.option("--page", type=click.Path(path_type=Path, dir_okay=False, exists=True), help="The list, saved by hand.")
@click.option("--body", help="Full name of the body whose list it is.")
@click.option("--region", metavar="CODE", help="Six-digit code of the body's region.")
@click.option("--id", "id_", metavar="ID", help="The entry's id, else made from province and host.")
@click.option("--family", type=click.Choice(FAMILIES), help="The CMS family, else recognised.")
@click.option("--many-bodies", is_flag=True, help="The list holds reports of several bodies.")
@click.option("--host", "hosts", multiple=True, metavar="HOST", help="A host outside *.gov.cn that belongs to it.")
@click.option("--dry-run", is_flag=True, help="Print the entry and write nothing.")
@sites_option
@data_option
@click.pass_context
def add_site(  # noqa: PLR0917 (click passes one argument for each option, by name)
    ctx: click.Context,
    url: str,
    page: Path | None,
    body: str | None,
    region: str | None,
    id_: str | None,
    family: str | None,
    many_bodies: bool,
    hosts: tuple[str, ...],
    dry_run: bool,
    registry: Path | None,
    data: DataDir,
) -> None:
    """Look at the list at URL once, propose its entry and write it into the registry.

    The address of a report will do where it shows its list. With --page nothing is asked; with --sites the entry goes
    into that file, which is made if need be, else into the bundled file of its province.
    """
    given = Given(id=id_, body=body, region=region, family=family, hosts=hosts, many_bodies=many_bodies)
    every = load_sites(registry) if registry is None or registry.exists() else ()
    url, evidence = _list_of(url, page)
    new = _new_site(url, given, every)
    visit = look_at(new, url, page.read_bytes()) if page else _visit((new,), data, insist=True)[0]
    if visit.outcome not in _READ:
        click.echo(_say("not_added", url=visit.url, outcome=_say(f"outcome.{visit.outcome.value}")), err=True)
        click.echo(f"  {visit.reason}", err=True)
        click.echo(_say(f"advice.{visit.outcome.value}"), err=True)
        ctx.exit(1)
    _refuse_twice(every, visit.url)
    for line in _told(visit):
        click.echo(line, err=True)
    ctx.exit(_settle(propose(visit, given, frozenset(site.id for site in every), evidence), registry, dry_run=dry_run))


def _list_of(url: str, page: Path | None) -> tuple[str, str]:
    """Return the list to look at and what shows its address; a report's address may show its list.

    Raises click.UsageError for what is no address.
    """
    try:
        usable = urlsplit(url).scheme in {"http", "https"} and bool(urlsplit(url).hostname)
    except ValueError:
        usable = False
    if not usable:
        raise click.UsageError(_say("no_address", url=url))
    shown = None if page else list_shown(url)
    if shown is None:
        return url, f"Looked at with `nianbao sites add` on {today().isoformat()}."
    if shown[0] != url:
        click.echo(_say("list_shown", url=url, list=shown[0]), err=True)
    return shown[0], f"The report at {url}."


def _new_site(url: str, given: Given, every: tuple[Site, ...]) -> Site:
    """Return the site to look at. Raises click.UsageError for what cannot become an entry."""
    if given.region and not _is_region(given.region):
        raise click.UsageError(_say("no_region", region=given.region))
    ids = frozenset(site.id for site in every)
    if given.id in ids:
        raise click.UsageError(_say("id_taken", id=given.id))
    new = provisional(url, given, ids)
    if reason := why_not(new, url):
        named = replace(new, hosts=(*new.hosts, urlsplit(url).netloc.lower()))
        key = "wrong_address" if why_not(named, url) else "foreign_address"  # which naming its host would allow
        raise click.UsageError(_say(key, url=url, reason=reason))
    _refuse_twice(every, url)
    return new


def _refuse_twice(every: tuple[Site, ...], url: str) -> None:
    if same := same_column(every, url):
        raise click.ClickException(_say("known_already", url=url, site=same.id))


def _settle(proposal: Proposal, registry: Path | None, *, dry_run: bool) -> int:
    """Print the entry, write it unless something is lacking or only a trial is wanted, and return the exit code."""
    site = proposal.site
    lines = "".join(f'{key} = ""\n' for key in proposal.lacking)
    click.echo(entry_text(site) + lines, nl=False)
    if proposal.lacking:
        options = " ".join(f"--{key} …" for key in proposal.lacking)
        click.echo(_say("lacking", keys=", ".join(proposal.lacking), options=options), err=True)
        return 1
    try:
        read_registry(entry_text(site), site.id)
        if dry_run:
            click.echo(_say("dry_run"), err=True)
            return 0
        path = file_of(site, registry)
        add_entry(site, path)
    except RegistryError as error:
        raise click.ClickException(str(error)) from error
    how = f"nianbao crawl --site {site.id}" + (f" --sites {registry}" if registry else "")
    click.echo(_say("added", site=site.id, path=path, how=how), err=True)
    return 0
