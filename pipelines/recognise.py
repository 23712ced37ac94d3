"""Decides whether a document is an annual report on open government information, and says why not."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipelines.document import Document, Problem
from pipelines.report import About, Section
from pipelines.sections import read_sections
from pipelines.spelling import fold

_OTHER_FORM = re.compile(
    r"政府网站(?:工作)?(?:与政务新媒体)?.{0,12}(?:年度)?报表|网站工作年度报(?:表|告)|政务新媒体.{0,8}年度(?:报表|报告)"
)
_NOTICE = re.compile(
    r"(?:关于|印发|转发|做好|开展|启动|报送).{0,40}(?:年度报告|年报).{0,20}(?:通知|函|通报|提示|说明|格式)|"
    r"(?:年度报告|年报)(?:编制|发布|公布|报送|格式).{0,16}(?:通知|函|要求|工作|说明)|(?:通知|通报)$"
)
# A notice may issue the report itself; one about compiling reports never does.
_ISSUES = re.compile(
    r"(?:印发|公布|发布|公开|公示).{0,45}(?:年度|工作)?(?:报告|年报)[》>\"]?的?(?:通知|公告|函|通告|公示)$"
)
_PICTURE = re.compile(r"图解|图读懂|图看懂|图带你|图了解|图速览|长图|图说|数说|可视化|h5解读|动漫解读", re.IGNORECASE)
_BLOCKED = re.compile(
    r"404|403|not\s*found|forbidden|页面不存在|访问的页面|无法访问|访问被拒绝|拦截|安全验证|人机验证|请开启javascript|"
    r"enable javascript|已被删除|系统维护|错误页|出错了",
    re.IGNORECASE,
)
_PROSE = re.compile(r"主动公开|依申请公开|信息公开申请|行政复议|公开信息\s*[\d,.]+")
_YEAR_S_END = re.compile(
    r"截[至止]\s*20\d\d\s*年(?:末|底|\s*12\s*月\s*31\s*日)|至\s*(?:20\d\d\s*年)?\s*12\s*月\s*31\s*日"
)
_LISTED_REPORT = re.compile(r"(?:年度报告|年报|工作报告)$")
_REPORT = re.compile(r"年度.{0,4}报告|年报|信息公开")
_PROSE_LENGTH = 250
_TOLD = 3  # of the national sections, each with words below its heading
_SHORTEST = 120
_LIST = 4
_TITLE = 80
_WHOLE = 2
_COUNTED = re.compile(
    r"(?:公开|发布|受理|收到|接到|办理|答复|复议|诉讼|申请)[^。.;]{0,24}?(?:\d+|[零一二三四五六七八九十]+)\s*[条件次份起]|没有收到|未收到"
)
_BLANK = "this is the blank form: its tables hold no figure and nobody is named; import the filled report"
_NOTHING = "nothing names it an annual report and it has none of the report's tables"
_UNREAD = "nothing names it an annual report and its tables cannot be read; import the original page or file"
_SECTIONS = 4  # a text with this many of the national sections is a report even where no title stands


class Decision(NamedTuple):
    """Whether a document is a report, and if not, the problem that says what it is instead and what to do."""

    is_report: bool
    problems: tuple[Problem, ...] = ()


def is_report(document: Document, about: About, form: str | None, *, has_figures: bool) -> Decision:
    """Decide whether the document is a report.

    `form` is the form of its tables, if any was recognised; `has_figures` whether any cell holds a number.
    """
    if not document.blocks and document.problems:
        return Decision(False)  # why nothing could be read is among the document's own problems
    reason = _by_title(document, about) if not (form and has_figures) else None
    if reason is None and form is not None and not (has_figures or (about.body.value and about.year.value)):
        reason = _UNREAD if _unread(document) else _BLANK
    if reason is None and form is None:
        reason = _not_prose(document, about)
    if reason is None:
        return Decision(True)
    return Decision(False, (Problem(kind="no_report", detail=reason),))


def _by_title(document: Document, about: About) -> str | None:
    """Return what the document is if one of its titles says that it is something else."""
    for title in _titles(document, about):
        if _ISSUES.search(title) and _whole(document):
            continue
        if _OTHER_FORM.search(title):
            return f"this is another annual form ({title[:60]}), not the report on open government information"
        if _NOTICE.search(title):
            return f"this is a notice or letter about the report ({title[:60]}), not the report itself"
        if _PICTURE.search(title):
            return f"this is an infographic about the report ({title[:60]}); import the report's text"
    return None


def _whole(document: Document) -> bool:
    """Say whether the text of a report follows: sections of the national form, or of the older ones, with counts."""
    texts = [fold(paragraph.text) for paragraph in document.paragraphs()]
    sections = [section for section in read_sections(document) if section.number]
    return len(sections) >= _WHOLE and sum(bool(_COUNTED.search(text)) for text in texts) >= 1


def _titles(document: Document, about: About) -> list[str]:
    """Return what may be the document's title, without spaces: by its text and by its metadata.

    Where the text prints a report's title, other lines near it (a link to an infographic) are no titles.
    """
    hints = [hint.text for hint in document.hints if hint.kind == "title"]
    printed = (about.title.source or "").startswith("title in the text")
    first = [] if printed else list(document.paragraphs())[:8]
    paragraphs = [paragraph.text for paragraph in first if len(paragraph.text) <= _TITLE]
    return [re.sub(r"\s", "", fold(text)) for text in [str(about.title.value or ""), *hints, *paragraphs]]


def _not_prose(document: Document, about: About) -> str | None:
    """Return why a document without any table of the form is no report, or None for a report in prose."""
    text = fold("\n".join(paragraph.text[:2000] for paragraph in document.paragraphs()))
    sections = [section for section in read_sections(document) if section.number]
    if about.title.value is None and len(sections) < _SECTIONS and not _speaks_as_report(about, sections, text):
        return _unnamed(document, text)
    if len(text) < _PROSE_LENGTH and (listing := _listing(document)):
        return listing
    told = sum(bool(section.text.strip()) for section in sections)
    least = _PROSE_LENGTH if told < _TOLD else _SHORTEST  # a township may have little to tell
    short = len(text) < least or (len(sections) < 2 and len(set(_PROSE.findall(text))) < 2)
    if (short or len(text) < _PROSE_LENGTH * 2) and (carried := _carried(document, short=short)):
        return carried
    if short:
        return "it is titled as an annual report but holds neither its tables nor its text; import the full report"
    return None


def _carried(document: Document, *, short: bool) -> str | None:
    """Return where the report stands that a page only carries: in an attachment, a frame or pictures."""
    if document.links:
        return (
            f"the page only carries the report as an attachment; import {_named([link[0] for link in document.links])}"
        )
    if short and document.frames:
        return f"the page only shows the report in a frame; import {_named(document.frames)}"
    if short and (document.images or document.pictures):
        count = len(document.images) + len(document.pictures)
        where = f"; import {_named(document.images)}" if document.images else "; read them by text recognition"
        return f"the page shows the report as {count} pictures{where}"
    return None


def _named(addresses: Sequence[str]) -> str:
    more = f" and {len(addresses) - 1} more" if len(addresses) > 1 else ""
    return f"{addresses[0][:200]}{more}"


def _speaks_as_report(about: About, sections: Sequence[Section], text: str) -> bool:
    """Say whether a text without a title is a report's: disclosure and requests of a body, counted to a year's end."""
    named = about.body.value is not None and about.year.value is not None
    return named and {2, 3} <= {section.number for section in sections} and bool(_YEAR_S_END.search(text))


def _unnamed(document: Document, text: str) -> str:
    titles = " ".join(hint.text for hint in document.hints if hint.kind == "title")
    if len(text) < _PROSE_LENGTH and _BLOCKED.search(text + titles):
        return "this is an error page or a block page, not a report; fetch the page again or save it from a browser"
    if listing := _listing(document):
        return listing
    carried = _carried(document, short=True) if len(text) < _PROSE_LENGTH and _REPORT.search(titles + text) else None
    return carried or (_UNREAD if _unread(document) else _NOTHING)


def _unread(document: Document) -> bool:
    """Say whether the text holds tables of the form that cannot be read: neither a blank form nor no report at all."""
    return any(problem.kind == "table_unknown" for problem in document.problems)


def _listing(document: Document) -> str | None:
    listed = [hint for hint in document.hints if hint.kind == "link" and _LISTED_REPORT.search(hint.text)]
    if len(listed) < _LIST:
        return None
    return f"this is a list page with {len(listed)} links to reports; fetch the reports it lists"
