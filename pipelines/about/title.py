"""The report's title, wherever and however it is printed."""

import re
from collections.abc import Iterator
from functools import lru_cache

from pipelines.about.context import Evidence, Statement
from pipelines.about.names import is_organ, organ_in_title
from pipelines.about.years import year_in
from pipelines.report import Sourced

# "…信息公开…报告" in any order of the words between; a period or a comma makes it a sentence.
_MIDDLE = r"(?:工作)?(?:情况)?的?(?:(?:19|20)\d\d年?)?(?:年?度)?"
REPORT_WORDS = re.compile(
    rf"(?:(?:政府|政务)?信息(?:主动)?公开|政务公开|政府公开){_MIDDLE}(?:工作)?(?:情况)?的?(?:年度)?(?:工作)?(?:总结)?(?:报告|年报)"
)
_TITLE = re.compile(
    rf"^[^,.;:!?]*?(?:{REPORT_WORDS.pattern})(?:\(?(?:全文|文字版|正文|公示稿?|印发稿|终稿|定稿|修[订改]版?|更正版?|电子版|(?:19|20)\d\d(?:年度?)?)\)?)?$"
)
_SITE_SUFFIX = re.compile(r"\s*(?:[-_|>]+|\s{2,}).*$")
_DATE_SUFFIX = re.compile(r"[(\[]?\s*\d{4}\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}\s*日?\s*[)\]]?$")
_PREFIX = re.compile(r"^(?:附件\d*[:.、]?|[(\[【][^()\[\]【】\d]{1,6}[)\]】])+")
# A PDF or a scan of a page shows the table of metadata above it line by line: 索引号 0143 名称 …年度报告 is one.
_METADATA = re.compile(
    r"^(?:(?:索引|组配|主题|体裁|信息|分类|类别|文号|发文|发布|公开|生成|成文|有效|效力|关键词).*?)?"
    r"(?:信息|文件|公文|文章)?(?:名称|标题|题名):?(?=.)"
)
_NOTICE_ABOUT = re.compile(
    r"^(.{0,30}?)关于(?:印发|公布|发布|公开)[《<]?(.+?(?:报告|年报))[》>]?的(?:通知|公告|通告|公示)$"
)
_ORGAN_BEHIND = re.compile(r"^(.*(?:报告|年报))\(([^()]{3,30})\)$")
_LONE_YEAR = re.compile(r"^\(?(?:(?:19|20)\d\d|[二一][〇零○Oo九][〇零○Oo一二三四五六七八九]{2})(?:年度?)?\)?$")
_MAX_TITLE = 90


@lru_cache(maxsize=4096)
def as_title(text: str) -> str | None:
    """Return the title that a line is (without site names or dates after it), or None for any other line."""
    if len(text) > _MAX_TITLE + 40 or "公开" not in re.sub(r"\s", "", text):
        return None
    for candidate in (text, _SITE_SUFFIX.sub("", text), _DATE_SUFFIX.sub("", text)):
        squeezed = re.sub(r"\s+", "", candidate).strip("《》<>\"'*#").replace("《", "").replace("》", "")
        squeezed = _PREFIX.sub("", _METADATA.sub("", squeezed))
        behind = _ORGAN_BEHIND.match(squeezed)
        if behind and is_organ(behind[2]):
            squeezed = behind[2] + behind[1]
        if len(squeezed) <= _MAX_TITLE and _TITLE.match(squeezed):
            return squeezed
    return None


def read_title(evidence: Evidence) -> tuple[Sourced, list[Statement]]:
    """Return the title and all titles found, the fullest first."""
    found = list(_found(evidence))
    if not found:
        return Sourced(value=None), []
    ranked = sorted(found, key=lambda title: -_fullness(title.text))  # sorting is stable: text before metadata
    return Sourced(value=ranked[0].text, source=ranked[0].source), ranked


def _fullness(title: str) -> int:
    return (organ_in_title(title) is not None) * 2 + (year_in(title) is not None)


def _found(evidence: Evidence) -> Iterator[Statement]:
    yield from _printed(evidence.front)
    for statement in evidence.said("title"):
        title = as_title(statement.text)
        if title:
            yield Statement(title, statement.source)
    listed = as_title(evidence.context.listed_title or "")
    if listed:
        yield Statement(listed, "title on the list page")
    for name, _ in [*evidence.document.links[:5]]:
        title = as_title(name)
        if title:
            yield Statement(title, "name of an attachment")


def _printed(lines: tuple[str, ...]) -> Iterator[Statement]:
    """Yield titles printed in the text: on one line, or broken over up to three."""
    for number, line in enumerate(lines):
        if len(line) > _MAX_TITLE:
            continue
        whole = as_title(line)
        if whole:
            yield Statement(_completed(whole, lines[:number]), "title in the text")
            continue
        issued = _NOTICE_ABOUT.match(re.sub(r"\s+", "", line))
        if issued and (named := as_title(issued[2])):
            organ = issued[1] if is_organ(issued[1]) and organ_in_title(named) is None else ""
            yield Statement(organ + named, "title of the notice")
            continue
        for count in (2, 3, 4):
            part = lines[number : number + count]
            if len(part) == count and all(len(text) < 50 and not as_title(text) for text in part):
                joined = as_title("".join(part))
                if joined:
                    yield Statement(joined, "title in the text, over several lines")
                    break


def _completed(title: str, above: tuple[str, ...]) -> str:
    """Return a title with the year and the body that stand on lines of their own above it."""
    lines = [re.sub(r"\s+", "", line) for line in above[-2:]]
    if lines and year_in(title) is None and _LONE_YEAR.match(lines[-1]):
        title = lines.pop() + title
    if lines and organ_in_title(title) is None and is_organ(lines[-1]):
        title = lines[-1] + title
    return title
