"""Typed records that flow between the crawler, the store and the pipelines."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a capture was fetched as; the build reads only what may hold a report."""

    LIST = "list"
    DETAIL = "detail"
    ATTACHMENT = "attachment"  # a file that a page links to, or a picture that it shows
    IFRAME = "iframe"  # a page shown inside another one's article
    ROBOTS = "robots"
    FILE = "file"  # given by hand with `nianbao import`
    VISIT = "visit"  # a list looked at to add or check its site; it says nothing of what a crawl brought
    OTHER = "other"


UNLISTED = "no list names it any more; it is asked for once again"  # the reason of such a request
CARRIED = frozenset({Role.ATTACHMENT, Role.IFRAME})  # what belongs to the page named as its parent


class Outcome(StrEnum):
    """How a request ended, as the operator reads it."""

    KEPT = "kept"
    UNCHANGED = "unchanged"  # 304, or the same payload as before
    REDIRECT = "redirect"
    GONE = "gone"  # 404 or 410
    BLOCKED = "blocked"  # a challenge or WAF page, or a refusal such as 403
    EMPTY = "empty"  # a list page without a single entry
    NEEDS_BROWSER = "needs_browser"  # a list which only a script fills in
    FAILED = "failed"  # network error, 5xx, truncated body
    REFUSED = "refused"  # never sent: robots.txt, address or host not allowed, too large


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known about a request beside its response; kept as a WARC metadata record.

    `listed_date` is ISO 8601 (YYYY-MM-DD) as read on the list page; `reason` is a sentence in English
    that names what happened and what to do. `tls` tells how an https connection was made, such as "TLSv1.3, verified"
    or "TLSv1, not verified: it has expired"; `expected`, on the pages of lists, what the site's entry expects, such as
    "7 since 2019" or "7". Captures of before 2026-12 have neither.
    """

    crawl: str
    role: Role
    outcome: Outcome
    site: str | None = None
    body: str | None = None  # full name of the issuing body, when the site's entry or list names it
    region: str | None = None  # six-digit code of that body's region
    parent: str | None = None  # URL of the page that linked here
    link_text: str | None = None
    listed_title: str | None = None
    listed_date: str | None = None
    reason: str | None = None
    tls: str | None = None
    expected: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One kept exchange (or file, or refused request), as the captures index returns it.

    `id` is the UUID of the WARC record. `digest` is the hex SHA-256 of the document's bytes after content
    decoding (gzip, br undone), `payload_digest` that of the body as it was served; both are None where
    nothing was received. `refers_to` is the id of the full response of which a revisit record has the bytes.
    `time` is ISO 8601 in UTC with a trailing Z.
    """

    id: str
    url: str
    time: str
    status: int | None
    content_type: str | None
    digest: str | None
    payload_digest: str | None
    length: int
    etag: str | None
    last_modified: str | None
    refers_to: str | None
    warc: str
    offset: int
    context: Context
