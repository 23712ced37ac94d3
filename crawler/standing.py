"""How the sites of the registry stand, for `nianbao status`: due, stale, below expectation, blocked until when."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

from archive.crawls import Item
from archive.datadir import DataDir
from archive.standing import Standing
from archive.store.index import CaptureIndex
from crawler.backoff import Backoff, backoffs, host_of
from crawler.due import History, due, histories, is_stale
from crawler.registry import RegistryError, Site, load_registry


def standing(data: DataDir, now: datetime, registry: Path | None) -> Standing:
    """Say how the sites stand, by their captures up to now; looks only."""
    try:
        sites = load_registry(registry)
    except RegistryError as error:
        return Standing(error=str(error))
    if not data.captures.exists():  # opening the index would make it
        return Standing(sites=len(sites), never_asked=tuple(site.id for site in sites))
    with CaptureIndex(data, to_look=True) as index:
        known = histories(index)
        asked = [site for site in sites if site.id in known]
        away = backoffs(data, index, asked, now)
    return Standing(
        sites=len(sites),
        due=tuple(_due(asked, known, away, now)),
        never_asked=tuple(site.id for site in sites if site.id not in known),
        stale=tuple(
            Item(site=site.id, since=known[site.id].visits.answered)  # type: ignore[union-attr] # is_stale has seen it
            for site in asked
            if is_stale(known[site.id], now)
        ),
        below_expectation=tuple(_below(asked, known)),
        blocked=tuple(_blocked(asked, away)),
        strangers=len(known) - len(asked),
    )


def _due(sites: list[Site], known: Mapping[str, History], away: Mapping[str, Backoff], now: datetime) -> Iterator[Item]:
    for site in sites:
        found = due(site, known[site.id], now)
        if found.now(now) and not (away and host_of(site.list) in away):
            asked = known[site.id].asked
            yield Item(site=site.id, reason=found.why, since=asked.isoformat() if asked else None)


def _below(sites: list[Site], known: Mapping[str, History]) -> Iterator[Item]:
    """Yield the sites of which fewer or later reports are held than their entries expect."""
    for site in sites:
        history = known[site.id]
        if history.reports < site.expect.reports:
            yield Item(site=site.id, reason=f"{history.reports} reports held, {site.expect.reports} expected")
        elif site.expect.since and history.listed and min(history.listed) > site.expect.since:
            reason = f"the earliest report held is of {min(history.listed)}, {site.expect.since} expected"
            yield Item(site=site.id, reason=reason)


def _blocked(sites: list[Site], away: Mapping[str, Backoff]) -> Iterator[Item]:
    for site in sites if away else ():
        if backoff := away.get(host_of(site.list)):
            yield Item(site=site.id, url=site.list, reason=backoff.reason, until=backoff.until.isoformat())
