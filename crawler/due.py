"""Which sites are due, and how sites are shared out among machines. The state is in the captures alone."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from archive.records import Outcome, Role
from archive.store.index import CaptureIndex
from crawler.addresses import registrable
from crawler.registry import Site

SEASON = (1, 2, 3, 4)  # reports are published in January (bodies) and by the end of March (governments)
IN_SEASON = timedelta(days=1)
OUT_OF_SEASON = timedelta(days=30)
_ASKED = frozenset(Outcome) - {Outcome.REFUSED}


def last_asked(index: CaptureIndex, site: Site) -> datetime | None:
    """Return when a site's list was last asked for, or None if it never was."""
    times = [
        capture.time
        for capture in index.of_site(site.id)
        if capture.context.role is Role.LIST and capture.context.outcome in _ASKED
    ]
    return datetime.fromisoformat(max(times)) if times else None


def due_sites(sites: Iterable[Site], index: CaptureIndex, today: datetime | None = None) -> tuple[Site, ...]:
    """Return the sites never asked, or last asked longer ago than 30 days (1 day from January to April)."""
    today = today or datetime.now(UTC)
    wait = IN_SEASON if today.month in SEASON else OUT_OF_SEASON
    asked = ((site, last_asked(index, site)) for site in sites)
    return tuple(site for site, last in asked if last is None or today - last >= wait)


def in_shard(site: Site, number: int, of: int) -> bool:
    """Tell whether a site belongs to shard `number` (from 1) of `of`.

    All hosts of one registrable domain are in the same shard, so that politeness stays the matter of one machine.
    """
    digest = hashlib.sha256(registrable(site.list).encode()).digest()
    return int.from_bytes(digest[:8]) % of == number - 1
