"""How one response is judged: a document, a block page, a page that is gone, a failure.

Only bytes and headers are looked at. A challenge is never solved and never taken for an empty list.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from archive.content import ContentError, decode_body, decode_text
from archive.records import Outcome

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LOOK = 2_000_000
_SHORT = 800  # characters of visible text: challenge and error pages say little, reports and lists say more
_CHALLENGING = frozenset({412, 521})
_REFUSING = {
    401: "asks for a login",
    403: "refuses access",
    405: "refuses the method",
    418: "refuses robots",
    429: "says that requests come too often",
    451: "is withheld for legal reasons",
    493: "refuses access",
}
_CHALLENGE = re.compile(
    r"__jsl_clid|__jsluid|acw_sc__v2|\$_ts\s*=|_\$jsvmprt|cf-browser-verification|wzws[-_]|WAF/|yunsuo_session"
    r"|document\.cookie\s*=[^;]{0,300};[\s\S]{0,400}location(\.href|\.reload|\.replace|\s*=)",
)
_WALL = re.compile(
    "安全验证|人机验证|滑动验证|访问(过于|太)频繁|请求(过于|太)频繁|您的(访问|请求)(被|已被|可能)|已被(拦截|阻断|屏蔽)"
    "|Web应用防火墙|访问被(拒绝|拦截|阻断)|(请|需要?)(开启|启用)JavaScript|网站防火墙|疑似(攻击|黑客)|Access Denied"
    "|Request Rejected|Attention Required|checking your browser",
    re.IGNORECASE,
)
_MISSING = re.compile(
    "(页面|网页|文章|信息|内容|栏目|文件|资源)(不存在|未找到|没有找到|无法找到|已(被)?(删除|移除|下线))"
    "|(找不到|未找到|没有找到)(您|你)?(要|所)?(访问|请求|查找|浏览)?的?(页面|网页|内容|文件)"
    r"|您(访问|查看|浏览)的(页面|网页|信息|内容).{0,6}(不存在|删除|找不到)"
    r"|404\s*(错误|Not Found|-)|Error\s*404|^\W*404\W*$",
    re.IGNORECASE,
)
# What shows nothing, or else (named) a stretch of text; every choice goes on to where the next one begins.
_PIECE = re.compile(
    r"<(script|style|noscript)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)|<[^<>]*>?|(?P<text>[^<]+)",
    re.DOTALL | re.IGNORECASE,
)
_TITLE = re.compile(r"<title[^>]*>(.*?)</title", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a request ended and, unless it brought a document, why."""

    outcome: Outcome
    reason: str | None = None


def judge(status: int, headers: Mapping[str, str], body: bytes, *, conditional: bool = False) -> Verdict:
    """Judge one response; `headers` have lower-case names, `body` is as served (still content-encoded).

    `conditional` says that the request asked for changes only, so that a 304 is an answer.
    """
    if status == 304 and conditional:
        return Verdict(Outcome.UNCHANGED)
    if status in REDIRECTS and "location" in headers:
        return Verdict(Outcome.REDIRECT)
    if status in {404, 410}:
        return Verdict(Outcome.GONE, f"the server answers {status}")
    try:
        page = _readable(headers, body)
    except ContentError as error:
        return Verdict(Outcome.FAILED, f"the body cannot be decoded: {error}")
    return _judge_page(status, body, page)


def _judge_page(status: int, body: bytes, page: str) -> Verdict:
    reason = block_page(status, page)
    if reason is None and status in _REFUSING:
        reason = f"the server {_REFUSING[status]} (status {status})"
    if reason:
        return Verdict(Outcome.BLOCKED, f"{reason}; save the page by hand and use `nianbao import`")
    if status == 200:
        return _judge_document(body, page)
    return Verdict(Outcome.FAILED, f"the server answers {status}; the next crawl tries again")


def block_page(status: int, page: str) -> str | None:
    """Return why a page is a challenge or a firewall's page, by its text and status, or None if it is neither."""
    text = _short_text(page)
    if text is not None and _CHALLENGE.search(page):
        return f"a challenge page (status {status}): a script must run before the site answers"
    if text is not None and _WALL.search(text):
        return f"a firewall's page (status {status})"
    if status in _CHALLENGING or status == 202:
        return f"the server answers {status} instead of a document, as challenge pages do"
    return None


def _judge_document(body: bytes, page: str) -> Verdict:
    if not body:
        return Verdict(Outcome.FAILED, "the server sent no bytes; the next crawl tries again")
    text = _short_text(page)
    if text is None:
        return Verdict(Outcome.KEPT)
    title = _TITLE.search(page)
    if page and _MISSING.search(text):
        return Verdict(Outcome.GONE, "the page says that it does not exist, though the server answers 200")
    if title and _MISSING.search(title[1].strip()):
        return Verdict(Outcome.GONE, "the page's title says that it does not exist, though the server answers 200")
    return Verdict(Outcome.KEPT)


def _readable(headers: Mapping[str, str], body: bytes) -> str:
    """Return the text of an HTML or script answer, and nothing for other documents."""
    kind = headers.get("content-type", "").lower()
    if kind and not any(word in kind for word in ("html", "text", "xml", "script")):
        return ""
    data = decode_body(body, headers.get("content-encoding"), max(_LOOK * 20, len(body)))
    if data[:4] in {b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        return ""
    return decode_text(data[:_LOOK])[0]


def _short_text(page: str) -> str | None:
    """Return a page's visible text without spaces, or None, soon, for a page that says as much as a document does."""
    pieces: list[str] = []
    length = 0
    for piece in _PIECE.finditer(page):
        if text := piece["text"]:
            pieces.append("".join(text.split()))
            length += len(pieces[-1])
            if length >= _SHORT:
                return None
    return "".join(pieces)
