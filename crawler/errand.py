"""What the crawler knows about a request while it is under way; carried in `request.meta`."""

from dataclasses import dataclass

from scrapy.exceptions import IgnoreRequest

from archive.records import UNLISTED, Context, Outcome, Role
from crawler.registry import Site

KEY = "errand"
PUT_OFF = "it stays due"  # ends the reason of what was put off, not refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Why one URL is asked for: for which site, as what, and what the page that links there says of it."""

    site: Site
    role: Role
    parent: str | None = None
    link_text: str | None = None
    listed_title: str | None = None
    listed_date: str | None = None
    page: int = 1
    level: int = 0  # lists between the entry's own and this one
    family: str | None = None  # of a list's further pages: what its first one showed
    found: int = 0  # entries on the pages of a list before this one
    seen: frozenset[str] = frozenset()  # their addresses
    depth: int = 0  # frames around a frame, itself counted
    unlisted: bool = False  # no list names it any more

    def context(
        self,
        crawl: str,
        outcome: Outcome,
        *,
        reason: str | None = None,
        parent: str | None = None,
        tls: str | None = None,
    ) -> Context:
        """Return the record kept beside a response or a refusal; a list of many bodies names none of them."""
        return Context(
            crawl=crawl,
            role=self.role,
            outcome=outcome,
            site=self.site.id,
            body=None if self.site.many_bodies else self.site.body,
            region=self.site.region,
            parent=parent or self.parent,
            link_text=self.link_text,
            listed_title=self.listed_title,
            listed_date=self.listed_date,
            reason="; ".join(filter(None, (reason, UNLISTED if self.unlisted else None))) or None,
            tls=tls,
            expected=self.site.expect.told if self.role == Role.LIST else None,
        )


class Refused(IgnoreRequest):
    """A request that must not be sent; the message says why and what can be done."""


class LeftAlone(Refused):
    """A request to a host that blocks us: what it would bring, a person might save."""


class Postponed(Refused):
    """A request that is not sent now because its site rests; nothing failed, and the site stays due."""
