"""How one response is judged: a document, a block page, a page that is gone, a failure.

Only bytes and headers are looked at (`crawler/challenges.py` knows what block pages and error pages say). A challenge
is never solved and never taken for an empty list.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from archive.content import ContentError, decode_body, decode_text
from archive.records import Outcome
from crawler import refusals
from crawler.challenges import Looks, failing_page, is_challenge_address, is_error_address, missing_page, wall_page

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LOOK = 2_000_000
_CHALLENGING = frozenset({202, 412, 521})
_REFUSING = {
    401: "asks for a login",
    403: "refuses access",
    405: "refuses the method",
    418: "refuses robots",
    429: "says that requests come too often",
    451: "is withheld for legal reasons",
    493: "refuses access",
}
_GONE = frozenset({404, 410})
_HOMES = frozenset({"", "/", "/index.html", "/index.htm", "/index.shtml", "/index.jsp", "/index.php", "/index.aspx"})


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a request ended and, unless it brought a document, why."""

    outcome: Outcome
    reason: str | None = None


def judge(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    conditional: bool = False,
    url: str | None = None,
    is_list: bool = False,
) -> Verdict:
    """Judge one response; `headers` have lower-case names, `body` is as served (still content-encoded).

    `conditional` says that the request asked for changes only, so that a 304 is an answer. `url` is the address that
    answered, given where a redirect to an error page or to the home page means that the page is gone; a list
    (`is_list`) may have moved to the home page.
    """
    if status == 304 and conditional:
        return Verdict(Outcome.UNCHANGED)
    if status in REDIRECTS and "location" in headers:
        return _judge_redirect(url, headers["location"], is_list=is_list) if url else Verdict(Outcome.REDIRECT)
    try:
        looks = Looks(_readable(headers, body))
    except ContentError as error:
        if status not in _GONE:
            return Verdict(Outcome.FAILED, f"the body cannot be decoded: {error}")
        looks = Looks("")
    return _judge_answer(status, body, looks, url)


def _judge_answer(status: int, body: bytes, looks: Looks, url: str | None) -> Verdict:
    if reason := block_page(status, looks):
        return _blocked(reason)
    if status in _REFUSING:
        return _blocked(f"the server {_REFUSING[status]} (status {status})")
    if status in _GONE:
        return Verdict(Outcome.GONE, f"the server answers {status}")
    if status == 200:
        return _judge_document(body, looks, url)
    return Verdict(Outcome.FAILED, f"the server answers {status}; the next crawl tries again")


def _judge_redirect(url: str, location: str, *, is_list: bool) -> Verdict:
    try:
        target = urljoin(url, location.strip())
        before, after = urlsplit(url), urlsplit(target)
    except ValueError:
        return Verdict(Outcome.REDIRECT)  # whoever follows it says what is wrong
    if target == url:
        return _blocked("the address redirects to itself, as challenges do that want a cookie set")
    if is_challenge_address(after.path):
        return _blocked(f"the address redirects to a challenge at {target[:200]}")
    if is_error_address(after.path):
        return Verdict(Outcome.GONE, f"the address redirects to an error page at {target[:200]}")
    if not is_list and after.path in _HOMES and not after.query and before.path not in _HOMES:
        return Verdict(Outcome.GONE, "the address redirects to the home page, as servers do for what they have no more")
    return Verdict(Outcome.REDIRECT)


def _blocked(reason: str) -> Verdict:
    return Verdict(Outcome.BLOCKED, f"{reason}; save the page by hand and use `nianbao import FILE --url URL`")


def block_page(status: int, page: str | Looks) -> str | None:
    """Return why a page is a challenge or a firewall's page, by its text and status, or None if it is neither."""
    if wall := wall_page(page if isinstance(page, Looks) else Looks(page)):
        return f"{wall} (status {status})"
    if status in _CHALLENGING:
        return f"the server answers {status} instead of a document, as challenge pages do"
    return None


def _judge_document(body: bytes, looks: Looks, url: str | None) -> Verdict:
    if not body:
        return Verdict(Outcome.FAILED, "the server sent no bytes; the next crawl tries again")
    if missing := missing_page(looks):
        return Verdict(Outcome.GONE, f"{missing}, though the server answers 200")
    if url and looks.page and is_error_address(urlsplit(url).path):
        return Verdict(Outcome.GONE, "the address is that of an error page, though the server answers 200")
    if failing := failing_page(looks):
        return Verdict(Outcome.FAILED, f"{failing}, though the server answers 200; the next crawl tries again")
    return Verdict(Outcome.KEPT)


def _readable(headers: Mapping[str, str], body: bytes) -> str:
    """Return the text of an HTML or script answer or of short JSON, and nothing for other documents."""
    kind = headers.get("content-type", "").lower()
    told = not kind or any(word in kind for word in ("html", "text", "xml", "script"))
    if not told and not ("json" in kind and len(body) <= refusals.MOST):
        return ""
    data = decode_body(body, headers.get("content-encoding"), max(_LOOK * 20, len(body)))
    if data[:4] in {b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        return ""
    text = decode_text(data[:_LOOK])[0]
    return text if told or len(text) <= refusals.MOST else ""
